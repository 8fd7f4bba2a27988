import { addLanes, type Lanes, NO_LANES, subtractLanes } from '#shared/base/hash.ts'
import { type Cache, type CachedRow, keysBelow } from '../db/cache.ts'
import { lanesOf, latestPlace, latestPlaces, nameHash, type Place } from '../db/segment-index.ts'
import type { RowAddress, Shelf } from '../db/shelf.ts'

const ROWS_AT_ONCE = 500

/**
 * G6: what stands at or below the floor leaves this tablet, and its share leaves the checksum: all of it at once, because a row of
 * its own hides a packed one under it. False when another tab was at the scope meanwhile.
 */
export async function retire(
  { cache, shelf }: { readonly cache: Cache; readonly shelf: Shelf },
  scope: string,
  floor: number,
): Promise<boolean> {
  const seen = await cache.scopes.get(scope)
  if (!seen || (seen.floor ?? 0) >= floor) return true
  // Read a few at a time, before the transaction: nobody who looks something up waits for it.
  const { old, above } = await plainRows(cache, scope, floor)
  const tables = [cache.rows, cache.scopes, cache.segments, cache.chunks]
  return await cache.transaction('rw!', tables, async () => {
    const cursor = await cache.scopes.get(scope)
    if (cursor?.cursor !== seen.cursor || cursor.floor !== seen.floor) return false
    const shelved = await shelf.shelved(cursor)
    const hidden = new Set(above.flatMap((name) => latestPlace(shelved, name) ?? []).map(placeName))
    let gone: Lanes = NO_LANES
    let count = 0
    const take = (lanes: Lanes): void => {
      gone = addLanes(gone, lanes)
      count++
    }
    for (const { h0, h1 } of old) take([h0, h1])
    for (const place of latestPlaces(shelved, floor)) if (!hidden.has(placeName(place))) take(lanesOf(place))
    const addresses = old.map(({ table, key }): RowAddress => [scope, table, key])
    await cache.rows.bulkDelete(addresses)
    const spent = (cursor.segments ?? []).filter(({ to }) => to <= floor).map(({ name }) => name)
    await cache.dropSegments(spent)
    const segments = (cursor.segments ?? []).filter(({ to }) => to > floor)
    await cache.scopes.put({
      ...cursor,
      floor,
      segments,
      sum: subtractLanes(cursor.sum, gone),
      count: cursor.count - count,
    })
    return true
  })
}

const placeName = ({ index, row }: Place): string => `${index.name} ${row}`

/** Rows at or below the floor, and the names of all: what lies above a packed row. */
async function plainRows(
  cache: Cache,
  scope: string,
  floor: number,
): Promise<{ old: CachedRow[]; above: Lanes[] }> {
  const old: CachedRow[] = []
  const above: Lanes[] = []
  const [least, most] = keysBelow(scope)
  for (let after: unknown[] = least; ;) {
    const where = cache.rows.where('[scope+table+key]')
    const rows = await where.between(after, most, false).limit(ROWS_AT_ONCE).toArray()
    for (const row of rows) {
      above.push(nameHash(row.table, row.key))
      if (row.seq <= floor) old.push(row)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < ROWS_AT_ONCE) return { old, above }
    after = [last.scope, last.table, last.key]
  }
}
