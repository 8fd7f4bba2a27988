import { describe, expect, it } from 'vitest'
import type { Line } from '#shared/domain/line.ts'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Staff } from '#shared/domain/staff.ts'
import { DEFAULT_TERMS } from '#shared/domain/terms.ts'
import { fakeId } from '../../../make/fake-tablet.ts'
import { fang, ming, mug, pen } from '../../../make/counter.ts'
import { cash, openShop } from '../../../make/open-shop.ts'

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

describe('a receipt whose lines are elsewhere', () => {
  const code = { sale: fakeId(77), businessDate: '1970-01-01', total: money(4000) }
  async function coded(data = {}) {
    const shop = openShop({ receipts: [sold], staff: [fang, boss], ...data })
    shop.session.people = [fang, boss]
    shop.ringing.startUnlinkedReturn(code)
    shop.ringing.ring(mug)
    shop.returns.reason = 'defective'
    await shop.returnTerms.settled()
    return shop
  }
  async function approve({ approval, pin, refunding }: Awaited<ReturnType<typeof coded>>): Promise<void> {
    approval.reason = '收據在分店'
    pin.choose(boss)
    await approval.give('4217', refunding.ticket)
  }
  const from = { ref: code.sale, date: '1970-01-01', total: 4000, terms: 1 }
  const credit = [{ kind: 'credit', amount: 250 }]

  it('R13 is used by its code: an approval, but no member and no limit of a person; the operation names it', async () => {
    const shop = await coded()
    expect([shop.refunding.needs, shop.refunding.problem]).toEqual([['unverified'], 'not-approved'])
    shop.returns.setQuantity(shop.returns.lines[0]?.key ?? '', 13)
    expect(shop.returns.total).toBeGreaterThan(DEFAULT_TERMS.returns.unverified.amountMax)
    expect(shop.refunding.problem).toBe('not-approved')
    shop.returns.setQuantity(shop.returns.lines[0]?.key ?? '', 1)
    await approve(shop)
    await shop.closing.refund()
    expect(shop.tablet.committed).toMatchObject([{ kind: 'return.complete', from, tenders: credit }])
    expect(shop.tablet.committed[0]).not.toHaveProperty('limits')
  })

  it('R13 gives back no more than is left of its total after what was given by it before', async () => {
    const before: Receipt = {
      ...sold,
      ref: code.sale,
      lines: null,
      returned: {
        x: {
          lines: [],
          coded: [{ sku: mug.sku, quantity: 13, unitPrice: money(300), amount: money(3900) }],
          op: fakeId(78),
          home: 'store:S02',
          revision: 1,
        },
      },
    }
    const { returns, refunding } = await coded({ receipts: [sold, before] })
    expect([returns.problem, refunding.problem]).toEqual(['above-receipt', 'above-receipt'])
  })

  it('R26 asks for an approval when the day on it is too long ago, by the days of what comes back', async () => {
    const returns = { ...DEFAULT_TERMS.returns, categoryDays: { cups: 60 } }
    const shop = await coded({ terms: { ...DEFAULT_TERMS, returns } })
    shop.ringing.startUnlinkedReturn({ ...code, businessDate: '1969-12-01' })
    shop.ringing.ring({ ...mug, category: 'cups' })
    await shop.returnTerms.settled()
    expect(shop.refunding.needs).toEqual(['unverified'])
    shop.ringing.ring(pen)
    expect(shop.refunding.needs).toEqual(['late', 'unverified'])
  })

  it('R27 is exchanged for other goods, and what was approved is for that receipt only', async () => {
    const shop = await coded()
    shop.exchanging.begin()
    shop.basket.add({ ...mug, price: money(400) })
    await approve(shop)
    await shop.closing.sell(cash(150))
    expect(shop.tablet.committed).toMatchObject([
      {
        kind: 'exchange.complete',
        from,
        back: [{ sku: mug.sku, quantity: 1 }],
        carried: [{ kind: 'credit', amount: 250, reference: code.sale }],
        tenders: [{ kind: 'cash', amount: 150 }],
        approval: { for: ['unverified'] },
      },
    ])
    const another = await coded()
    await approve(another)
    another.ringing.startUnlinkedReturn({ ...code, sale: fakeId(79) })
    another.ringing.ring(mug)
    another.returns.reason = 'defective'
    await another.returnTerms.settled()
    expect(another.refunding.problem).toBe('not-approved')
  })
})

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

  /** What the server answers, at once or when it may. */
  function dates(unverified: readonly string[], when = Promise.resolve()) {
    const history = {
      member: ming.id,
      name: ming.name,
      points: 0,
      totals: [],
      entries: [],
      more: false,
      unverified,
    }
    const fresh = { is: 'fresh' as const, kept: { member: ming.id, at: 0, history } }
    return { kept: async () => undefined, fetch: () => when.then(() => fresh) }
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

  it('R29 of a member whom only other stores saw, keeps within the limits as the server tells them', async () => {
    const shop = await loose()
    Object.assign(shop.tablet, { histories: dates(['1969-12-01', '1969-12-02', '1969-12-30']) })
    await shop.visitor.show(ming)
    await shop.lately.settled()
    expect([shop.refunding.needs, shop.refunding.problem]).toEqual([['unverified'], 'too-often'])
    Object.assign(shop.tablet, { histories: dates(['1969-01-01', '1969-12-30']) })
    await shop.visitor.show(ming)
    await shop.lately.settled()
    expect([shop.refunding.needs, shop.refunding.problem]).toEqual([['unverified'], 'not-approved'])
  })

  it('R29 waits a moment for what the server tells; after that nobody knows, and what was agreed on stays agreed on', async () => {
    const shop = await loose()
    const { refunding, approval, pin, lately } = shop
    let answer = (): void => undefined
    const when = new Promise<void>((resolve) => (answer = resolve))
    Object.assign(shop.tablet, { histories: dates(['1969-12-30'], when) })
    await shop.visitor.show(ming)
    expect(refunding.problem).toBe('looking-up')
    shop.pass(3000)
    expect([refunding.needs, refunding.problem]).toEqual([['unverified', 'unseen'], 'not-approved'])
    approval.reason = '其他門市的會員'
    pin.choose(boss)
    await approval.give('4217', refunding.ticket)
    answer()
    await lately.settled()
    expect([refunding.needs, refunding.problem]).toEqual([['unverified', 'unseen'], undefined])
  })

  it('R29 a number that nobody knows is no member', async () => {
    const { refunding, visitor } = await loose()
    visitor.claim({ kind: 'phone', value: '+886900000000' })
    expect([refunding.needs, refunding.problem]).toEqual([['unverified'], 'no-member'])
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
