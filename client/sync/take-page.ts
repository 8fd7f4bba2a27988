import { addLanes, type Lanes, NO_LANES, rowLanes, subtractLanes } from '#shared/base/hash.ts'
import { isObject, type Json, parseJson } from '#shared/base/json.ts'
import type { WireRow } from '#shared/sync/protocol.ts'
import type { Cache, CachedRow, ScopeCursor } from '../db/cache.ts'
import { findWords, type SoundsOf } from '../db/find-words.ts'
import { lanesOf, latestPlace, nameHash, type Place } from '../db/segment-index.ts'
import type { RowAddress, Shelf } from '../db/shelf.ts'

export type Page = {
  readonly scope: string
  readonly from: number
  readonly to: number
  readonly rows: readonly WireRow[]
}

/** Rows and cursor commit together (Y7); a page that does not start at the cursor is refused. Answers the rows' names. */
export async function takePage(
  { cache, shelf }: { readonly cache: Cache; readonly shelf: Shelf },
  page: Page,
  soundsOf: SoundsOf | undefined,
): Promise<string[] | undefined> {
  const { scope, from, to, rows } = page
  const puts = rows.flatMap((row) => cached(scope, row, soundsOf))
  return await cache.transaction('rw!', cache.rows, cache.scopes, cache.segments, async () => {
    const cursor = await cache.scopes.get(scope)
    if (!cursor || cursor.cursor !== from) return undefined
    const addresses = rows.map(([table, key]): RowAddress => [scope, table, key])
    const plain = await cache.rows.bulkGet(addresses)
    const shelved = cursor.segments?.length ? await shelf.shelved(cursor) : undefined
    const packed = rows.map(([table, key]) => shelved && latestPlace(shelved, nameHash(table, key)))
    const next = summed(cursor, before(plain, packed), rows)
    await cache.rows.bulkPut(puts)
    await cache.rows.bulkDelete(addresses.filter((_, i) => rows[i]?.[3] === null))
    const gone = packed.filter((_, i) => rows[i]?.[3] === null)
    await cache.scopes.put({ ...without(next, gone), cursor: to })
    return addresses.map((address) => address.join('\n'))
  })
}

/** What each row adds to the checksum so far: a row of its own lies above a packed one. */
const before = (
  plain: readonly (CachedRow | undefined)[],
  packed: readonly (Place | undefined)[],
): (Lanes | undefined)[] => plain.map((row, i) => (row ? [row.h0, row.h1] : packed[i] && lanesOf(packed[i])))

/** `before` is the share of what each row replaces, if anything. */
function summed(
  cursor: ScopeCursor,
  was: readonly (Lanes | undefined)[],
  rows: readonly WireRow[],
): ScopeCursor {
  let { sum, count } = cursor
  rows.forEach(([table, key, , value], i) => {
    const old = was[i]
    sum = addLanes(
      subtractLanes(sum, old ?? NO_LANES),
      value === null ? NO_LANES : rowLanes(table, key, value),
    )
    count += Number(value !== null) - Number(old !== undefined)
  })
  return { ...cursor, sum, count }
}

/** A packed row cannot be taken out of its segment: it is noted that it is gone. */
function without(cursor: ScopeCursor, gone: readonly (Place | undefined)[]): ScopeCursor {
  const places = gone.filter((place) => place !== undefined)
  if (places.length === 0) return cursor
  const segments = cursor.segments?.map((segment) => {
    const rows = places.flatMap(({ index, row }) => (index.name === segment.name ? [row] : []))
    return { ...segment, gone: [...segment.gone, ...rows] }
  })
  return { ...cursor, ...(segments ? { segments } : {}) }
}

function cached(
  scope: string,
  [table, key, seq, value]: WireRow,
  soundsOf: SoundsOf | undefined,
): CachedRow[] {
  if (value === null) return []
  const [h0, h1] = rowLanes(table, key, value)
  const parsed: Json | undefined = parseJson(value)
  const find = isObject(parsed) ? findWords(table, parsed, soundsOf) : []
  return [{ scope, table, key, seq, value, h0, h1, find }]
}
