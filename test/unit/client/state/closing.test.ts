import { describe, expect, it } from 'vitest'
import { useScanning } from '#client/state/scanning.ts'
import { fang, ming, mug, pen } from '../../../make/counter.ts'
import { cash, openShop } from '../../../make/open-shop.ts'

describe('a sale', () => {
  it('R2 is committed with its lines, its tender and whose it is, and then it is paid', async () => {
    const { ringing, visitor, counter, closing, payment, tablet } = openShop()
    ringing.ring(mug)
    await visitor.show(ming)
    counter.pay('cash')
    await closing.sell(cash(290, 500))
    expect(tablet.committed).toMatchObject([
      {
        kind: 'sale.complete',
        staff: fang.id,
        member: { id: ming.id },
        lines: [{ sku: mug.sku, quantity: 1, unitPrice: 290 }],
        tenders: [{ kind: 'cash', amount: 290, tendered: 500 }],
      },
    ])
    expect(payment.paid).toMatchObject({
      kind: 'sale',
      total: 290,
      change: 210,
      receiptNumber: 'R01-A-000001',
    })
    expect(counter.ticket).toBe('paid')
  })

  it('Y1 that could not be kept is not paid, and nothing of it is lost', async () => {
    const { ringing, counter, closing, payment, basket, tablet } = openShop()
    ringing.ring(mug)
    counter.pay('cash')
    tablet.refuse('throw')
    await closing.sell(cash(290))
    expect(payment.paid).toBeUndefined()
    expect(payment.refusal).toBe('cannot-save')
    expect(counter.ticket).toBe('pay')
    expect(basket.pieces).toBe(1)
  })

  it('that is tried again after a failure is the same operation', async () => {
    const { ringing, counter, closing, tablet, payment } = openShop()
    const ids: unknown[] = []
    const { commit } = tablet
    Object.assign(tablet, {
      commit: (intent: { id?: unknown }) => (
        ids.push(intent.id),
        commit.call(tablet, intent as Parameters<typeof commit>[0])
      ),
    })
    ringing.ring(mug)
    counter.pay('cash')
    tablet.refuse('cannot-save')
    await closing.sell(cash(290))
    tablet.refuse(undefined)
    counter.pay('card')
    await closing.sell(cash(290))
    expect(payment.paid).toBeDefined()
    expect(ids).toHaveLength(2)
    expect(ids[0]).toBe(ids[1])
  })

  it('is one sale when the button is tapped twice', async () => {
    const { ringing, counter, closing, tablet } = openShop()
    ringing.ring(mug)
    counter.pay('cash')
    await Promise.all([closing.sell(cash(290)), closing.sell(cash(290))])
    expect(tablet.committed).toHaveLength(1)
  })

  it('does not swallow what is scanned while it is being closed', async () => {
    const { ringing, counter, closing, basket, pinia } = openShop()
    ringing.ring(mug)
    counter.pay('cash')
    const closed = closing.sell(cash(290))
    await useScanning(pinia).onScan({ text: '4006381333931', source: 'wedge', at: 0 })
    await closed
    expect(basket.lines).toMatchObject([{ sku: pen.sku, quantity: 1 }])
    expect(counter.ticket).toBe('basket')
  })

  it('takes the personal data off the screen when it is paid', async () => {
    const { ringing, visitor, counter, closing, notice } = openShop()
    ringing.ring(mug)
    await visitor.show(ming)
    counter.pay('cash')
    await closing.sell(cash(290))
    expect(visitor.present).toBeUndefined()
    expect(notice.shown).toBeUndefined()
  })

  it('R9 may be to a claimed identity', async () => {
    const { ringing, visitor, counter, closing, tablet } = openShop()
    ringing.ring(mug)
    visitor.claim({ kind: 'card', value: 'M7777777' })
    counter.pay('cash')
    await closing.sell(cash(290))
    expect(tablet.committed).toMatchObject([{ member: { claimed: { kind: 'card', value: 'M7777777' } } }])
  })

  it('begins anew with the next product', async () => {
    const { ringing, counter, closing, basket, payment } = openShop()
    ringing.ring(mug)
    counter.pay('cash')
    await closing.sell(cash(290))
    ringing.ring(pen)
    expect(counter.ticket).toBe('basket')
    expect(payment.paid).toBeUndefined()
    expect(basket.lines).toMatchObject([{ sku: pen.sku }])
  })
})
