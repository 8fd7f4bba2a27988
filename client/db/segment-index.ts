import { type Lanes, rowLanes } from '#shared/base/hash.ts'
import { isObject, parseJson } from '#shared/base/json.ts'
import type { WireRow } from '#shared/sync/protocol.ts'
import { CHUNK_ROWS, type Segment } from '#shared/sync/segment.ts'
import { findWords } from './find-words.ts'

/**
 * What is looked up in a sealed segment without unpacking it; made once, when the segment is taken. Some fifty bytes a row, in
 * arrays that IndexedDB stores as they are.
 */
export type SegmentIndex = {
  readonly name: string
  readonly scope: string
  readonly from: number
  readonly to: number
  /** By row, two numbers each: its share of the checksum, as computed here; two zeros where the row is gone. */
  readonly lanes: Uint32Array
  /** By row, two numbers each: the hash of its table and key. */
  readonly names: Uint32Array
  /** By row: its feed number less `from`. */
  readonly seqs: Uint32Array
  /** Three numbers each, sorted by the first: the hash of a word (two) and the row that is known under it. */
  readonly words: Uint32Array
}

/** A row by its place in a segment. */
export type Place = { readonly index: SegmentIndex; readonly row: number }

/** 64 bits: among a million receipts two share a hash once in fifty million chains. */
export const nameHash = (table: string, key: string): Lanes => rowLanes(table, key, '')
const wordHash = (table: string, word: string): Lanes => rowLanes('', table, word)

export function indexOf(segment: Segment, name: string, rows: readonly WireRow[]): SegmentIndex {
  const lanes = new Uint32Array(2 * rows.length)
  const names = new Uint32Array(2 * rows.length)
  const seqs = new Uint32Array(rows.length)
  const words: number[] = []
  rows.forEach(([table, key, seq, value], row) => {
    const named = nameHash(table, key)
    names.set(named, 2 * row)
    words.push(named[0], named[1], row)
    seqs[row] = seq - segment.from
    if (value === null) return
    lanes.set(rowLanes(table, key, value), 2 * row)
    const parsed = parseJson(value)
    const known = isObject(parsed) ? findWords(table, parsed) : []
    for (const word of known) {
      const [a, b] = wordHash(table, word)
      words.push(a, b, row)
    }
  })
  const { scope, from, to } = segment
  return {
    name,
    scope,
    from,
    to,
    lanes,
    names,
    seqs,
    words: sorted(words),
  }
}

/** More entries than a segment can have, and few enough that with a hash above them they fit into 53 bits. */
const ENTRIES_MAX = 2 ** 20

/** As one number each they are sorted without a function of ours, which is most of what an index costs. */
function sorted(words: readonly number[]): Uint32Array {
  const order = Float64Array.from(
    { length: words.length / 3 },
    (_, entry) => (words[3 * entry] ?? 0) * ENTRIES_MAX + entry,
  ).sort()
  const inOrder = new Uint32Array(words.length)
  order.forEach((ranked, i) => {
    const entry = ranked % ENTRIES_MAX
    for (let n = 0; n < 3; n++) inOrder[3 * i + n] = words[3 * entry + n] ?? 0
  })
  return inOrder
}

export const rowCount = ({ seqs }: SegmentIndex): number => seqs.length
export const seqOf = ({ index, row }: Place): number => index.from + (index.seqs[row] ?? 0)
export const lanesOf = ({ index, row }: Place): Lanes => pair(index.lanes, row)
export const nameOf = ({ index, row }: Place): Lanes => pair(index.names, row)

const pair = (numbers: Uint32Array, row: number): Lanes => [numbers[2 * row] ?? 0, numbers[2 * row + 1] ?? 0]

const isGone = (place: Place): boolean => {
  const [a, b] = lanesOf(place)
  return a === 0 && b === 0
}

/** Which chunk of its segment a row lies in, and at which place there. */
export const chunkOf = ({ row }: Place): { chunk: number; at: number } => ({
  chunk: Math.floor(row / CHUNK_ROWS),
  at: row % CHUNK_ROWS,
})

/** Rows that may be known under a hash, the later first: whoever reads them looks. */
function rowsUnder({ words }: SegmentIndex, [a, b]: Lanes): number[] {
  let low = 0
  let high = words.length / 3
  while (low < high) {
    const middle = (low + high) >> 1
    if ((words[3 * middle] ?? 0) < a) low = middle + 1
    else high = middle
  }
  const rows: number[] = []
  for (; words[3 * low] === a; low++) if (words[3 * low + 1] === b) rows.unshift(words[3 * low + 2] ?? 0)
  return rows
}

/** The segments of one scope as they lie on this tablet. */
export type Shelved = {
  /** Rows up to this feed number have left the tablet. */
  readonly floor: number
  /** In feed order. `gone`: rows that were deleted since, by a page. */
  readonly segments: readonly { readonly index: SegmentIndex; readonly gone: readonly number[] }[]
}

/** The latest version of a row among the segments, if it lives there. */
export function latestPlace({ floor, segments }: Shelved, name: Lanes): Place | undefined {
  for (let at = segments.length - 1; at >= 0; at--) {
    const { index, gone = [] } = segments[at] ?? {}
    // Within a segment a key stands once: it holds the latest of each.
    const row = index && rowsUnder(index, name).find((one) => isSame(pair(index.names, one), name))
    if (index === undefined || row === undefined) continue
    const place = { index, row }
    return isGone(place) || gone.includes(row) || seqOf(place) <= floor ? undefined : place
  }
  return undefined
}

/** Rows that were known under a word when they were sealed, the newest first. */
export function* placesUnder({ segments }: Shelved, table: string, word: string): Generator<Place> {
  const hash = wordHash(table, word)
  for (const { index } of segments.toReversed())
    for (const row of rowsUnder(index, hash)) yield { index, row }
}

/** Every row that is the latest of its key, up to a feed number. */
export function* latestPlaces(shelved: Shelved, upTo = Infinity): Generator<Place> {
  for (const { index } of shelved.segments) yield* latestPlacesIn(shelved, index, upTo)
}

/** Those of one of its segments. */
export function* latestPlacesIn(shelved: Shelved, index: SegmentIndex, upTo = Infinity): Generator<Place> {
  for (let row = 0; row < rowCount(index); row++) {
    const place = { index, row }
    if (seqOf(place) <= upTo && isLatest(shelved, place)) yield place
  }
}

export function isLatest(shelved: Shelved, place: Place): boolean {
  const latest = latestPlace(shelved, nameOf(place))
  return latest?.index === place.index && latest.row === place.row
}

const isSame = (a: Lanes, b: Lanes): boolean => a[0] === b[0] && a[1] === b[1]
