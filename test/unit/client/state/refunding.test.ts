import { describe, expect, it } from 'vitest'
import { DAY_MS } from '#shared/base/time.ts'
import type { Line } from '#shared/domain/line.ts'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Staff } from '#shared/domain/staff.ts'
import { DEFAULT_TERMS } from '#shared/domain/terms.ts'
import { useCredits } from '#client/state/credits.ts'
import { useJournal } from '#client/state/journal.ts'
import { receiptPaper } from '#client/state/receipt-paper.ts'
import { fakeId } from '../../../make/fake-tablet.ts'
import { fang, ming, mug, pen } from '../../../make/counter.ts'
import { cash, openShop } from '../../../make/open-shop.ts'

const two: Line = {
  sku: mug.sku,
  name: mug.name,
  quantity: 2,
  unitPrice: money(290),
  amount: money(580),
  kind: 'goods',
}
const off: Line = {
  ...two,
  sku: 'OFF',
  quantity: 1,
  unitPrice: money(-80),
  amount: money(-80),
  kind: 'discount',
}
const sold: Receipt = {
  ref: fakeId(71),
  lines: [two, off],
  number: 'R02-A-000009',
  where: 'store:S02',
  at: 0,
  businessDate: '1970-01-01',
  who: null,
  tenders: [{ kind: 'external', amount: money(500), reference: 'T1', method: 'card' }],
  revision: 1,
  returned: {},
}
const boss: Staff = { ...fang, id: 'S002', name: '店長', role: 'manager' }

/** A return of one mug of this receipt lies open, and everything about it is found out. */
async function opened(receipt: Receipt, data = {}) {
  const shop = openShop({ receipts: [receipt], staff: [fang, boss], ...data })
  shop.session.people = [fang, boss]
  await shop.ringing.openReturn(receipt)
  const [first] = shop.returns.lines
  shop.returns.setQuantity(first?.key ?? '', 1)
  shop.returns.reason = 'defective'
  await shop.returnTerms.settled()
  return shop
}

