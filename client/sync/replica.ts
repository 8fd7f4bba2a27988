import { isObject, parseJson } from '#shared/base/json.ts'
import type { Tables } from '#shared/sync/change.ts'
import {
  CATALOG,
  deviceScope,
  directoryScope,
  receiptsScope,
  type Scope,
  storeScope,
} from '#shared/sync/scope.ts'
import { isId } from '#shared/base/id.ts'
import { type Cache, type CachedRow, keysBelow } from '../db/cache.ts'
import { findWords, isByBeginning } from '../db/find-words.ts'
import type { Shelf } from '../db/shelf.ts'
import type { DeviceState } from '../db/till.ts'
import type { TabletEnv } from './env.ts'
import type { Overlay } from './overlay.ts'

/** The tables that a tablet holds. */
export type LocalTable =
  | 'ticket'
  | 'discrepancy'
  | 'settlement'
  | 'question'
  | 'visitor'
  | 'staff'
  | 'outcome'
  | 'product'
  | 'barcode'
  | 'category'
  | 'place'
  | 'terms'
  | 'member'
  | 'receipt'
  | 'credit'
  | 'order'
  | 'pickup'
  | 'lease'
  | 'stock'
  | 'transfer'
  | 'difference'
  | 'dispute'

/** Tables that are read as a whole; receipts are many. */
type SmallTable = Exclude<LocalTable, 'receipt'>

/** What the screens read: the server's rows with this tablet's own operations laid over them. */
export class Replica {
  readonly #cache: Cache
  readonly #shelf: Shelf
  readonly #device: DeviceState
  readonly #overlay: Overlay
  readonly #sounds: TabletEnv['sounds']

  constructor(
    cache: Cache,
    device: DeviceState,
    { overlay, shelf, sounds }: Pick<TabletEnv, 'sounds'> & { overlay: Overlay; shelf: Shelf },
  ) {
    this.#cache = cache
    this.#shelf = shelf
    this.#device = device
    this.#overlay = overlay
    this.#sounds = sounds
  }

  async get<Table extends LocalTable>(table: Table, key: string): Promise<Tables[Table] | undefined> {
    const scope = this.#scopeOf(table, key)
    if (scope === undefined) return undefined
    const above = this.#overlay.changeOf(`${scope}\n${table}\n${key}`)
    // Trusted: rows of a table hold what the server or `lay` put there.
    if (above) return (above.value ?? undefined) as Tables[Table] | undefined
    const [value] = await this.#shelf.valuesAt([[scope, table, key]])
    return value === undefined ? undefined : (parseJson(value) as Tables[Table])
  }

