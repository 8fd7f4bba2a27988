import Dexie, { type Table, type Transaction } from 'dexie'
import type { Lanes } from '#shared/base/hash.ts'
import type { MemberHistory } from '#shared/sync/history.ts'
import type { SegmentIndex } from './segment-index.ts'
import type { Idb } from './till.ts'

/** A row of the server, as it was sent: `value` is the JSON text that both sides hash. */
export type CachedRow = {
  readonly scope: string
  readonly table: string
  readonly key: string
  readonly seq: number
  readonly value: string
  readonly h0: number
  readonly h1: number
  /** Other words under which the row is found: `card:…`, `phone:…`, `number:…`. */
  readonly find: readonly string[]
}

/** How far a scope has come, and the checksum of its rows as computed here (Y9). */
export type ScopeCursor = {
  readonly scope: string
  readonly generation: number
  readonly cursor: number
  readonly sum: Lanes
  readonly count: number
  /** Rows up to this feed number have left the tablet; absent: none. */
  readonly floor?: number
  /** What lies here packed, in feed order. `gone`: its rows that were deleted since. */
  readonly segments?: readonly {
    readonly name: string
    readonly to: number
    readonly gone: readonly number[]
  }[]
  /** A segment could not be used: until the scope is whole it comes row by row. */
  readonly plain?: boolean
}

/** One chunk of a sealed segment. By itself: Chromium puts values of 64 KB and more into files, which are slow to read. */
export type KeptChunk = { readonly name: string; readonly chunk: number; readonly bytes: Uint8Array }

/** Which operations the rows here already contain. It belongs to the rows, so it lives and dies with them. */
export type Visible = { readonly incarnation: number; readonly seq: number }

/** A member's history as the server last told it. `at`: Unix ms of this tablet. */
export type KeptHistory = { readonly member: string; readonly at: number; readonly history: MemberHistory }

export type MetaRow = { readonly key: string; readonly value: unknown }

/** Rows of the server only. Relaxed durability; may be deleted at any time. */
export class Cache extends Dexie {
  declare readonly rows: Table<CachedRow, [string, string, string]>
  declare readonly scopes: Table<ScopeCursor, string>
  declare readonly meta: Table<MetaRow, string>
  declare readonly histories: Table<KeptHistory, string>
  declare readonly segments: Table<SegmentIndex, string>
  declare readonly chunks: Table<KeptChunk, [string, number]>

  constructor(idb: Idb) {
    super('onecounter-cache', { ...idb, chromeTransactionDurability: 'relaxed' })
    this.version(1).stores({ rows: '[scope+table+key], [table+key], *find', scopes: 'scope', meta: 'key' })
    // Histories that were asked for, for when the line is cut: they leave the tablet like the visitors they belong to.
    // Rows were stored without the words for how a name sounds: they are fetched anew.
    this.version(2).stores({ histories: 'member, at' }).upgrade(fetchAnew)
    // Segments, and receipts without the word for whose they are.
    this.version(3).stores({ segments: 'name, scope', chunks: '[name+chunk]' }).upgrade(fetchAnew)
    // Receipts under their numbers as somebody spelled them, and without those of their e-invoices.
    this.version(4).upgrade(async (upgrade) => {
      await Promise.all(['segments', 'chunks'].map((table) => upgrade.table(table).clear()))
      await fetchAnew(upgrade)
    })
  }

  /** One that does not open is deleted: it comes from the server once more. */
  async openOrRenew(): Promise<void> {
    try {
      await this.open()
    } catch {
      await this.delete()
      await this.open()
    }
  }

  /** Rows of one table, packed ones too; for the small ones, and for receipts. */
  async countOf(table: string): Promise<number> {
    if (table === 'receipt') {
      // They have scopes of their own.
      const scopes = await this.scopes.where('scope').startsWith('receipts:').toArray()
      return scopes.reduce((sum, { count }) => sum + count, 0)
    }
    const [from, to] = keysBelow(table)
    return await this.rows.where('[table+key]').between(from, to).count()
  }

  /** To be called in a transaction that holds `segments` and `chunks`. */
  async dropSegments(names: readonly string[]): Promise<void> {
    await this.segments.bulkDelete([...names])
    for (const name of names) {
      const [from, to] = keysBelow(name)
      await this.chunks.where('[name+chunk]').between(from, to).delete()
    }
  }

  /** As new. */
  async clear(): Promise<void> {
    const { rows, scopes, meta, histories, segments, chunks } = this
    await Promise.all([rows, scopes, meta, histories, segments, chunks].map((table) => table.clear()))
  }

  async visible(): Promise<Visible | undefined> {
    const row = await this.meta.get('visible')
    // Trusted: only `setWhole` puts this row.
    return row?.value as Visible | undefined
  }

  /** Unix ms of this tablet when every scope was last known to be whole and up to date; undefined while one is not. */
  async wholeAt(): Promise<number | undefined> {
    const row = await this.meta.get('wholeAt')
    // Trusted: only `setWhole` puts this row.
    return row?.value as number | undefined
  }

  async setWhole(visible: Visible, at: number): Promise<void> {
    await this.meta.bulkPut([
      { key: 'visible', value: visible },
      { key: 'wholeAt', value: at },
    ])
  }

  async forgetWhole(): Promise<void> {
    await this.meta.bulkDelete(['visible', 'wholeAt'])
  }
}

/** The server has them all. */
const fetchAnew = (upgrade: Transaction): Promise<unknown> =>
  Promise.all(['rows', 'scopes', 'meta'].map((table) => upgrade.table(table).clear()))

/** Every key of a compound index that starts with these words. */
export const keysBelow = (...start: readonly string[]): [unknown[], unknown[]] => [
  [...start, Dexie.minKey],
  [...start, Dexie.maxKey],
]