describe('a refund', () => {
  it('R23 R25 is what was paid after the discounts, the way it was paid', async () => {
    const { way, closing, tablet, returns, refunding } = await opened(sold)
    expect(returns.lines).toHaveLength(1)
    expect(way.proposed).toEqual([{ kind: 'external', method: 'card', amount: 250 }])
    await closing.refund()
    expect([refunding.problem, way.referencesMissing, tablet.committed]).toEqual([undefined, true, []])
    way.setReference(0, 'REF-7')
    await closing.refund()
    expect(tablet.committed).toMatchObject([
      {
        lines: [{ amount: 250, quantity: 1, disposition: 'restock', of: { line: 0 } }],
        tenders: [{ kind: 'external', amount: 250, reference: 'REF-7', method: 'card' }],
      },
    ])
  })

  it('R25 by the shop that took the money needs nothing typed', async () => {
    const { way, closing, tablet } = await opened({ ...sold, where: 'channel:web', tenders: [] })
    await closing.refund()
    expect(way.tenders).toEqual([])
    expect(tablet.committed).toMatchObject([{ tenders: [{ kind: 'shop', amount: 250 }] }])
  })

  it('R25 in another way waits for a second person, and their yes is for that very refund', async () => {
    const { way, refunding, approval, pin, closing, tablet, returns } = await opened(sold)
    way.way = 'cash'
    expect([refunding.needs, refunding.problem]).toEqual([['tender'], 'not-approved'])
    expect(approval.approvers.map(({ id }) => id)).toEqual([boss.id])
    pin.choose(boss)
    expect(await approval.give('4217', refunding.ticket)).toBe(false)
    approval.reason = '刷卡機故障'
    expect(await approval.give('9999', refunding.ticket)).toBe(false)
    expect(await approval.give('4217', refunding.ticket)).toBe(true)
    expect(refunding.problem).toBeUndefined()
    returns.setQuantity(returns.lines[0]?.key ?? '', 2)
    expect(refunding.problem).toBe('not-approved')
    returns.setQuantity(returns.lines[0]?.key ?? '', 1)
    await closing.refund()
    expect(tablet.committed).toMatchObject([
      {
        approver: boss.id,
        approval: { for: ['tender'], reason: '刷卡機故障' },
        tenders: [{ kind: 'cash', amount: 250 }],
      },
    ])
  })

  it('R50 what was approved for one amount is refused for another, and used up by the refund that it was for', async () => {
    const { way, refunding, approval, pin, closing, tablet, returns, ...shop } = await opened(sold)
    const key = () => returns.lines[0]?.key ?? ''
    way.way = 'cash'
    approval.reason = '刷卡機故障'
    pin.choose(boss)
    expect(await approval.give('4217', refunding.ticket)).toBe(true)
    returns.setQuantity(key(), 2)
    await closing.refund()
    expect([refunding.problem, tablet.committed]).toEqual(['not-approved', []])
    returns.setQuantity(key(), 1)
    await closing.refund()
    expect(tablet.committed).toHaveLength(1)
    await shop.ringing.openReturn(sold)
    returns.setQuantity(key(), 1)
    returns.reason = 'defective'
    await shop.returnTerms.settled()
    way.way = 'cash'
    await closing.refund()
    expect([refunding.problem, tablet.committed.length]).toEqual(['not-approved', 1])
  })

  it('R25 of more cash than the terms allow waits for a second person', async () => {
    const few = { ...DEFAULT_TERMS, returns: { ...DEFAULT_TERMS.returns, cashMax: money(200) } }
    const { refunding } = await opened(
      { ...sold, tenders: [{ kind: 'cash', amount: money(500), tendered: money(500), change: money(0) }] },
      { terms: few },
    )
    expect(refunding.needs).toEqual(['cash'])
  })

  it('R25 of cash counts what the tickets before gave back in cash', async () => {
    const few = { ...DEFAULT_TERMS, returns: { ...DEFAULT_TERMS.returns, cashMax: money(400) } }
    const inCash = (amount: number) =>
      ({ kind: 'cash', amount: money(amount), tendered: money(amount), change: money(0) }) as const
    const paid = { ...sold, tenders: [inCash(500)] }
    expect((await opened(paid, { terms: few })).refunding.needs).toEqual([])
    const lines = [{ line: 0, quantity: 1, amount: money(250) }]
    const told = { op: fakeId(72), home: 'store:S02', revision: 1, lines, tenders: [inCash(250)] }
    const { refunding } = await opened({ ...paid, returned: { x: told } }, { terms: few })
    expect(refunding.needs).toEqual(['cash'])
  })

  it('R26 after the last day waits for a second person; the terms are those of the sale', async () => {
    const shop = await opened({ ...sold, terms: 1 }, { terms: { ...DEFAULT_TERMS, version: 2 } })
    expect(shop.refunding.needs).toEqual([])
    const days = { store: 0, distance: 0 }
    const strict = { ...DEFAULT_TERMS, returns: { ...DEFAULT_TERMS.returns, days } }
    const data = { terms: { ...DEFAULT_TERMS, version: 2 }, earlierTerms: { 'chain.1': strict } }
    const old = await opened({ ...sold, businessDate: '1969-12-31', terms: 1 }, data)
    expect(old.refunding.needs).toEqual(['late'])
    const new2 = await opened({ ...sold, businessDate: '1969-12-31', terms: 2 }, data)
    expect(new2.refunding.needs).toEqual([])
  })

  it('R26 beyond the days of their condition goods wait for a second person; they are chosen, and chosen again', async () => {
    const conditionDays = { damaged: 3, vendor: 60 }
    const terms = { ...DEFAULT_TERMS, returns: { ...DEFAULT_TERMS.returns, conditionDays } }
    const shop = await opened(sold, { terms })
    shop.pass(4 * DAY_MS)
    await shop.ringing.openReturn(sold)
    const key = shop.returns.lines[0]?.key ?? ''
    shop.returns.setQuantity(key, 1)
    // Chosen before the terms are looked up, it counts as well.
    shop.returns.setDisposition(key, 'damaged')
    await shop.returnTerms.settled()
    expect([shop.refunding.needs, shop.returns.late.length]).toEqual([['late'], 1])
    shop.returns.setDisposition(key, 'restock')
    expect([shop.refunding.needs, shop.returns.late.length]).toEqual([[], 0])
    shop.pass(30 * DAY_MS)
    await shop.ringing.openReturn(sold)
    await shop.returnTerms.settled()
    shop.returns.setAll()
    expect(shop.refunding.needs).toEqual(['late'])
    shop.returns.setDisposition(key, 'vendor')
    expect(shop.refunding.needs).toEqual([])
  })

  it('R26 what was approved in one condition is not approved in another', async () => {
    const shop = await opened({ ...sold, businessDate: '1969-01-01' })
    const before = shop.refunding.ticket
    shop.returns.setDisposition(shop.returns.lines[0]?.key ?? '', 'damaged')
    expect(shop.refunding.needs).toEqual(['late'])
    expect(shop.refunding.ticket).not.toBe(before)
  })

  it('R26 counts to the day on which the return is begun, also on a tablet that stands open for weeks', async () => {
    const shop = await opened(sold)
    expect([shop.returnTerms.today, shop.refunding.needs]).toEqual(['1970-01-01', []])
    shop.pass(15 * DAY_MS)
    await shop.ringing.openReturn(sold)
    await shop.returnTerms.settled()
    shop.returns.setAll()
    expect([shop.returnTerms.today, shop.refunding.needs]).toEqual(['1970-01-16', ['late']])
  })

  it('R29 of one’s own purchase waits for a second person', async () => {
    const { session, refunding } = await opened({ ...sold, who: { member: ming.id } })
    expect(refunding.needs).toEqual([])
    session.staff = { ...fang, member: ming.id }
    expect(refunding.needs).toEqual(['self'])
  })
})

