import * as z from 'zod/mini'
import { toHex, utf8 } from '../base/bytes.ts'
import { sha256OfBytes } from '../base/hash.ts'
import { parseJson } from '../base/json.ts'
import type { WireRow } from './protocol.ts'
import { scopeKind } from './scope.ts'

/**
 * A sealed segment: the latest rows of one scope in a range of feed numbers, as they stood when it was sealed. Immutable, the same
 * file for every tablet, named by the SHA-256 of its bytes.
 *
 * Layout, numbers big endian:
 * - 4 bytes `OCS1`
 * - u32 bytes of the head
 * - head: JSON in ASCII: `scope`, `from` (after which), `to` (up to which), `rows`, `chunks` (bytes of each)
 * - chunks: CHUNK_ROWS rows each, the last one what is left; every chunk deflated by itself (RFC 1951), so that one row is
 *   read without its neighbours' chunks
 *
 * A row is two lines of a chunk's text: `[table,key,seq]` as JSON, and its value's JSON text, empty where the row is gone. Rows
 * stand in feed order. There is no index inside: whoever takes a segment reads all of it once for its checksum, and makes the
 * index on the way, for the words of its own version; sent along it would be a quarter of the bytes, and none of them packs.
 */
const MAGIC = 'OCS1'
const HEAD_AT = 8
export const CHUNK_ROWS = 64

/** What a pull says that it can read; another layout is another number, and its reader gets rows until it can. */
export const SEGMENT_FORMAT = 1
export const SEGMENT_TYPE = 'application/vnd.onecounter.segment'

/** Scopes of this kind are sealed: much in them, and little of it changes. */
export const isSealed = (scope: string): boolean => scopeKind(scope) === 'receipts'

const Count = z.int().check(z.gte(0))
const Head = z.object({ scope: z.string(), from: Count, to: Count, rows: Count, chunks: z.array(Count) })
const RowStart = z.tuple([z.string(), z.string(), Count])
type Head = Readonly<z.infer<typeof Head>>

/** `chunks` are where each begins in the bytes, and the end of the last. */
export type Segment = Omit<Head, 'chunks'> & { readonly chunks: readonly number[] }
export type SegmentRange = Pick<Head, 'scope' | 'from' | 'to'>

/** Rows in feed order; answers the bytes and their name. `deflate` takes the chunk's text as UTF-8. */
export function packSegment(
  { scope, from, to }: SegmentRange,
  rows: readonly WireRow[],
  deflate: (text: string) => Uint8Array,
): { name: string; bytes: Uint8Array } {
  const packed: Uint8Array[] = []
  for (let at = 0; at < rows.length; at += CHUNK_ROWS)
    packed.push(
      deflate(
        rows
          .slice(at, at + CHUNK_ROWS)
          .map(rowText)
          .join('\n'),
      ),
    )
  const chunks = packed.map(({ length }) => length)
  const head = utf8(JSON.stringify({ scope, from, to, rows: rows.length, chunks } satisfies Head))
  const bytes = new Uint8Array(HEAD_AT + head.length + chunks.reduce((sum, length) => sum + length, 0))
  bytes.set(utf8(MAGIC))
  new DataView(bytes.buffer).setUint32(4, head.length)
  bytes.set(head, HEAD_AT)
  let at = HEAD_AT + head.length
  for (const chunk of packed) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return { name: toHex(sha256OfBytes(bytes)), bytes }
}

const rowText = ([table, key, seq, value]: WireRow): string =>
  `${JSON.stringify([table, key, seq])}\n${value ?? ''}`

/** Undefined when the bytes are not the segment of that name: damaged, cut off, another one, or of another layout. */
export function openSegment(bytes: Uint8Array, name: string): Segment | undefined {
  if (bytes.length < HEAD_AT || toHex(sha256OfBytes(bytes)) !== name) return undefined
  if (ascii(bytes.subarray(0, 4)) !== MAGIC) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const first = HEAD_AT + view.getUint32(4)
  const head = z.safeParse(Head, parseJson(ascii(bytes.subarray(HEAD_AT, first))))
  if (!head.success) return undefined
  const chunks = [first]
  for (const length of head.data.chunks) chunks.push((chunks.at(-1) ?? 0) + length)
  const isWhole =
    chunks.at(-1) === bytes.length && chunks.length - 1 === Math.ceil(head.data.rows / CHUNK_ROWS)
  return isWhole ? { ...head.data, chunks } : undefined
}

/** The rows of an inflated chunk; undefined when the text is not one. */
export function rowsOfChunk(text: string): WireRow[] | undefined {
  const lines = text.split('\n')
  const rows: WireRow[] = []
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const start = z.safeParse(RowStart, parseJson(lines[at] ?? ''))
    if (!start.success) return undefined
    rows.push([...start.data, lines[at + 1] || null])
  }
  return lines.length % 2 === 0 ? rows : undefined
}

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes)
