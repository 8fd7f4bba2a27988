import { canonicalJson } from '#shared/base/canonical-json.ts'
import { isObject, type Json, type JsonObject } from '#shared/base/json.ts'

export type PlainRow = {
  readonly scope: string
  readonly table: string
  readonly key: string
  readonly value: Json
}

/**
 * Live rows as text that does not depend on the order in which things arrived: members of objects sorted, versions left out
 * (they count how often a row was written), discrepancies of sums as well (they tell what was seen at the time), but not what exceeds a receipt. Of a member
 * who redirects it says whom they have become in the end: which stores heard of it depends on when they asked.
 */
export function settled(rows: readonly PlainRow[]): string[] {
  const redirects = new Map<string, string>()
  for (const { table, key, value } of rows) {
    const to =
      table === 'account' && isObject(value) && isObject(value['redirect']) && value['redirect']['member']
    if (typeof to === 'string') redirects.set(key, to)
  }
  return rows
    .filter(
      ({ table, key }) => table !== 'discrepancy' || /^(return-of-unknown-sale|excess|credit-\w+):/.test(key),
    )
    .filter(({ table, value }) => table !== 'visitor' || !(isObject(value) && 'redirect' in value))
    .map(
      ({ scope, table, key, value }) =>
        `${scope} ${table} ${key} ${canonicalJson(timeless(value, redirects))}`,
    )
    .sort()
}

function timeless(value: Json, redirects: ReadonlyMap<string, string>): Json {
  if (!isObject(value)) return value
  // A stock row's last movements stand in the order in which they were heard of.
  const { version: _, last: __, redirect, ...rest } = withoutPartVersions(value)
  const to = isObject(redirect) ? redirect['member'] : redirect
  return typeof to === 'string' ? { ...rest, visits: null, redirect: endOf(to, redirects) } : rest
}

/** A store's pickup counts its changes as well, and its order repeats that. */
function withoutPartVersions(value: JsonObject): JsonObject {
  const { parts } = value
  if (!isObject(parts)) return value
  const timelessParts = Object.entries(parts).map(([name, part]) => {
    if (!isObject(part)) return [name, part]
    const { version: _, ...rest } = part
    return [name, rest]
  })
  return { ...value, parts: Object.fromEntries(timelessParts) as JsonObject }
}

function endOf(member: string, redirects: ReadonlyMap<string, string>): string {
  let end = member
  for (let hops = 0; hops < 100; hops++) {
    const next = redirects.get(end)
    if (next === undefined) return end
    end = next
  }
  throw new Error(`the redirects of ${member} form a ring`)
}
