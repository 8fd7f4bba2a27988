import { describe, expect, it } from 'vitest'
import type { Line } from '#shared/domain/line.ts'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Staff } from '#shared/domain/staff.ts'
import { fakeId } from '../../../make/fake-tablet.ts'
import { fang, ming, mug } from '../../../make/counter.ts'
import { openShop } from '../../../make/open-shop.ts'

const two: Line = {
  sku: mug.sku,
  name: mug.name,
  quantity: 2,
  unitPrice: money(250),
  amount: money(500),
  kind: 'goods',
}
const sold: Receipt = {
  ref: fakeId(71),
  lines: [two],
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

describe('a return without a receipt', () => {
  const picture = { member: ming.id, name: ming.name, points: 0, recent: [], at: 0, version: 1 }
  async function loose(data = {}) {
    const shop = openShop({ receipts: [sold], staff: [fang, boss], ...data })
    shop.session.people = [fang, boss]
    shop.ringing.startUnlinkedReturn()
    shop.ringing.ring(mug)
    shop.returns.reason = 'defective'
    await shop.returnTerms.settled()
    return shop
  }

  it('R29 gives the lowest recent price as store credit, to a member, with an approval', async () => {
    const { refunding, visitor, approval, pin, closing, tablet, returns } = await loose({
      visitors: [picture],
    })
    expect([returns.total, refunding.problem]).toEqual([250, 'no-member'])
    await visitor.show(ming)
    expect([refunding.needs, refunding.problem]).toEqual([['unverified'], 'not-approved'])
    approval.reason = '熟客，記得是上週買的'
    pin.choose(boss)
    await approval.give('4217', refunding.ticket)
    await closing.refund()
    expect(tablet.committed).toMatchObject([
      {
        kind: 'return.complete',
        member: { id: ming.id },
        lines: [{ unitPrice: 250 }],
        tenders: [{ kind: 'credit', amount: 250 }],
        limits: { terms: 1, timesMax: 3, periodDays: 90, amountMax: 3000 },
        approval: { for: ['unverified'] },
      },
    ])
  })

  it('R29 of a member whom this store never saw, says that nobody here knows how often, and asks for it', async () => {
    const { refunding, visitor, approval, pin, closing, tablet } = await loose()
    await visitor.show(ming)
    expect([refunding.needs, refunding.problem]).toEqual([['unverified', 'unseen'], 'not-approved'])
    approval.reason = '其他門市的會員'
    pin.choose(boss)
    await approval.give('4217', refunding.ticket)
    await closing.refund()
    expect(tablet.committed).toMatchObject([{ approval: { for: ['unverified', 'unseen'] } }])
  })

  it('R29 never takes what was given for nothing for the lowest price', async () => {
    const free = { ...two, quantity: 1, unitPrice: money(0), amount: money(0) }
    const { returns } = await loose({ receipts: [sold, { ...sold, ref: fakeId(61), lines: [free] }] })
    expect(returns.total).toBe(250)
  })

  it('R29 keeps within the limits of the terms, by what is known of the person', async () => {
    const often = await loose({
      visitors: [{ ...picture, unverified: ['1969-12-01', '1969-12-02', '1969-12-30'] }],
    })
    await often.visitor.show(ming)
    expect(often.refunding.problem).toBe('too-often')
    const long = await loose({
      visitors: [{ ...picture, unverified: ['1969-01-01', '1969-01-02', '1969-12-30'] }],
    })
    await long.visitor.show(ming)
    expect(long.refunding.problem).toBe('not-approved')
    long.returns.setQuantity(long.returns.lines[0]?.key ?? '', 13)
    expect(long.refunding.problem).toBe('above-limit')
  })
})
