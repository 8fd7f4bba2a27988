import Dexie, { type Table } from 'dexie'
import type { Lanes } from '#shared/base/hash.ts'
import type { MemberHistory } from '#shared/sync/history.ts'
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
}

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

  constructor(idb: Idb) {
    super('onecounter-cache', { ...idb, chromeTransactionDurability: 'relaxed' })
    this.version(1).stores({ rows: '[scope+table+key], [table+key], *find', scopes: 'scope', meta: 'key' })
    // Histories that were asked for, for when the line is cut: they leave the tablet like the visitors they belong to.
    // Rows were stored without the words for how a name sounds: they are fetched anew.
    this.version(2)
      .stores({ histories: 'member, at' })
      .upgrade((upgrade) =>
        Promise.all(['rows', 'scopes', 'meta'].map((table) => upgrade.table(table).clear())),
      )
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

  /** Rows of one table; for the small ones. */
  async countOf(table: string): Promise<number> {
    const [from, to] = keysBelow(table)
    return await this.rows.where('[table+key]').between(from, to).count()
  }

  /** As new. */
  async clear(): Promise<void> {
    await Promise.all([this.rows, this.scopes, this.meta, this.histories].map((table) => table.clear()))
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

/** Every key of a compound index that starts with these words. */
export const keysBelow = (...start: readonly string[]): [unknown[], unknown[]] => [
  [...start, Dexie.minKey],
  [...start, Dexie.maxKey],
]
