import type { WireRow } from '#shared/sync/protocol.ts'
import { isSealed, rowsOfChunk } from '#shared/sync/segment.ts'
import type { Cache, ScopeCursor } from './cache.ts'
import {
  chunkOf,
  isLatest,
  latestPlace,
  latestPlacesIn,
  nameHash,
  type Place,
  placesUnder,
  type SegmentIndex,
  type Shelved,
} from './segment-index.ts'

/** Unpacks a chunk (RFC 1951) into its text. */
export type Inflate = (bytes: Uint8Array) => Promise<string>
export type RowAddress = [scope: string, table: string, key: string]
export type ReadRow = { readonly scope: string; readonly key: string; readonly value: string }

/**
 * The server's rows wherever they lie: one by one, or packed in sealed segments. Only the indexes of the segments are held in
 * memory; a row that is asked for costs its chunk.
 */
export class Shelf {
  readonly #cache: Cache
  readonly #inflate: Inflate | undefined
  /** Of segments that tabs of this tablet have taken: what has a name never changes. */
  readonly #indexes = new Map<string, SegmentIndex>()

  constructor(cache: Cache, inflate: Inflate | undefined) {
    this.#cache = cache
    this.#inflate = inflate
  }

  /** The values as the server sent them; undefined where there is no such row. */
  async valuesAt(addresses: readonly RowAddress[]): Promise<(string | undefined)[]> {
    const cache = this.#cache
    if (!addresses.some(([scope]) => isSealed(scope)))
      return (await cache.rows.bulkGet([...addresses])).map((row) => row?.value)
    const { rows, packed } = await cache.transaction('r', this.#tables, async () => {
      const scopes = new Set(addresses.map(([scope]) => scope).filter(isSealed))
      // Side by side: what a look-up costs is how often it waits for the storage.
      const [plain, cursors] = await Promise.all([
        cache.rows.bulkGet([...addresses]),
        cache.scopes.bulkGet([...scopes]),
      ])
      const shelves = await this.#shelves(cursors)
      const places = addresses.map(([scope, table, key], i) => {
        const shelved = plain[i] ? undefined : shelves.get(scope)
        return shelved && latestPlace(shelved, nameHash(table, key))
      })
      return { rows: plain, packed: await this.#bytesAt(places) }
    })
    const unpacked = await this.#unpacked(packed)
    return addresses.map(([, table, key], i) => {
      const row = unpacked[i]
      return rows[i]?.value ?? (row?.[0] === table && row[1] === key ? (row[3] ?? undefined) : undefined)
    })
  }

  /** Packed rows of a table that may be known under a word: the latest of each key, the newest first. */
  async find(table: string, word: string, limit: number): Promise<ReadRow[]> {
    return await this.#read(table, (shelved) => {
      const places: Place[] = []
      for (const place of placesUnder(shelved, table, word)) {
        if (places.length === limit) break
        if (isLatest(shelved, place)) places.push(place)
      }
      return places
    })
  }

  /** Every packed row of a table, a segment at a time, the newest first. */
  async *pages(table: string): AsyncGenerator<ReadRow[]> {
    const { scopes } = this.#cache
    const shelves = await this.#cache.transaction('r', this.#tables, async () => {
      return [...(await this.#shelves(await scopes.toArray())).values()]
    })
    const segments = shelves.flatMap((shelved) => shelved.segments.map(({ index }) => ({ shelved, index })))
    for (const { shelved, index } of segments.toSorted((a, b) => b.index.to - a.index.to))
      yield await this.#read(table, () => [...latestPlacesIn(shelved, index)], [index.scope])
  }

  /** To be called in a transaction that holds `segments`. */
  async shelved({ scope, floor = 0, segments = [] }: ScopeCursor): Promise<Shelved> {
    const names = new Set(segments.map(({ name }) => name))
    const missing = [...names].filter((name) => !this.#indexes.has(name))
    if (missing.length > 0)
      for (const index of await this.#cache.segments.bulkGet(missing))
        if (index) this.#indexes.set(index.name, index)
    for (const index of this.#indexes.values())
      if (index.scope === scope && !names.has(index.name)) this.#indexes.delete(index.name)
    return {
      floor,
      segments: segments.flatMap(({ name, gone }) => {
        const index = this.#indexes.get(name)
        return index ? [{ index, gone }] : []
      }),
    }
  }

  get #tables() {
    const { rows, scopes, segments, chunks } = this.#cache
    return [rows, scopes, segments, chunks]
  }

  async #shelves(cursors: readonly (ScopeCursor | undefined)[]): Promise<Map<string, Shelved>> {
    const shelves = new Map<string, Shelved>()
    for (const cursor of cursors)
      if (cursor?.segments?.length) shelves.set(cursor.scope, await this.shelved(cursor))
    return shelves
  }

  /** What `choose` picks of every scope, or of some, without those of which a row of its own lies above. */
  async #read(
    table: string,
    choose: (shelved: Shelved) => readonly Place[],
    of?: readonly string[],
  ): Promise<ReadRow[]> {
    const { rows, scopes } = this.#cache
    const packed = await this.#cache.transaction('r', this.#tables, async () => {
      const shelves = await this.#shelves(await (of ? scopes.bulkGet([...of]) : scopes.toArray()))
      return await this.#bytesAt([...shelves.values()].flatMap((shelved) => [...choose(shelved)]))
    })
    const found = (await this.#unpacked(packed)).flatMap((row, i): (ReadRow & { table: string })[] => {
      const scope = packed[i]?.place.index.scope
      return row?.[0] === table && typeof row[3] === 'string' && scope !== undefined
        ? [{ scope, table, key: row[1], value: row[3] }]
        : []
    })
    const above = await rows.bulkGet(found.map(({ scope, key }): RowAddress => [scope, table, key]))
    return found.filter((_, i) => above[i] === undefined)
  }

  async #bytesAt(places: readonly (Place | undefined)[]): Promise<(Packed | undefined)[]> {
    const wanted = new Map<string, [string, number]>()
    for (const place of places) if (place) wanted.set(chunkName(place), chunkKey(place))
    const chunks = await this.#cache.chunks.bulkGet([...wanted.values()])
    const bytes = new Map([...wanted.keys()].map((name, i) => [name, chunks[i]?.bytes]))
    return places.map((place) => {
      const chunk = place && bytes.get(chunkName(place))
      return place && chunk && { place, chunk }
    })
  }

  /** A chunk that several rows lie in is unpacked once. */
  async #unpacked(packed: readonly (Packed | undefined)[]): Promise<(WireRow | undefined)[]> {
    const chunks = new Map<string, Promise<WireRow[] | undefined>>()
    return await Promise.all(
      packed.map(async (one) => {
        if (!one || !this.#inflate) return undefined
        const name = chunkName(one.place)
        const known = chunks.get(name) ?? this.#inflate(one.chunk).then(rowsOfChunk)
        chunks.set(name, known)
        return (await known)?.[chunkOf(one.place).at]
      }),
    )
  }
}

type Packed = { readonly place: Place; readonly chunk: Uint8Array }

const chunkKey = (place: Place): [string, number] => [place.index.name, chunkOf(place).chunk]
const chunkName = (place: Place): string => chunkKey(place).join(' ')
