import { describe, expect, it } from 'vitest'
import { money } from '#shared/domain/money.ts'
import { useJournal } from '#client/state/journal.ts'
import { receiptPaper } from '#client/state/receipt-paper.ts'
import { fakeId } from '../../../make/fake-tablet.ts'
import { fang, mug, pen } from '../../../make/counter.ts'
import { cash, openShop } from '../../../make/open-shop.ts'
import { opened, sold, two } from '../../../make/open-return.ts'

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
