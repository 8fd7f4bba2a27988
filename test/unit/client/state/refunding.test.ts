import { describe, expect, it } from 'vitest'
import { DAY_MS } from '#shared/base/time.ts'
import { money } from '#shared/domain/money.ts'
import { DEFAULT_TERMS } from '#shared/domain/terms.ts'
import { useCredits } from '#client/state/credits.ts'
import { fakeId } from '../../../make/fake-tablet.ts'
import { fang, ming } from '../../../make/counter.ts'
import { openShop } from '../../../make/open-shop.ts'
import { boss, opened, sold } from '../../../make/open-return.ts'

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

it('R25 store credit is found by the return that gave it', async () => {
  const issued = { amount: money(300), at: 0, date: '1970-01-01', home: 'store:S01', number: 'R01-A-000005' }
  const { pinia } = openShop({ credits: [{ ref: fakeId(90), issued, spent: {} }] })
  const credits = useCredits(pinia)
  expect((await credits.find('r01-a-000005'))?.ref).toBe(fakeId(90))
  expect(await credits.find('R01-A-000006')).toBeUndefined()
})
