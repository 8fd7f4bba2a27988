import { assert } from './assert.ts'
import type { Json } from './json.ts'

/**
 * RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units, numbers and strings as ECMAScript
 * serialises them, no white space. Members that are `undefined` are left out, as JSON.stringify does.
 * Throws an AssertionFailure on what JSON cannot hold: NaN, Infinity, a lone surrogate.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    assert(Number.isFinite(value), 'a number in JSON is finite')
    return JSON.stringify(value)
  }
  if (typeof value === 'string') {
    assert(value.isWellFormed(), 'a string in JSON has no lone surrogate')
    return JSON.stringify(value)
  }
  if (isList(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`
  const members: string[] = []
  for (const key of Object.keys(value).sort()) {
    const member = value[key]
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`)
  }
  return `{${members.join(',')}}`
}

// NOTE: Array.isArray does not narrow a readonly array.
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
