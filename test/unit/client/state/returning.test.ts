import { describe, expect, it } from 'vitest'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { useAnswering } from '#client/state/answering.ts'
import { fakeId, fakeProduct } from '../../../make/fake-tablet.ts'
import { ming, mug, pen } from '../../../make/counter.ts'
import { openShop } from '../../../make/open-shop.ts'

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

const line = ({ sku, name, price: unitPrice, kind }: typeof mug, quantity: number) => ({
  sku,
  name,
  kind,
  quantity,
  unitPrice,
})

const tea = {
  ...fakeProduct('TEA-K', '散裝茶', { price: 1200, barcode: '2212345' }),
  measure: 'weight',
} as const
const weighedTea = { sku: tea.sku, name: tea.name, quantity: 1, kind: 'goods' } as const
const teaReceipt: Receipt = {
  ...receipt,
  lines: [
    { ...weighedTea, unitPrice: money(300), amount: money(300), grams: 250 },
    { ...weighedTea, unitPrice: money(1050), amount: money(1050), grams: 875 },
  ],
  returned: {},
}

describe('a return', () => {
  it('R4 never ticks more than what is left of a line', async () => {
    const { ringing, returns } = openShop()
    await ringing.openReturn(receipt)
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
    await ringing.openReturn({ ...receipt, returned: {} })
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

  it('R4 has what was handed over instead of an article as what it is, at its share of what was paid', async () => {
    const { ringing, returns } = openShop()
    const instead = { sku: pen.sku, name: pen.name }
    const handed = {
      at: 0,
      date: '2026-11-21',
      lines: [
        { line: 0, quantity: 2, amount: money(580) },
        { line: 0, quantity: 1, amount: money(30), instead },
      ],
    }
    const mugs = { ...line(mug, 3), amount: money(870) }
    await ringing.openReturn({ ...receipt, lines: [mugs], handed: { h: handed }, returned: {} })
    expect(returns.lines.map(({ line: { sku }, sold, remaining }) => [sku, sold, remaining])).toEqual([
      [mug.sku, 2, 2],
      [pen.sku, 1, 1],
    ])
    expect(returns.add(pen)).toBe(true)
    expect(returns.chosen).toMatchObject([{ sku: pen.sku, quantity: 1, amount: 290, of: { line: 0 } }])
    returns.setAll()
    expect(returns.chosen).toMatchObject([
      { sku: mug.sku, quantity: 2, amount: 580 },
      { sku: pen.sku, quantity: 1, amount: 290 },
    ])
    expect(returns.total).toBe(870)
  })

  it('R5 names the receipt lines that it gives back from', async () => {
    const { ringing, returns, returnTerms, closing, tablet, payment } = openShop()
    await ringing.openReturn(receipt)
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

  it('R25 pays out what was cancelled of an order that a counter took, the way it was paid, once', async () => {
    const { ringing, returns, returnTerms, way, closing, tablet } = openShop()
    const ended = { op: fakeId(74), home: 'store:S02', revision: 1, ended: 1 }
    const lines = [{ line: 0, quantity: 2, amount: money(580) }]
    const cancelled: Receipt = {
      ...receipt,
      tenders: [{ kind: 'external', method: 'card', amount: money(615), reference: 'T1' }],
      promised: [{ part: 1, isPaid: true, lines }],
      returned: { [ended.op]: { ...ended, lines } },
    }
    await ringing.openReturn(cancelled)
    ringing.ring(mug)
    expect(returns.chosen).toEqual([])
    returns.setQuantity(`${receipt.ref}/0/due`, 2)
    returns.reason = 'changed-mind'
    await returnTerms.settled()
    expect(way.proposed).toEqual([{ kind: 'external', method: 'card', amount: 580 }])
    way.setReference(0, 'B-77')
    await closing.refund()
    expect(tablet.committed).toMatchObject([
      { lines: [{ due: true, kind: 'service', amount: 580, of: { ref: receipt.ref, line: 0 } }] },
    ])
    const paidOut = { op: fakeId(75), home: 'store:S01', revision: 1, lines: [], paidOut: lines }
    await ringing.openReturn({ ...cancelled, returned: { ...cancelled.returned, [paidOut.op]: paidOut } })
    expect(returns.lines.filter(({ due }) => due)).toEqual([])
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
    await ringing.openReturn(receipt)
    returns.setAll()
    returns.reason = 'wrong-item'
    await returnTerms.settled()
    await closing.refund()
    counter.next()
    expect(counter.ticket).toBe('basket')
    expect(basket.lines).toMatchObject([{ sku: pen.sku }])
    expect(visitor.member?.id).toBe(ming.id)
  })

  it('R4 of a receipt that lay open for a while begins with what is left of it now', async () => {
    const { ringing, returns, tablet } = openShop()
    Object.assign(tablet, { receipt: async () => ({ receipt, code: undefined }) })
    await ringing.openReturn({ ...receipt, returned: {} })
    returns.setAll()
    expect(returns.lines.map(({ quantity }) => quantity)).toEqual([1, 1])
  })

  it('R4 of one receipt is not opened by the slow reading of another', async () => {
    const { ringing, returns, tablet } = openShop()
    const other = { ...receipt, ref: fakeId(73) }
    let answer = (): void => undefined
    const slow = new Promise<void>((resolve) => (answer = resolve))
    Object.assign(tablet, {
      receipt: async (ref: string) => {
        if (ref === receipt.ref) await slow
        return { receipt: ref === receipt.ref ? receipt : other, code: undefined }
      },
    })
    const first = ringing.openReturn(receipt)
    await ringing.openReturn(other)
    answer()
    await first
    expect(returns.source).toMatchObject({ receipt: { ref: other.ref } })
  })
})

describe('goods sold by weight that come back', () => {
  it('R19 of a receipt keep their grams, and a label ticks the line of its weight', async () => {
    const { ringing, returns, returnTerms, closing, tablet } = openShop()
    await ringing.openReturn(teaReceipt)
    ringing.ring(tea, { grams: 875 })
    expect(ringing.weighing).toBeUndefined()
    returns.reason = 'defective'
    await returnTerms.settled()
    await closing.refund()
    expect(tablet.committed).toMatchObject([
      { lines: [{ sku: tea.sku, unitPrice: 1050, quantity: 1, grams: 875, of: { line: 1 } }] },
    ])
  })

  it('R19 without a receipt are worth what their label or the scales say, never a kilogram', () => {
    const { ringing, returns } = openShop()
    ringing.startUnlinkedReturn()
    ringing.ring(tea, { grams: 875 })
    ringing.ring(tea)
    expect([ringing.weighing, returns.total]).toEqual([tea, 1050])
    ringing.weighed(250)
    expect(returns.chosen).toMatchObject([
      { sku: tea.sku, unitPrice: 1050, quantity: 1, grams: 875 },
      { sku: tea.sku, unitPrice: 300, quantity: 1, grams: 250 },
    ])
  })

  it('R19 that were weighed come back once: their price is that of all of it', () => {
    const { ringing, returns } = openShop()
    ringing.startUnlinkedReturn()
    ringing.ring(tea, { grams: 250 })
    returns.setQuantity(returns.lines[0]?.key ?? '', 3)
    expect(returns.total).toBe(300)
  })

  it('are not sold because the return was left before they were weighed', () => {
    const { ringing, counter } = openShop()
    ringing.startUnlinkedReturn()
    ringing.ring(tea)
    counter.back()
    expect(ringing.weighing).toBeUndefined()
  })
})

it('R22 a label of the shop is given back at the price that was printed for it', () => {
  const { ringing, returns } = openShop()
  ringing.startUnlinkedReturn()
  ringing.ring(mug, { price: money(250) })
  ringing.ring(mug, { price: money(250) })
  ringing.ring(mug)
  expect(returns.lines.map(({ line, quantity }) => [line.unitPrice, quantity])).toEqual([
    [250, 2],
    [290, 1],
  ])
})

it.each(['4111 1111 1111 1111', '281234567890123456'])(
  'R20 the secret %s typed where a receipt is asked for is neither shown nor looked up',
  async (secret) => {
    const { pinia, notice, tablet } = openShop()
    const asked: string[] = []
    Object.assign(tablet, {
      receipt: async (text: string) => (asked.push(text), { receipt: undefined, code: undefined }),
    })
    await useAnswering(pinia).onReceipt(secret)
    expect(asked).toEqual([])
    expect(notice.shown?.kind).toBe('secret')
    expect(JSON.stringify(notice.shown)).not.toMatch(/\d{4}/)
  },
)
