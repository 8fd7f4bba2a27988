import { describe, expect, it } from 'vitest'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { useScanning } from '#client/state/scanning.ts'
import { fakeId } from '../../../make/fake-tablet.ts'
import { fang, ming, mug, pen } from '../../../make/counter.ts'
import { cash, openShop } from '../../../make/open-shop.ts'

const receipt: Receipt = {
  ref: fakeId(71),
  lines: [
    { sku: mug.sku, name: mug.name, quantity: 2, unitPrice: money(290), amount: money(580), kind: 'goods' },
    { sku: pen.sku, name: pen.name, quantity: 1, unitPrice: money(35), amount: money(35), kind: 'goods' },
  ],
  number: 'R02-A-000009',
  where: 'store:S02',
  at: 0,
  businessDate: '2026-11-20',
  who: null,
  revision: 1,
  returned: {
    x: {
      lines: [{ line: 0, quantity: 1, amount: money(290) }],
      op: fakeId(72),
      home: 'store:S02',
      revision: 1,
    },
  },
}

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

describe('a return', () => {
  it('R4 never ticks more than what is left of a line', () => {
    const { ringing, returns } = openShop()
    ringing.openReturn(receipt)
    const [first] = returns.lines
    returns.setQuantity(first?.key ?? '', 5)
    expect(returns.lines.map(({ quantity, remaining }) => [quantity, remaining])).toEqual([
      [1, 1],
      [0, 1],
    ])
    expect(returns.total).toBe(290)
  })

  it('R4 follows what another tablet takes back of the receipt that lies open', async () => {
    const { ringing, returns, tablet } = openShop()
    ringing.openReturn({ ...receipt, returned: {} })
    returns.setAll()
    expect(returns.lines.map(({ quantity }) => quantity)).toEqual([2, 1])
    Object.assign(tablet, { receipt: async () => ({ receipt, code: undefined }) })
    await returns.refresh()
    expect(returns.lines.map(({ quantity, remaining }) => [quantity, remaining])).toEqual([
      [1, 1],
      [1, 1],
    ])
    returns.begin(undefined)
    await returns.refresh()
    expect(returns.lines).toEqual([])
  })

  it('R5 names the receipt lines that it gives back from', async () => {
    const { ringing, returns, returnTerms, closing, tablet, payment } = openShop()
    ringing.openReturn(receipt)
    returns.setAll()
    returns.reason = 'defective'
    await returnTerms.settled()
    await closing.refund()
    expect(tablet.committed).toMatchObject([
      {
        kind: 'return.complete',
        reason: 'defective',
        lines: [
          { sku: mug.sku, quantity: 1, of: { ref: receipt.ref, line: 0 } },
          { sku: pen.sku, quantity: 1, of: { ref: receipt.ref, line: 1 } },
        ],
      },
    ])
    expect(payment.paid?.kind).toBe('return')
  })

  it('R5 without a receipt needs a reason', () => {
    const { ringing, returns } = openShop()
    ringing.startUnlinkedReturn()
    ringing.ring(mug)
    expect(returns.problem).toBe('no-reason')
    returns.reason = 'other'
    expect(returns.problem).toBe('no-reason')
    returns.note = '顧客沒有帶收據'
    expect(returns.problem).toBeUndefined()
    expect(returns.reasonWords).toBe('顧客沒有帶收據')
  })

  it('R13 of a receipt whose lines are elsewhere gives back no more than its total', () => {
    const { ringing, returns } = openShop()
    ringing.startUnlinkedReturn({ sale: fakeId(77), businessDate: '2026-11-20', total: money(300) })
    returns.reason = 'defective'
    ringing.ring(mug)
    expect(returns.problem).toBeUndefined()
    ringing.ring(mug)
    expect(returns.problem).toBe('above-receipt')
  })

  it('in the middle of a sale keeps the basket and whose it is', async () => {
    const { ringing, returns, returnTerms, closing, basket, visitor, counter } = openShop()
    ringing.ring(pen)
    await visitor.show(ming)
    ringing.openReturn(receipt)
    returns.setAll()
    returns.reason = 'wrong-item'
    await returnTerms.settled()
    await closing.refund()
    counter.next()
    expect(counter.ticket).toBe('basket')
    expect(basket.lines).toMatchObject([{ sku: pen.sku }])
    expect(visitor.member?.id).toBe(ming.id)
  })
})
