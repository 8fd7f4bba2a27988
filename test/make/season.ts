import { deflateRawSync } from 'node:zlib'
import { expect } from 'vitest'
import type { Tablet } from '#client/sync/tablet.ts'
import type { Id } from '#shared/base/id.ts'
import { DAY_MS } from '#shared/base/time.ts'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { put } from '#shared/sync/change.ts'
import { receiptsScope } from '#shared/sync/scope.ts'
import { packSegment } from '#shared/sync/segment.ts'
import { sealReceipts } from '#server/projections/segments.ts'
import { putRows } from '#server/sync/rows.ts'
import { madeId, morningMs } from './ids.ts'
import { goods } from './intents.ts'
import { fewBuckets } from './ledger.ts'
import { ask, sumsOf } from './rows.ts'
import { ShopServer } from './shop-server.ts'
import { settle, TestTablet } from './tablet.ts'

/** Whose every tenth receipt is. */
export const buyer = madeId(9_000)
export const numberOf = (n: number): string => `R01-A-${String(n).padStart(6, '0')}`

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

  /** Segments, as the tablet's two tables of them count. */
  kept(): Promise<number[]> {
    return this.tablet.cache((cache) => Promise.all([cache.segments.count(), cache.blocks.count()]))
  }

  /** Cursor, sum and count as if the rows had come one by one; every receipt is found as the server has it. */
  async expectInStep(tab: Tablet): Promise<void> {
    const { kept: heads } = await sumsOf(this.server.db)
    const scopes = await this.tablet.cache((cache) =>
      cache.scopes.where('scope').startsWith('receipts:').toArray(),
    )
    for (const { scope, cursor, sum, count } of scopes) {
      const there = heads.get(scope) ?? { seq: 0, sum: [0, 0], count: 0 }
      expect({ scope, cursor, sum, count }).toEqual({
        scope,
        cursor: there.seq,
        sum: there.sum,
        count: there.count,
      })
    }
    expect(tab.status().contact).toBe('online')
    const rows = await ask(
      this.server.db,
      "SELECT key, value, deleted, h0, h1 FROM replica_row WHERE tbl = 'receipt'",
    )
    let here = 0
    for (const row of rows) {
      const lives = row['deleted'] === 0 && (row['h0'] !== 0 || row['h1'] !== 0)
      const value = lives ? (JSON.parse(String(row['value'])) as Receipt) : undefined
      expect(await tab.rows.get('receipt', String(row['key']))).toEqual(value)
      here += Number(lives)
    }
    expect(await tab.rows.list('receipt')).toHaveLength(here)
    expect((await tab.care.holdings(tab.directory)).receipts).toBe(here)
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
