import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { toHex, utf8 } from './bytes.ts'

/**
 * SHA-256 of UTF-8 text, lower-case hex, synchronous: awaiting WebCrypto inside an IndexedDB transaction ends it.
 * The server's hot path may pass the platform's own implementation where a `Sha256` is asked for; a test holds both equal.
 */
export type Sha256 = (text: string) => string

export const sha256Hex: Sha256 = (text) => toHex(sha256(utf8(text)))

export const sha256OfBytes = (bytes: Uint8Array): Uint8Array => sha256(bytes)

/** HMAC-SHA-256 (RFC 2104) over bytes. */
export function keyedCheck(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(sha256, key, message)
}

/** Two unsigned 32-bit lanes: neither SQL dialect has a uint64. */
export type Lanes = readonly [number, number]

export const NO_LANES: Lanes = [0, 0]

/**
 * A fast mixing hash of a replicated row, for checksums against loss and mix-ups, not against an adversary:
 * two multiply-xor lanes (the mixing constants of MurmurHash3) over the UTF-16 code units.
 */
export function rowLanes(table: string, key: string, value: string): Lanes {
  let a = 0x9747b28c
  let b = 0x85ebca6b
  for (const text of [table, key, value]) {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      a = Math.imul(a ^ unit, 0xcc9e2d51)
      b = Math.imul(b ^ unit, 0x1b873593)
      a ^= a >>> 15
    }
    b ^= b >>> 13
    a = Math.imul(a ^ 0x1f, 0x85ebca6b)
    b = Math.imul(b ^ 0x2f, 0xc2b2ae35)
  }
  a ^= a >>> 16
  b ^= b >>> 16
  return [Math.imul(a, 0xc2b2ae35) >>> 0, Math.imul(b, 0x85ebca6b) >>> 0]
}

export const addLanes = (sum: Lanes, more: Lanes): Lanes => [
  (sum[0] + more[0]) >>> 0,
  (sum[1] + more[1]) >>> 0,
]
export const subtractLanes = (sum: Lanes, less: Lanes): Lanes => [
  (sum[0] - less[0]) >>> 0,
  (sum[1] - less[1]) >>> 0,
]
