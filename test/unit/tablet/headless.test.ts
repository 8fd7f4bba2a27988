import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Step } from '#server/db/query.ts'
import type { Result } from '#shared/base/result.ts'
import { money } from '#shared/domain/money.ts'
import type { SaleGesture } from '../../tablet/gestures.ts'
import { Headless } from '../../tablet/headless.ts'
import type { Dump } from '../../tablet/look.ts'
import { openShopServer, type ShopServer } from './shop-server.ts'

let server: ShopServer
beforeAll(async () => void (server = await openShopServer()))
afterAll(async () => await server.stop())

const sale = (more: Partial<SaleGesture> = {}): SaleGesture => ({
  lines: [{ sku: 'TEA', quantity: 2, unitPrice: money(150), kind: 'goods' }],
  tender: { kind: 'cash' },
  ...more,
})

function done<T>(result: Result<T, { readonly reason: string }>): T {
  if (!result.ok) throw new Error(result.error.reason)
  return result.value
}

const dumpOf = async (tablet: Headless): Promise<Dump> => done(await tablet.dump())
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function operationsOf(tablet: Headless): Promise<string[]> {
  const device = tablet.tablet.device?.device ?? ''
  return await server.ledger.db.read(() => operationsBy(device))
}

function* operationsBy(device: string): Step<string[]> {
  const rows = yield { sql: 'SELECT id FROM op WHERE device = ? ORDER BY seq', params: [device] }
  return rows.map((row) => String(row['id']))
}

describe('a crash', () => {
  it('Y1 keeps exactly the sales that were shown as paid', async () => {
    const tablet = await server.tabletIn('S1')
    tablet.offline()
    const paid = [1, 2, 3].map(async (n) => done(await tablet.sell(sale({ ref: `sale ${n}` }))).op)
    const shown = await Promise.all(paid)
    await tablet.crash()
    const { till, tickets } = await dumpOf(tablet)
    expect(till).toMatchObject({ operations: 3, waiting: 3, headSeq: 3, receiptCounter: 3 })
    expect(tickets.map(({ op }) => op).toSorted()).toEqual(shown.toSorted())
    expect(done(await tablet.sell(sale())).receiptNumber).toMatch(/-000004$/)
  })

  it('Y1 leaves a sale that was not shown yet whole or not at all, at whatever task it comes', async () => {
    const left = new Set<number>()
    for (let tasks = 0; tasks < 200 && !left.has(1); tasks++) {
      const tablet = await server.tabletIn('S1')
      tablet.offline()
      const answer = tablet.sell(sale())
      for (let task = 0; task < tasks; task++) await turn()
      await tablet.crash()
      const answered = await answer
      const { operations, headSeq, receiptCounter } = (await dumpOf(tablet)).till
      expect([headSeq, receiptCounter]).toEqual([operations, operations])
      if (answered.ok) expect(operations).toBe(1)
      else expect(answered.error.code).toBe('crashed')
      left.add(operations)
      tablet.close()
    }
    expect(left).toEqual(new Set([0, 1]))
  })

  it('Y3 while a push is under way has each sale on the server once', async () => {
    const tablet = await server.tabletIn('S2')
    const shown: string[] = []
    for (let n = 0; n < 6; n++) {
      shown.push(done(await tablet.sell(sale())).op)
      for (let task = 0; task < n; task++) await turn()
      await tablet.crash()
    }
    done(await tablet.wait({ for: 'drained' }))
    expect(await operationsOf(tablet)).toEqual(shown)
    done(await tablet.wait({ for: 'pulled' }))
    expect((await dumpOf(tablet)).tickets.map(({ op }) => op).toSorted()).toEqual(shown.toSorted())
  })

  it('does not bring the network back', async () => {
    const tablet = await server.tabletIn('S2')
    tablet.offline()
    done(await tablet.sell(sale()))
    await tablet.crash()
    expect(tablet.isOnline).toBe(false)
    expect(await tablet.wait({ for: 'drained', ms: 200 })).toMatchObject({
      ok: false,
      error: { code: 'out-of-patience' },
    })
    tablet.online()
    done(await tablet.wait({ for: 'drained' }))
  })
})

describe('offline and online', () => {
  it('sells on without a network and is seen on another tablet when it is back', async () => {
    const [tablet, other] = [await server.tabletIn('S3'), await server.tabletIn('S3')]
    done(await tablet.wait({ for: 'pulled' }))
    tablet.offline()
    const first = done(await tablet.sell(sale({ at: '2011-08-01 09:30:00' })))
    expect(tablet.tablet.status().waiting).toBe(1)
    expect(await tablet.wait({ for: 'pulled', ms: 150 })).toMatchObject({ ok: false })
    tablet.online()
    done(await tablet.wait({ for: 'drained' }))
    done(await other.wait({ for: 'pulled' }))
    const [seen] = (await dumpOf(other)).tickets
    expect(seen).toMatchObject({
      op: first.op,
      total: 300,
      at: Date.UTC(2011, 7, 1, 1, 30),
      businessDate: '2011-08-01',
    })
  })

  it('breaks off what is under way', async () => {
    const tablet = await server.tabletIn('S3')
    const pulled = tablet.wait({ for: 'pulled', ms: 0 })
    tablet.offline()
    expect(await pulled).toMatchObject({ ok: false })
    expect(tablet.tablet.status().contact).toBe('unreachable')
  })
})

