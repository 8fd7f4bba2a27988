import { describe, expect, it } from 'vitest'
import { money } from '#shared/domain/money.ts'
import { useInvoicing } from '#client/state/invoicing.ts'
import { useScanning } from '#client/state/scanning.ts'
import { useTendering } from '#client/state/tendering.ts'
import { ming, mug, pen } from '../../../make/counter.ts'
import { cash, openShop } from '../../../make/open-shop.ts'

describe('a payment in parts', () => {
  const card = (amount: number) =>
    ({ kind: 'external', amount: money(amount), reference: 'TX-1', method: 'card' }) as const

  it('R2 becomes a sale when nothing is due any more', async () => {
    const { ringing, counter, closing, tablet, payment, pinia } = openShop()
    const tendering = useTendering(pinia)
    ringing.ring(mug)
    counter.pay('cash')
    await closing.sell(cash(100))
    expect(tablet.committed).toHaveLength(0)
    expect(tendering.due).toBe(190)
    await closing.sell(card(190))
    expect(tablet.committed).toMatchObject([{ tenders: [cash(100), card(190)] }])
    expect(payment.paid).toMatchObject({ total: 290, tenders: [{ kind: 'cash' }, { kind: 'external' }] })
    expect(tendering.taken).toEqual([])
  })

  it('keeps what was taken while one more line is rung, and says when it was too much', async () => {
    const { ringing, counter, closing, basket, pinia } = openShop()
    const tendering = useTendering(pinia)
    ringing.ring(mug)
    counter.pay('cash')
    await closing.sell(cash(200))
    ringing.ring(pen)
    expect(tendering.due).toBe(125)
    basket.setQuantity(basket.lines[0]?.key ?? '', 0)
    expect(tendering.due).toBe(-165)
    tendering.giveBack(0)
    expect(tendering.due).toBe(35)
  })

  it('Y1 that cannot be kept asks for its last part again, and keeps the others', async () => {
    const { ringing, counter, closing, tablet, pinia } = openShop()
    const tendering = useTendering(pinia)
    ringing.ring(mug)
    counter.pay('cash')
    await closing.sell(cash(100))
    tablet.refuse('cannot-save')
    await closing.sell(card(190))
    expect(tendering.taken).toEqual([cash(100)])
  })
})

describe('the invoice', () => {
  it('R18 is asked for as the buyer says, and forgotten with the basket', async () => {
    const { ringing, counter, closing, tablet, pinia } = openShop()
    const invoicing = useInvoicing(pinia)
    ringing.ring(mug)
    await useScanning(pinia).onScan({ text: '/P4SV.-I', source: 'wedge', at: 0 })
    invoicing.ban = '0459 5257'
    counter.pay('cash')
    await closing.sell(cash(290))
    expect(tablet.committed).toMatchObject([
      { invoice: { ban: '04595257', carrier: { kind: 'mobile', value: '/P4SV.-I' } } },
    ])
    expect(invoicing.isEmpty).toBe(true)
  })

  it.each([
    [{ ban: '04595253' }, 'bad-ban'],
    [{ carrier: 'ABCD$12' }, 'bad-carrier'],
    [{ donation: '12' }, 'bad-donation'],
    [{ donation: '001', ban: '04595257' }, 'donation-alone'],
    [{ carrier: 'AB12345678901234', ban: '04595257' }, 'ban-with-citizen'],
  ] as const)('R18 %j is refused before money is taken', async (typed, problem) => {
    const { ringing, counter, closing, tablet, pinia } = openShop()
    const invoicing = useInvoicing(pinia)
    Object.assign(invoicing, typed)
    expect(invoicing.problem).toBe(problem)
    ringing.ring(mug)
    counter.pay('cash')
    await closing.sell(cash(290))
    expect(tablet.committed).toHaveLength(0)
  })
})

it('R6 the receipt says what the purchase earns', async () => {
  const { ringing, visitor, counter, closing, payment } = openShop()
  ringing.ring(mug)
  await visitor.show(ming)
  counter.pay('cash')
  await closing.sell(cash(290))
  expect(payment.paid).toMatchObject({ points: 2, isCopy: false })
})
