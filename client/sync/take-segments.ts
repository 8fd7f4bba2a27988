import { addLanes, NO_LANES, subtractLanes } from '#shared/base/hash.ts'
import type { PlannedScope, PlannedSegment, WireRow } from '#shared/sync/protocol.ts'
import { openSegment, rowsOfChunk, SEGMENT_TYPE } from '#shared/sync/segment.ts'
import { type Cache, type KeptChunk, keysBelow } from '../db/cache.ts'
import {
  indexOf,
  latestPlace,
  lanesOf,
  nameOf,
  rowCount,
  type SegmentIndex,
  seqOf,
} from '../db/segment-index.ts'
import type { Inflate, RowAddress, Shelf } from '../db/shelf.ts'
import type { TabletEnv } from './env.ts'
import { getBytes, type Heard } from './transport.ts'

type SegmentDesk = {
  readonly env: TabletEnv
  readonly cache: Cache
  readonly shelf: Shelf
  readonly whenQuiet: () => Promise<void>
  readonly changed: (keys: readonly string[], all: boolean) => Promise<void>
}

/** What came of it: all are here (or rows shall come instead), another tab is at it too, or why nothing came. */
export type Taken = 'more' | Exclude<Heard<never>, { is: 'answer' }>

/**
 * Fetches the segments that a plan named, in order, the next one while this one is stored. One that is damaged, missing or not
 * understood is no reason to be without its rows: that scope is asked for row by row from where it stands (G5).
 */
export async function takeSegments(
  desk: SegmentDesk,
  token: string,
  scopes: readonly PlannedScope[],
): Promise<Taken> {
  const wanted = scopes.flatMap(({ id, segments = [] }) => segments.map((segment) => ({ id, segment })))
  const fetched = (segment: PlannedSegment): Promise<Heard<Uint8Array>> =>
    getBytes(desk.env, `/sync/segments/${segment.name}`, { token, type: SEGMENT_TYPE })
  let coming = wanted[0] && fetched(wanted[0].segment)
  for (let next = wanted.shift(); next; next = wanted.shift()) {
    const { id, segment } = next
    const heard = await (coming ?? fetched(segment))
    coming = wanted[0] && fetched(wanted[0].segment)
    if (heard.is !== 'answer' && heard.is !== 'refused') return heard
    const bytes = heard.is === 'answer' ? heard.body : undefined
    const unpacked = bytes && (await unpack(bytes, { id, segment, inflate: desk.env.inflate }))
    if (unpacked) {
      await desk.whenQuiet()
      const keys = await put(desk, segment, unpacked)
      if (keys === undefined) return { is: 'unreachable' }
      await desk.changed(keys, false)
      continue
    }
    await comeByRow(desk.cache, id)
    coming = undefined
    while (wanted[0]?.id === id) wanted.shift()
  }
  return 'more'
}

async function comeByRow(cache: Cache, scope: string): Promise<void> {
  await cache.transaction('rw!', cache.scopes, async () => {
    const cursor = await cache.scopes.get(scope)
    if (cursor) await cache.scopes.put({ ...cursor, plain: true })
  })
}

type Unpacked = {
  readonly chunks: readonly KeptChunk[]
  readonly index: SegmentIndex
  readonly rows: readonly WireRow[]
}

/** Reads all of it once, before any transaction begins: for the checksum, and for its index. */
async function unpack(
  bytes: Uint8Array,
  {
    id,
    segment,
    inflate,
  }: {
    readonly id: string
    readonly segment: PlannedSegment
    readonly inflate: Inflate | undefined
  },
): Promise<Unpacked | undefined> {
  const { name, from, to } = segment
  const opened = openSegment(bytes, name)
  if (!opened || !inflate || opened.scope !== id || opened.from !== from || opened.to !== to) return undefined
  const rows: WireRow[] = []
  const chunks: KeptChunk[] = []
  for (const [chunk, begin] of opened.chunks.slice(0, -1).entries()) {
    const kept: KeptChunk = { name, chunk, bytes: bytes.slice(begin, opened.chunks[chunk + 1]) }
    chunks.push(kept)
    rows.push(...(rowsOfChunk(await inflate(kept.bytes).catch(() => '')) ?? []))
  }
  if (rows.length !== opened.rows) return undefined
  return { chunks, index: indexOf(opened, name, rows), rows }
}

/** Chunks, index, cursor and checksum commit together, as with a page (Y7); answers the rows' names. */
async function put(
  { cache, shelf }: SegmentDesk,
  { name, from, to }: PlannedSegment,
  { chunks, index, rows }: Unpacked,
): Promise<string[] | undefined> {
  const { scope } = index
  const tables = [cache.rows, cache.scopes, cache.segments, cache.chunks]
  return await cache.transaction('rw!', tables, async () => {
    const cursor = await cache.scopes.get(scope)
    if (!cursor || cursor.cursor !== from) return undefined
    const { floor = 0, segments = [] } = cursor
    const earlier = await shelf.shelved(cursor)
    const addresses = rows.map(([table, key]): RowAddress => [scope, table, key])
    const [least, most] = keysBelow(scope)
    const hasRows = (await cache.rows.where('[scope+table+key]').between(least, most).limit(1).count()) > 0
    const plain = hasRows ? await cache.rows.bulkGet(addresses) : []
    let { sum, count } = cursor
    for (let row = 0; row < rowCount(index); row++) {
      const place = { index, row }
      const above = plain[row]
      const packed = above ? undefined : latestPlace(earlier, nameOf(place))
      if (above) sum = subtractLanes(sum, [above.h0, above.h1])
      else if (packed) sum = subtractLanes(sum, lanesOf(packed))
      const lives = rows[row]?.[3] !== null && seqOf(place) > floor
      sum = addLanes(sum, lives ? lanesOf(place) : NO_LANES)
      count += Number(lives) - Number(above !== undefined || packed !== undefined)
    }
    if (hasRows) await cache.rows.bulkDelete(addresses)
    await cache.segments.put(index)
    await cache.chunks.bulkPut(chunks)
    await cache.scopes.put({
      ...cursor,
      sum,
      count,
      cursor: to,
      segments: [...segments, { name, to, gone: [] }],
    })
    return addresses.map((address) => address.join('\n'))
  })
}
