import { assert } from './assert.ts'
import { fromHex, toHex } from './bytes.ts'
import type { Sha256 } from './hash.ts'

/** A UUID in lower case; what it names is said by the field that holds it. */
export type Id = string & { readonly __id: true }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

export const isId = (text: string): text is Id => UUID.test(text)

export function id(text: string): Id {
  assert(isId(text), `${text} is not an id`)
  return text
}

/** UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits. `random` holds at least 10 bytes. */
export function timeOrderedId(unixMs: number, random: Uint8Array): Id {
  assert(random.length >= 10, 'a UUIDv7 needs 10 random bytes')
  const bytes = new Uint8Array(16)
  let rest = Math.max(0, Math.floor(unixMs))
  for (let i = 5; i >= 0; i--) {
    bytes[i] = rest % 256
    rest = Math.floor(rest / 256)
  }
  bytes.set(random.subarray(0, 10), 6)
  return stamped(bytes, 0x70)
}

/** Unix ms at which a time-ordered id was made, by its maker's clock; undefined for an id that was computed. */
export function madeAt(value: Id): number | undefined {
  return value[14] === '7' ? Number.parseInt(value.slice(0, 8) + value.slice(9, 13), 16) : undefined
}

/** UUIDv8 (RFC 9562 §5.8) of the first 16 bytes of a SHA-256: the same text has the same id everywhere. */
export function idFromText(text: string, sha256: Sha256): Id {
  return stamped(fromHex(sha256(text)).slice(0, 16), 0x80)
}

function stamped(bytes: Uint8Array, version: number): Id {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | version
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return id(uuidText(bytes))
}

export function uuidText(bytes: Uint8Array): string {
  const hex = toHex(bytes)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export const uuidBytes = (value: Id): Uint8Array => fromHex(value.replaceAll('-', ''))
