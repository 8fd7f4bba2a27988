import { deflateRawSync } from 'node:zlib'
import type { Tablet } from '#client/sync/tablet.ts'
import type { Id } from '#shared/base/id.ts'
import { DAY_MS } from '#shared/base/time.ts'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { put } from '#shared/sync/change.ts'
import { receiptsScope, receiptsScopes } from '#shared/sync/scope.ts'
import { packSegment } from '#shared/sync/segment.ts'
import { sealReceipts } from '#server/projections/segments.ts'
import { putRows } from '#server/sync/rows.ts'
import { madeId, morningMs } from './ids.ts'
import { goods } from './intents.ts'
import { fewBuckets } from './ledger.ts'
import { receiptsOn } from './receipts-on.ts'
import { ask, type Sums, sumsOf } from './rows.ts'
import { ShopServer } from './shop-server.ts'
import { settle, TestTablet } from './tablet.ts'

/** Whose every tenth receipt is. */
export const buyer = madeId(9_000)
export const numberOf = (n: number): string => `R01-A-${String(n).padStart(6, '0')}`

export type InStep = {
  readonly heads: readonly (Sums & { readonly scope: string })[]
  readonly receipts: readonly (Receipt | null)[]
  readonly listed: number
  readonly counted: number
}

/** A chain in which days pass: receipts are written, sealed at night, and grow old; one tablet follows. */
export class Season {
  readonly server: ShopServer
  tablet: TestTablet
  readonly #clock: { now: number }

  private constructor(server: ShopServer, clock: { now: number }) {
    this.server = server
    this.#clock = clock
    this.tablet = new TestTablet(server, 'segments')
  }

  static async open(): Promise<Season> {
    const clock = { now: morningMs }
    return new Season(await ShopServer.open({ now: () => clock.now++ }), clock)
  }

  async close(): Promise<void> {
    this.tablet.close()
    await this.server.close()
  }

  get now(): number {
    return this.#clock.now
  }

  pass(ms: number): void {
    this.#clock.now += ms
  }

  /** Receipts by their number, made or written anew. */
  async sell(from: number, many: number, over: Partial<Receipt> = {}): Promise<void> {
    const made = Array.from({ length: many }, (_, i) => this.#receipt(from + i, over))
    await putRows(
      this.server.ledger,
      made.map((one) => put(receiptsScope(one.ref, fewBuckets), 'receipt', [one.ref, one])),
    )
  }

  async takeAway(ref: Id): Promise<void> {
    await putRows(this.server.ledger, [put(receiptsScope(ref, fewBuckets), 'receipt', [ref, null])])
  }

  /** The next morning, and what was written the day before is sealed. */
  async night(): Promise<void> {
    this.pass(DAY_MS)
    await sealReceipts(this.server.ledger)
  }

  /** A tablet is enrolled and fetches everything. */
  async begin(): Promise<Tablet> {
    const tab = await this.tablet.enrolled()
    tab.sync.start()
    await settle(tab)
    return tab
  }

  /** Another one, in place of the first. */
  async beginAnother(): Promise<Tablet> {
    this.tablet.close()
    this.tablet = new TestTablet(this.server, 'another')
    return await this.begin()
  }

  asked(path: string): number {
    return this.server.asked.filter((one) => one.startsWith(path)).length
  }

  get segmentsAsked(): number {
    return this.asked('/sync/segments/')
  }

  /** Receipts that lie on the tablet by themselves. */
  plainRows(): Promise<number> {
    return this.tablet.cache((cache) => cache.rows.where({ table: 'receipt' }).count())
  }

  /** Segments by their indexes, and by their chunks. */
  async kept(): Promise<number[]> {
    return await this.tablet.cache(async (cache) => {
      const chunks = await cache.chunks.toArray()
      return [await cache.segments.count(), new Set(chunks.map(({ name }) => name)).size]
    })
  }

  /** What the tablet holds of the receipts, and what is found there of each. */
  async onTablet(tab: Tablet): Promise<InStep> {
    const scopes = await this.tablet.cache((cache) =>
      cache.scopes.where('scope').startsWith('receipts:').toArray(),
    )
    const keys = (await this.#rows()).map(({ key }) => key)
    const found = await Promise.all(keys.map((key) => tab.rows.get('receipt', key)))
    return {
      heads: scopes.map(({ scope, cursor, sum, count }) => ({ scope, seq: cursor, sum, count })),
      receipts: found.map((one) => one ?? null),
      listed: (await receiptsOn(tab)).length,
      counted: (await tab.care.holdings(tab.directory)).receipts,
    }
  }

  /** The same of the server: as if all had come row by row. */
  async onServer(): Promise<InStep> {
    const { kept } = await sumsOf(this.server.db)
    const receipts = (await this.#rows()).map(({ value }) => value)
    const live = receipts.filter((one) => one !== null).length
    const scopes = receiptsScopes(fewBuckets)
    return {
      heads: scopes.map((scope) => ({ scope, ...(kept.get(scope) ?? { seq: 0, sum: [0, 0], count: 0 }) })),
      receipts,
      listed: live,
      counted: live,
    }
  }

  /** Every receipt that there ever was; null when it is gone or has left the tablets. */
  async #rows(): Promise<{ key: string; value: Receipt | null }[]> {
    const rows = await ask(
      this.server.db,
      "SELECT key, value, deleted, h0, h1 FROM replica_row WHERE tbl = 'receipt' ORDER BY key",
    )
    return rows.map((row) => {
      const lives = row['deleted'] === 0 && (row['h0'] !== 0 || row['h1'] !== 0)
      // Trusted: receipts are written above.
      return { key: String(row['key']), value: lives ? (JSON.parse(String(row['value'])) as Receipt) : null }
    })
  }

  /** The last segment of a bucket says something else than the rows that it was made of, under a name of its own. */
  async sealWrongly(): Promise<void> {
    const scope = 'receipts:0'
    const [sealed] = await ask(
      this.server.db,
      'SELECT * FROM segment WHERE scope = ? ORDER BY to_seq DESC LIMIT 1',
      [scope],
    )
    const range = { scope, from: Number(sealed?.['from_seq']), to: Number(sealed?.['to_seq']) }
    const found = await ask(
      this.server.db,
      'SELECT key, seq, value FROM replica_row WHERE scope = ? AND seq > ? AND seq <= ? ORDER BY seq',
      [scope, range.from, range.to],
    )
    const wrong = found.map((row): [string, string, number, string] => [
      'receipt',
      String(row['key']),
      Number(row['seq']),
      String(row['value']).replace('信義', '別處'),
    ])
    const { name, bytes } = packSegment(range, wrong, (text) => deflateRawSync(text))
    await this.server.db.write(function* () {
      yield {
        sql: 'UPDATE segment SET name = ?, bytes = ? WHERE name = ?',
        params: [name, Buffer.from(bytes).toString('base64'), String(sealed?.['name'])],
      }
    })
  }

  #receipt(n: number, over: Partial<Receipt>): Receipt {
    return {
      ref: madeId(n),
      lines: [{ ...goods('A1', 150, 2), amount: money(300) }],
      number: numberOf(n),
      where: '信義',
      at: this.now,
      businessDate: '2026-03-02',
      who: n % 10 === 3 ? { member: buyer } : n % 10 === 4 ? { credential: 'card:M1' } : null,
      revision: 1,
      returned: {},
      ...over,
    }
  }
}