  /** Every row of a table, in no promised order. For the small tables: staff, products, the store's journal. */
  async list<Table extends SmallTable>(table: Table): Promise<Tables[Table][]> {
    return [...(await this.#all(table)).values()]
  }

  /** The same by key, of a table of the store's own: there a key stands for one row. */
  async keyed<Table extends 'discrepancy'>(table: Table): Promise<ReadonlyMap<string, Tables[Table]>> {
    const rows = await this.#all(table)
    return new Map([...rows].map(([name, value]) => [name.slice(name.indexOf('\n') + 1), value]))
  }

  async #all<Table extends SmallTable>(table: Table): Promise<Map<string, Tables[Table]>> {
    const [from, to] = keysBelow(table)
    const rows = await this.#cache.rows.where('[table+key]').between(from, to).toArray()
    const values = new Map<string, unknown>(
      rows.map((row) => [`${row.scope}\n${row.key}`, parseJson(row.value)]),
    )
    for (const change of this.#overlay.changesOfTable(table)) {
      if (change.value === null) values.delete(`${change.scope}\n${change.key}`)
      else values.set(`${change.scope}\n${change.key}`, change.value)
    }
    // Trusted: rows of a table hold what the server or `lay` put there.
    return values as Map<string, Tables[Table]>
  }

  /** With whether the tablet held all rows of its scopes at that moment: only then is somebody who is not there gone. */
  async listWhole<Table extends SmallTable>(
    table: Table,
  ): Promise<{ readonly rows: Tables[Table][]; readonly isWhole: boolean }> {
    const { rows, meta } = this.#cache
    return await this.#cache.transaction('r', [rows, meta], async () => {
      const [all, wholeAt] = await Promise.all([this.list(table), this.#cache.wholeAt()])
      return { rows: all, isWhole: wholeAt !== undefined }
    })
  }

  /** The rows of a large table, some at a time and in no promised order, so that a scan never waits for all of them. */
  async *pages<Table extends 'product' | 'category' | 'receipt'>(
    table: Table,
    size: number,
  ): AsyncGenerator<Tables[Table][]> {
    const own = new Map(this.#overlay.changesOfTable(table).map((change) => [change.key, change.value]))
    const page = (rows: readonly { readonly key: string; readonly value: string }[]): Tables[Table][] =>
      // Trusted: rows of a table hold what the server or `lay` put there.
      rows.filter(({ key }) => !own.has(key)).map(({ value }) => parseJson(value) as Tables[Table])
    yield [...own.values()].filter((value) => value !== null) as Tables[Table][]
    const [from, to] = keysBelow(table)
    let after: unknown[] | undefined = from
    while (after) {
      const rows: CachedRow[] = await this.#cache.rows
        .where('[table+key]')
        .between(after, to, false)
        .limit(size)
        .toArray()
      if (rows.length > 0) yield page(rows)
      after = rows.length < size ? undefined : [table, rows.at(-1)?.key]
    }
    if (table === 'receipt') for await (const rows of this.#shelf.pages(table)) yield page(rows)
  }

  /** Changes whenever the server's rows of the catalogue do. */
  async catalogStamp(): Promise<string> {
    const scope = await this.#cache.scopes.get(CATALOG)
    return scope ? `${scope.generation}/${scope.cursor}` : ''
  }

  /**
   * Rows of a table that are known under another word: `card:…`, `number:…`, `who:…`; `name:`, `sound:` and `tail:` by its
   * beginning.
   */
  async find<Table extends LocalTable>(table: Table, word: string, limit = 20): Promise<Tables[Table][]> {
    const where = this.#cache.rows.where('find')
    const byBeginning = isByBeginning(word)
    const soundsOf = byBeginning ? await this.#sounds?.() : undefined
    // Packed ones first: a row that a page brings meanwhile is then seen twice, and not missed.
    const packed = table === 'receipt' && !byBeginning ? await this.#shelf.find(table, word, limit) : []
    const rows = await (byBeginning ? where.startsWith(word) : where.equals(word)).limit(limit).toArray()
    const values = new Map(
      packed.map(({ scope, key, value }) => [`${scope}\n${key}`, parseJson(value) as unknown]),
    )
    for (const row of rows)
      if (row.table === table) values.set(`${row.scope}\n${row.key}`, parseJson(row.value))
    for (const change of this.#overlay.changesOfTable(table)) {
      const name = `${change.scope}\n${change.key}`
      const words = isObject(change.value) ? findWords(table, change.value, soundsOf) : []
      const hit = words.some((one) => (byBeginning ? one.startsWith(word) : one === word))
      if (hit) values.set(name, change.value)
      else if (values.has(name)) values.delete(name)
    }
    return [...values.values()].slice(0, limit) as Tables[Table][]
  }

  #scopeOf(table: LocalTable, key: string): Scope | undefined {
    const { buckets, store, device } = this.#device
    switch (table) {
      case 'product':
      case 'barcode':
      case 'category':
      case 'place':
      case 'terms':
        return CATALOG
      case 'outcome':
      case 'lease':
        return deviceScope(device)
      case 'receipt':
      case 'credit':
        return isId(key) ? receiptsScope(key, buckets) : undefined
      case 'member':
        return isId(key) ? directoryScope(key, buckets) : undefined
      default:
        return storeScope(store.id)
    }
  }
}
