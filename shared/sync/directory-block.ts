import { assert } from '../base/assert.ts'
import { toHex, utf8 } from '../base/bytes.ts'
import { sha256OfBytes } from '../base/hash.ts'

/**
 * The packed block of the member directory: immutable, the same file for every tablet, named by the SHA-256 of its bytes.
 *
 * Layout, numbers big endian:
 * - 4 bytes `OCB1`
 * - u32 rows, u32 index entries, u32 bytes of the row offsets' text before compression
 * - index: entries of u32 hash and u32 row number, sorted by hash, then by row; the hash is `wordHash` of a find-word
 *   (`card:…`, `phone:…`, `name:…`), so that a lookup is a binary search in the file itself
 * - offsets: for each row the u32 at which its text begins in the inflated part
 * - the rows' texts (JSON), in the order of their keys, joined by line feeds, deflated (RFC 1951)
 */
const MAGIC = 'OCB1'
const HEADER_BYTES = 16
const ENTRY_BYTES = 8

export type BlockRow = { readonly key: string; readonly value: string; readonly words: readonly string[] }

export type Codec = {
  readonly deflate: (bytes: Uint8Array) => Uint8Array
  readonly inflate: (bytes: Uint8Array) => Uint8Array
}

/** Rows in any order; answers the block's bytes and its name. */
export function packBlock(
  rows: readonly BlockRow[],
  codec: Pick<Codec, 'deflate'>,
): { name: string; bytes: Uint8Array } {
  const sorted = [...rows].sort((a, b) => (a.key < b.key ? -1 : 1))
  const texts = sorted.map(({ key, value }) => utf8(JSON.stringify([key, value])))
  const entries = sorted
    .flatMap(({ words }, row) => words.map((word) => ({ hash: wordHash(word), row })))
    .sort((a, b) => a.hash - b.hash || a.row - b.row)
  const inflated = joined(texts)
  const packed = codec.deflate(inflated.bytes)
  const bytes = new Uint8Array(HEADER_BYTES + entries.length * ENTRY_BYTES + texts.length * 4 + packed.length)
  const view = new DataView(bytes.buffer)
  bytes.set(utf8(MAGIC))
  view.setUint32(4, texts.length)
  view.setUint32(8, entries.length)
  view.setUint32(12, inflated.bytes.length)
  let at = HEADER_BYTES
  for (const { hash, row } of entries) {
    view.setUint32(at, hash)
    view.setUint32(at + 4, row)
    at += ENTRY_BYTES
  }
  for (const offset of inflated.offsets) {
    view.setUint32(at, offset)
    at += 4
  }
  bytes.set(packed, at)
  return { name: toHex(sha256OfBytes(bytes)), bytes }
}

/** An opened block. Values are JSON text, as rows are everywhere. */
export class DirectoryBlock {
  readonly size: number
  readonly #view: DataView
  readonly #entries: number
  readonly #rows: readonly string[]

  private constructor(view: DataView, rows: readonly string[]) {
    this.#view = view
    this.#rows = rows
    this.#entries = view.getUint32(8)
    this.size = rows.length
  }

  /** Undefined when the bytes are not the block of that name: damaged, cut off, or another one. */
  static open(bytes: Uint8Array, name: string, codec: Pick<Codec, 'inflate'>): DirectoryBlock | undefined {
    if (bytes.length < HEADER_BYTES || toHex(sha256OfBytes(bytes)) !== name) return undefined
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const [count, entries, length] = [view.getUint32(4), view.getUint32(8), view.getUint32(12)]
    const texts = HEADER_BYTES + entries * ENTRY_BYTES + count * 4
    const inflated = codec.inflate(bytes.subarray(texts))
    assert(inflated.length === length, 'a block that bears its name is whole')
    const rows = fromUtf8(inflated).split('\n').slice(0, count)
    return new DirectoryBlock(view, rows)
  }

  row(index: number): { key: string; value: string } | undefined {
    const text = this.#rows[index]
    if (text === undefined) return undefined
    // Trusted: packBlock wrote the pair, and the name proves it.
    const [key, value] = JSON.parse(text) as [string, string]
    return { key, value }
  }

  /** Rows that may be known under the word: the hash can collide, so the caller looks at the row. */
  find(word: string): { key: string; value: string }[] {
    const hash = wordHash(word)
    let low = 0
    let high = this.#entries
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#view.getUint32(HEADER_BYTES + middle * ENTRY_BYTES) < hash) low = middle + 1
      else high = middle
    }
    const found: { key: string; value: string }[] = []
    for (; low < this.#entries; low++) {
      const at = HEADER_BYTES + low * ENTRY_BYTES
      if (this.#view.getUint32(at) !== hash) break
      const row = this.row(this.#view.getUint32(at + 4))
      if (row) found.push(row)
    }
    return found
  }
}

/** FNV-1a, 32 bits, over UTF-16 code units. */
export function wordHash(word: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

function joined(texts: readonly Uint8Array[]): { bytes: Uint8Array; offsets: number[] } {
  const bytes = new Uint8Array(texts.reduce((sum, text) => sum + text.length + 1, 0))
  const offsets: number[] = []
  let at = 0
  for (const text of texts) {
    offsets.push(at)
    bytes.set(text, at)
    bytes[at + text.length] = 10
    at += text.length + 1
  }
  return { bytes, offsets }
}

function fromUtf8(bytes: Uint8Array): string {
  // decodeURIComponent is the language's own UTF-8 decoder; the pure rooms have no TextDecoder.
  let escaped = ''
  for (const byte of bytes)
    escaped += byte < 0x80 && byte !== 0x25 ? String.fromCharCode(byte) : `%${toHex(Uint8Array.of(byte))}`
  return decodeURIComponent(escaped)
}
