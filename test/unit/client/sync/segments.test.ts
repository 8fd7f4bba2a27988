import { deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { whoWord } from '#client/db/find-words.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { known } from '#shared/base/assert.ts'
import type { Id } from '#shared/base/id.ts'
import { DAY_MS } from '#shared/base/time.ts'
import { money } from '#shared/domain/money.ts'
import { remainingQuantity, type Receipt } from '#shared/domain/receipt.ts'
import { put } from '#shared/sync/change.ts'
import { receiptsScope } from '#shared/sync/scope.ts'
import { packSegment } from '#shared/sync/segment.ts'
import { retireReceipts } from '#server/projections/retired-receipts.ts'
import { sealReceipts } from '#server/projections/segments.ts'
import { putRows } from '#server/sync/rows.ts'
import { madeId, morningMs } from '../../../make/ids.ts'
import { done, givingBack, goods, selling } from '../../../make/intents.ts'
import { fewBuckets } from '../../../make/ledger.ts'
import { ask, sumsOf } from '../../../make/rows.ts'
import { ShopServer } from '../../../make/shop-server.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

let server: ShopServer
let tablet: TestTablet
let tab: Tablet
let now: number

beforeEach(async () => {
  now = morningMs
  server = await ShopServer.open({ now: () => now++ })
  tablet = new TestTablet(server, 'segments')
})
afterEach(async () => {
  tablet.close()
  await server.close()
})

const member = madeId(9_000)
const number = (n: number): string => `R01-A-${String(n).padStart(6, '0')}`

const receipt = (n: number, over: Partial<Receipt> = {}): Receipt => ({
  ref: madeId(n),
  lines: [{ ...goods('A1', 150, 2), amount: money(300) }],
  number: number(n),
  where: '信義',
  at: now,
  businessDate: '2026-03-02',
  who: n % 10 === 3 ? { member } : n % 10 === 4 ? { credential: 'card:M1' } : null,
  revision: 1,
  returned: {},
  ...over,
})

async function sell(from: number, many: number, over: Partial<Receipt> = {}): Promise<void> {
  const made = Array.from({ length: many }, (_, i) => receipt(from + i, over))
  await putRows(
    server.ledger,
    made.map((one) => put(receiptsScope(one.ref, fewBuckets), 'receipt', [one.ref, one])),
  )
}

/** The next morning, and what was sold the day before is sealed. */
async function night(): Promise<void> {
  now += DAY_MS
  await sealReceipts(server.ledger)
}

const gone = async (ref: Id): Promise<void> =>
  await putRows(server.ledger, [put(receiptsScope(ref, fewBuckets), 'receipt', [ref, null])])

/** The last segment of a bucket says something else than the rows that it was made of, under a name of its own. */
async function sealWrongly(rows: number): Promise<void> {
  const range = { scope: 'receipts:0', from: 0, to: 0 }
  const [sealed] = await ask(
    server.db,
    `SELECT * FROM segment WHERE scope = '${range.scope}' ORDER BY to_seq DESC LIMIT 1`,
  )
  range.from = Number(sealed?.['from_seq'])
  range.to = Number(sealed?.['to_seq'])
  const found = await ask(
    server.db,
    `SELECT key, seq, value FROM replica_row WHERE scope = '${range.scope}' AND seq > ${range.from} ORDER BY seq LIMIT ${rows}`,
  )
  const wrong = found.map((row): [string, string, number, string] => [
    'receipt',
    String(row['key']),
    Number(row['seq']),
    String(row['value']).replace('信義', '別處'),
  ])
  const { name, bytes } = packSegment(range, wrong, (text) => deflateRawSync(text))
  await server.db.write(function* () {
    yield {
      sql: 'UPDATE segment SET name = ?, bytes = ? WHERE name = ?',
      params: [name, Buffer.from(bytes).toString('base64'), String(sealed?.['name'])],
    }
  })
}

const segmentsAsked = (): number => server.asked.filter((path) => path.startsWith('/sync/segments/')).length
const plainRows = (): Promise<number> =>
  tablet.cache((cache) => cache.rows.where({ table: 'receipt' }).count())
const kept = () => tablet.cache((cache) => Promise.all([cache.segments.count(), cache.blocks.count()]))

/** Y9: cursor, sum and count as if the rows had come one by one; every receipt is found as the server has it. */
async function expectInStep(): Promise<void> {
  const { kept: heads } = await sumsOf(server.db)
  const scopes = await tablet.cache((cache) => cache.scopes.where('scope').startsWith('receipts:').toArray())
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
    server.db,
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

async function begin(): Promise<void> {
  tab = await tablet.enrolled()
  tab.sync.start()
  await settle(tab)
}

test('G3 G4 a new tablet takes what is sealed packed, and the rest as rows', async () => {
  for (let day = 0; day < 4; day++) {
    await sell(day * 300, 300)
    await night()
  }
  await sell(1200, 5)
  await begin()
  expect(segmentsAsked()).toBe(8)
  expect(await plainRows()).toBe(5)
  expect(await kept()).toEqual([8, 8])
  await expectInStep()
  expect(server.asked.filter((path) => path === '/sync/pull').length).toBeLessThan(8)
})

describe('what changes', () => {
  beforeEach(async () => {
    await sell(0, 200)
    await night()
  })

  test('G4 after the seal lies above the packed row, and in a later segment above an earlier one', async () => {
    await sell(10, 3, { where: '板橋' })
    await gone(madeId(20))
    await begin()
    await expectInStep()
    expect((await tab.rows.get('receipt', madeId(11)))?.where).toBe('板橋')
    await night()
    const other = new TestTablet(server, 'other')
    tab = await other.enrolled('R02')
    tablet.close()
    tablet = other
    tab.sync.start()
    await settle(tab)
    expect(await plainRows()).toBe(0)
    await expectInStep()
    expect(await tab.rows.get('receipt', madeId(20))).toBeUndefined()
  })

  test('G4 while a tablet is there comes as a row, is taken away, and comes again', async () => {
    await begin()
    await sell(5, 2, { where: '板橋' })
    await gone(madeId(6))
    await gone(madeId(7))
    await settle(tab)
    await expectInStep()
    expect(await tab.rows.find('receipt', `number:${number(7)}`)).toEqual([])
    await sell(7, 1)
    await settle(tab)
    await expectInStep()
    expect(await tab.rows.find('receipt', `number:${number(7)}`)).toHaveLength(1)
  })

  test('G4 a tablet that was away for days takes the segments where it left off at a seal', async () => {
    await begin()
    const before = segmentsAsked()
    for (let day = 1; day < 3; day++) {
      await sell(1000 * day, 100)
      await sell(0, 10, { where: `day ${day}` })
      await night()
    }
    await settle(tab)
    expect(segmentsAsked() - before).toBe(4)
    expect(await plainRows()).toBe(0)
    await expectInStep()
  })

  test('G4 rows that came one by one before are taken out when a segment brings them', async () => {
    await begin()
    await sell(0, 4, { where: '板橋' })
    await settle(tab)
    expect(await plainRows()).toBe(4)
    await night()
    await sell(2, 4, { where: '南港' })
    await night()
    await settle(tab)
    await expectInStep()
  })
})

describe('looking up', () => {
  beforeEach(async () => {
    await sell(0, 300)
    await night()
    await begin()
  })

  test('G7 a packed receipt is found by its id, its number and whose it is', async () => {
    expect((await tab.receipt(madeId(42))).receipt?.number).toBe(number(42))
    expect((await tab.receipt(number(43))).receipt?.ref).toBe(madeId(43))
    expect((await tab.receipt(number(999))).receipt).toBeUndefined()
    expect(await tab.rows.find('receipt', whoWord({ member }), 100)).toHaveLength(30)
    expect(await tab.rows.find('receipt', whoWord({ credential: 'card:M1' }), 100)).toHaveLength(30)
    expect(await tab.rows.find('receipt', whoWord({ member }), 7)).toHaveLength(7)
    expect(await tab.rows.find('receipt', whoWord({ member: madeId(1) }))).toEqual([])
  })

  test('G7 a receipt that goes by another word now is not found by the old one', async () => {
    await sell(43, 1, { who: { credential: 'card:M1' } })
    await settle(tab)
    expect(await tab.rows.find('receipt', whoWord({ member }), 100)).toHaveLength(29)
    expect(await tab.rows.find('receipt', whoWord({ credential: 'card:M1' }), 100)).toHaveLength(31)
  })

  test('G7 Y12 what is given back of a packed receipt is seen at once, and stays so', async () => {
    server.meddle = () => Promise.reject(new TypeError('fetch failed'))
    done(await tab.commit(givingBack({ ref: madeId(42), line: 0 })))
    const remaining = async () => remainingQuantity(known((await tab.receipt(number(42))).receipt, 'it'), 0)
    expect(await remaining()).toBe(1)
    server.meddle = (_, go) => go()
    tablet.timers.advance(15 * 60_000)
    await settle(tab)
    expect(await remaining()).toBe(1)
    expect(await plainRows()).toBe(1)
  })

  test('G7 a tab that is opened later finds it as well', async () => {
    const second = await tablet.open()
    expect((await second.receipt(number(42))).receipt?.ref).toBe(madeId(42))
  })
})

describe('a segment that cannot be used', () => {
  const damaged: readonly (readonly [string, () => Response])[] = [
    ['is damaged', () => bytes(new Uint8Array(50))],
    ['is missing', () => problem(404)],
  ]
  const bytes = (body: Uint8Array<ArrayBuffer>) =>
    new Response(body, { headers: { 'content-type': 'application/vnd.onecounter.segment' } })
  const problem = (status: number) =>
    Response.json(
      { type: 'urn:onecounter:problem:not-found', status },
      { status, headers: { 'content-type': 'application/problem+json' } },
    )

  beforeEach(async () => {
    for (let day = 0; day < 3; day++) {
      await sell(day * 100, 100)
      await night()
    }
  })

  test.each(damaged)('G5 because it %s is no reason to be without its rows', async (_, answer) => {
    let asked = 0
    server.meddle = (path, go) =>
      path.startsWith('/sync/segments/') && ++asked > 1 ? Promise.resolve(answer()) : go()
    await begin()
    await expectInStep()
    expect(await kept()).toEqual([1, 1])
    expect(await plainRows()).toBeGreaterThan(200)
    expect(asked).toBeLessThan(6)
  })

  test.each([
    'G5 because it was sealed wrong',
    'G5 Y9 because it was sealed wrong, and nothing came after it',
  ])('%s is no reason to have wrong rows, or to ask in a ring', async (title) => {
    await sealWrongly(300)
    if (!title.includes('nothing')) await sell(600, 20)
    tab = await tablet.enrolled()
    tab.sync.start()
    await settle(tab)
    tablet.timers.advance(60_000)
    await settle(tab)
    await expectInStep()
    expect(segmentsAsked()).toBeLessThanOrEqual(8)
    expect(server.asked.filter((path) => path === '/sync/pull').length).toBeLessThan(12)
  })

  test('G5 P1 what a stranger answers is not taken for one; it is asked for again', async () => {
    server.meddle = (path, go) =>
      path.startsWith('/sync/segments/')
        ? Promise.resolve(new Response('<html>', { headers: { 'content-type': 'text/html' } }))
        : go()
    await begin()
    expect(tab.status().contact).toBe('stranger')
    expect(await plainRows()).toBe(0)
    server.meddle = (_, go) => go()
    tablet.timers.advance(15 * 60_000)
    await settle(tab)
    expect(await kept()).toEqual([6, 6])
    await expectInStep()
  })

  test('G3 Y7 cut off between two, the rest comes from where it stood', async () => {
    let asked = 0
    server.meddle = (path, go) =>
      path.startsWith('/sync/segments/') && ++asked === 3 ? Promise.reject(new TypeError('cut')) : go()
    await begin()
    tablet.timers.advance(15 * 60_000)
    await settle(tab)
    expect(asked).toBeLessThan(9)
    expect(await kept()).toEqual([6, 6])
    await expectInStep()
  })

  test('G5 a tablet that cannot unpack takes rows', async () => {
    tab = await tablet.enrolled('R01', { inflate: undefined })
    tab.sync.start()
    await settle(tab)
    expect(segmentsAsked()).toBe(0)
    expect(await plainRows()).toBe(300)
  })
})

describe('after 90 days', () => {
  test('G6 receipts leave the tablets, packed and plain ones, and stay at the server', async () => {
    await sell(0, 100)
    await night()
    await begin()
    await sell(100, 20)
    await settle(tab)
    now += 50 * DAY_MS
    await sell(200, 30)
    await sell(5, 1, { where: '板橋' })
    await settle(tab)
    now += 41 * DAY_MS
    expect(await retireReceipts(server.ledger)).toBe(119)
    await settle(tab)
    expect(await kept()).toEqual([0, 0])
    expect(await plainRows()).toBe(31)
    await expectInStep()
    expect(await tab.rows.get('receipt', madeId(6))).toBeUndefined()
    expect((await tab.rows.get('receipt', madeId(5)))?.where).toBe('板橋')
    expect(await ask(server.db, "SELECT key FROM replica_row WHERE tbl = 'receipt'")).toHaveLength(150)
  })

  test('G6 one of which something comes back is on the tablets again', async () => {
    await sell(0, 20)
    await night()
    now += 91 * DAY_MS
    await retireReceipts(server.ledger)
    await begin()
    expect(await tab.rows.list('receipt')).toEqual([])
    done(await tab.commit(givingBack({ ref: madeId(3), line: 0 })))
    await settle(tab)
    expect(remainingQuantity(known(await tab.rows.get('receipt', madeId(3)), 'it'), 0)).toBe(1)
    await expectInStep()
  })

  test('G6 the floor is raised while a tablet is away, and within a segment', async () => {
    await sell(0, 50)
    now += 3600_000
    await sell(50, 50)
    const half = now
    await night()
    await begin()
    await sell(200, 10)
    await sell(60, 2, { where: '板橋' })
    await retireReceipts(server.ledger, half - 1000)
    await settle(tab)
    await expectInStep()
    expect(await tab.rows.list('receipt')).toHaveLength(60)
    await night()
    const other = new TestTablet(server, 'other')
    tablet.close()
    tablet = other
    await begin()
    expect(await plainRows()).toBe(0)
    await expectInStep()
  })
})

test('Y10 L5 a revoked tablet keeps no segment', async () => {
  await sell(0, 100)
  await night()
  await begin()
  const { device } = await tablet.device()
  await server.db.write(function* () {
    yield { sql: 'UPDATE device SET revoked_at = 1 WHERE id = ?', params: [device] }
  })
  await settle(tab)
  expect(await kept()).toEqual([0, 0])
})

test('Y9 a scope whose sum differs starts anew, without its segments', async () => {
  await sell(0, 100)
  await night()
  await begin()
  await tablet.cache(async (cache) => {
    const scope = known(await cache.scopes.get('receipts:1'), 'the scope')
    await cache.scopes.put({ ...scope, sum: [1, 2] })
  })
  await settle(tab)
  await expectInStep()
})

test('G4 own sales and those of others stay in step through nights', async () => {
  await begin()
  for (let day = 0; day < 3; day++) {
    await sell(day * 50, 50)
    done(await tab.commit(selling()))
    await settle(tab)
    await night()
  }
  await expectInStep()
})