describe('an exchange', () => {
  it('R27 that costs more is paid on one ticket, with what comes back first', async () => {
    const { ringing, exchanging, counter, closing, tablet, payment, returns } = await opened(sold)
    exchanging.begin()
    expect(counter.ticket).toBe('basket')
    ringing.ring(mug)
    counter.pay('cash')
    expect(counter.ticket).toBe('pay')
    await closing.sell(cash(40, 100))
    expect(tablet.committed).toMatchObject([
      {
        kind: 'exchange.complete',
        back: [{ sku: mug.sku, amount: 250, of: { ref: sold.ref, line: 0 } }],
        lines: [{ sku: mug.sku, unitPrice: 290 }],
        tenders: [{ kind: 'cash', amount: 40 }],
        carried: [{ kind: 'external', amount: 250, method: 'card', reference: sold.number }],
        terms: 1,
      },
    ])
    expect(payment.paid).toMatchObject({ kind: 'exchange', total: 40, change: 60 })
    expect([returns.source, returns.exchanging]).toEqual([undefined, false])
  })

  it('R27 that costs less is paid back the way it was paid', async () => {
    const { ringing, exchanging, counter, closing, tablet, way } = await opened(sold)
    exchanging.begin()
    ringing.ring(pen)
    counter.pay('cash')
    expect(counter.ticket).toBe('return')
    expect(way.proposed).toEqual([{ kind: 'external', method: 'card', amount: 215 }])
    way.setReference(0, 'REF-7')
    await closing.refund()
    expect(tablet.committed).toMatchObject([
      { kind: 'exchange.complete', tenders: [{ amount: 215 }], carried: [{ amount: 35 }] },
    ])
    expect(counter.ticket).toBe('paid')
  })

  it('R27 steps back without losing what comes back, and can be given up', async () => {
    const { ringing, exchanging, counter, returns, basket } = await opened(sold)
    exchanging.begin()
    ringing.ring(mug)
    counter.pay('cash')
    counter.back()
    expect([counter.ticket, returns.total]).toEqual(['basket', 250])
    exchanging.giveUp()
    expect([returns.source, basket.pieces]).toEqual([undefined, 1])
  })

  it('R27 is on paper with both sides and the difference', async () => {
    const { ringing, exchanging, counter, closing, payment } = await opened(sold)
    exchanging.begin()
    ringing.ring(mug)
    counter.pay('cash')
    await closing.sell(cash(40))
    if (payment.paid === undefined) throw new Error('nothing was paid')
    const head = { chain: '品牌', store: '門市', register: '1' }
    const paper = receiptPaper(payment.paid, { head, words: (key) => key, isReprint: false })
    const texts = JSON.stringify(paper)
    for (const words of ['receipt.exchangeTitle', '-NT$250', 'NT$290', 'receipt.net', 'NT$40'])
      expect(texts).toContain(words)
  })
})

it('R25 store credit is found by the return that gave it', async () => {
  const issued = { amount: money(300), at: 0, date: '1970-01-01', home: 'store:S01', number: 'R01-A-000005' }
  const { pinia } = openShop({ credits: [{ ref: fakeId(90), issued, spent: {} }] })
  const credits = useCredits(pinia)
  expect((await credits.find('r01-a-000005'))?.ref).toBe(fakeId(90))
  expect(await credits.find('R01-A-000006')).toBeUndefined()
})

it('R21 R27 an exchange of this tablet is printed once more with both sides', async () => {
  const { pinia, tablet } = openShop()
  const args = {
    receipt: 'R01-A-000001',
    back: [{ ...two, quantity: 1, amount: money(250), of: { ref: sold.ref, line: 0 } }],
    lines: [two],
    reason: 'defective',
    tenders: [],
    total: money(330),
  }
  Object.assign(tablet.care, { operation: async () => ({ kind: 'exchange.complete', args }) })
  const journal = useJournal(pinia)
  await journal.open({
    op: fakeId(80),
    kind: 'exchange',
    number: 'R01-A-000001',
    businessDate: '1970-01-01',
    at: 0,
    staff: fang.id,
    register: 'R01',
    who: null,
    total: money(330),
    lineCount: 2,
    units: 1,
  })
  expect(journal.opened).toMatchObject({
    kind: 'exchange',
    total: 330,
    back: [{ amount: 250 }],
    isCopy: true,
  })
})