describe('what is rung', () => {
  it('R9 a card that the tablet does not know is sold to as claimed, one it knows to its member', async () => {
    const tablet = await server.tabletIn('S4')
    tablet.offline()
    const member = { card: 'M0007001' }
    expect(done(await tablet.sell(sale({ member })))).toMatchObject({ claimed: 'card' })
    const enrolled = done(await tablet.enrol({ name: 'Customer 7001', card: 'M0007001', ref: 'her' }))
    expect(done(await tablet.sell(sale({ member })))).toMatchObject({ member: enrolled.op })
    expect(done(await tablet.sell(sale({ member: { ref: 'her' } })))).toMatchObject({ member: enrolled.op })
    expect(done(await tablet.lookUp({ card: 'm0007001' })).members).toMatchObject([{ id: enrolled.op }])
    expect(done(await tablet.lookUp({ name: 'customer 70' })).members).toHaveLength(1)
    tablet.online()
    done(await tablet.wait({ for: 'drained' }))
    done(await tablet.wait({ for: 'pulled' }))
    expect(done(await tablet.lookUp({ member: enrolled.op })).visitor).toMatchObject({ points: 9 })
  })

  it('R5 a return names its receipt by an earlier gesture, by its number, or by its code where it was never seen', async () => {
    const [tablet, stranger] = [await server.tabletIn('S1'), await server.tabletIn('S2')]
    for (const one of [tablet, stranger]) one.offline()
    const sold = done(await tablet.sell(sale({ ref: 'sold' })))
    const { receiptNumber, receiptCode } = sold
    const back = (of: { ref: string } | { receipt: string | null }) => ({
      lines: [{ quantity: 1, of: 'ref' in of ? { ...of, line: 0 } : { receipt: of.receipt ?? '', line: 0 } }],
      reason: 'too sweet',
      tender: { kind: 'cash' } as const,
    })
    expect(done(await tablet.bringBack(back({ ref: 'sold' }))).total).toBe(150)
    expect(done(await tablet.lookUp({ receipt: receiptNumber ?? '' })).remaining).toEqual([1])
    expect(done(await tablet.bringBack(back({ receipt: receiptNumber }))).total).toBe(150)
    expect(await stranger.bringBack(back({ receipt: receiptNumber }))).toMatchObject({
      ok: false,
      error: { code: 'receipt-unknown' },
    })
    expect(await stranger.bringBack(back({ receipt: receiptCode }))).toMatchObject({
      ok: false,
      error: { code: 'line-unknown' },
    })
    const described = back({ receipt: receiptCode })
    const lines = described.lines.map((line) => ({ ...line, sku: 'TEA', unitPrice: money(150) }))
    expect(done(await stranger.bringBack({ ...described, lines })).total).toBe(150)
    for (const one of [tablet, stranger]) {
      one.online()
      done(await one.wait({ for: 'drained' }))
    }
    done(await tablet.wait({ for: 'pulled' }))
    const discrepancies = await tablet.tablet.rows.list('discrepancy')
    expect(discrepancies.map(({ code }) => code)).toContain('returned-more-than-sold')
  })

  it('pays with several tenders, gives change, and says what does not add up', async () => {
    const tablet = await server.tabletIn('S1')
    const voucher = { kind: 'external', amount: money(100), reference: 'voucher 7' } as const
    const paid = await tablet.sell(sale({ tender: [voucher, { kind: 'cash', tendered: money(500) }] }))
    expect(done(paid)).toMatchObject({ total: 300, change: 300 })
    expect(await tablet.sell(sale({ tender: voucher }))).toMatchObject({
      ok: false,
      error: { code: 'tenders-differ', reason: 'the tenders do not add up to the total' },
    })
    expect(await tablet.sell(sale({ lines: [] }))).toMatchObject({
      ok: false,
      error: { code: 'nothing-to-record' },
    })
    done(await tablet.adjust({ lines: [{ sku: 'TEA', quantity: -3 }], reason: 'broken' }))
    const kinds = (await dumpOf(tablet)).tickets.map(({ kind, units }) => ({ kind, units }))
    expect(kinds).toContainEqual({ kind: 'stock', units: -3 })
  })

  it('a tablet that is not enrolled says so', async () => {
    const tablet = await Headless.open({ server: server.url })
    expect(await tablet.sell(sale())).toMatchObject({ ok: false, error: { code: 'not-enrolled' } })
    expect(await tablet.lookUp({ card: 'M0000001' })).toMatchObject({
      ok: false,
      error: { code: 'not-enrolled' },
    })
    expect(await tablet.enrolDevice('BCDF-GHJK-LMNP')).toMatchObject({
      ok: false,
      error: { code: 'code-refused' },
    })
    expect((await dumpOf(tablet)).device).toBeNull()
    tablet.close()
  })
})
