import { describe, expect, test } from 'vitest'
import { placeOf } from '#server/import/online-retail/deal.ts'
import { isCut, planNetwork } from '../../replay/network.ts'
import type { Step } from '#server/import/online-retail/steps.ts'
import { makeRow, stepsOf } from './log-files.ts'

/** An invoice number that the dealing puts where the case needs it. */
function numberAt(where: string, { letter = '', after = 1 } = {}): string {
  for (let number = after; ; number += 1)
    if (placeOf(`${letter}${number}`) === where) return `${letter}${number}`
}

const kinds = (steps: readonly Step[]) => steps.map(({ kind, where }) => `${kind} ${where}`)

describe('the plan', () => {
  test('enrols a customer at the place of the first invoice, once, a return included', async () => {
    const [store, other] = [numberAt('S2', { letter: 'C' }), numberAt('web')]
    const steps = await stepsOf([makeRow({ invoice: store, quantity: -1 }), makeRow({ invoice: other })])
    expect(kinds(steps)).toEqual(['enrol S2', 'return S2', 'order web'])
    expect(steps[0]).toMatchObject({ cardNumber: 'M0017850', name: 'Customer 17850' })
  })

  test('rings a sale with every row as its own line, priced, named, and paid in full', async () => {
    const invoice = numberAt('S1')
    const rows = [
      makeRow({ invoice, quantity: 6, unitPrice: '2.55' }),
      makeRow({ invoice, stockCode: 'POST', description: ' ', unitPrice: '18.0' }),
    ]
    const [, sale] = await stepsOf(rows)
    expect(sale).toMatchObject({
      kind: 'sale',
      where: 'S1',
      total: 1332,
      tender: { amount: 1332 },
      lines: [
        {
          line: 1,
          sku: '22075',
          name: '6 RIBBONS ELEGANT CHRISTMAS ',
          quantity: 6,
          unitPrice: 102,
          amount: 612,
          kind: 'goods',
        },
        { line: 2, sku: 'POST', name: 'POST', quantity: 1, unitPrice: 720, amount: 720, kind: 'service' },
      ],
    })
  })

  test('takes cash with change and external tenders, and never gives change on nothing', async () => {
    const rows = Array.from({ length: 400 }, (_, index) =>
      makeRow({ invoice: String(index + 1), customer: '', unitPrice: index % 9 === 0 ? '0.0' : '1.45' }),
    )
    const tenders = (await stepsOf(rows)).flatMap((step) => (step.kind === 'sale' ? [step.tender] : []))
    expect(new Set(tenders.map(({ kind }) => kind))).toEqual(new Set(['cash', 'external']))
    const cash = tenders.filter((tender) => tender.kind === 'cash')
    for (const { amount, given, change } of cash) {
      expect([given - amount, given]).toEqual([change, amount === 0 ? 0 : 1000])
    }
  })

  test('a bad debt is a sale of a service, below zero too', async () => {
    const invoice = numberAt('S3', { letter: 'A' })
    const steps = await stepsOf([makeRow({ invoice, stockCode: 'B', unitPrice: '-11062.06', customer: '' })])
    expect(steps).toMatchObject([
      { kind: 'sale', cardNumber: undefined, total: -442_482, lines: [{ kind: 'service' }] },
    ])
  })

  test('negative rows without C are adjustments with the reason that the log gives; a mixed invoice becomes a sale and an adjustment', async () => {
    const invoice = numberAt('S4')
    const gone = { invoice, quantity: -3, unitPrice: '0.0', customer: '' }
    const steps = await stepsOf([
      makeRow({ ...gone, description: 'damaged ' }),
      makeRow({ invoice, customer: '' }),
      makeRow({ ...gone, description: '' }),
    ])
    expect(kinds(steps)).toEqual(['sale S4', 'adjustment S4'])
    expect(steps[1]).toMatchObject({
      lines: [
        { sku: '22075', quantity: 3, reason: 'damaged' },
        { sku: '22075', name: '22075', quantity: 3, reason: '' },
      ],
    })
  })

  test('one return carries linked and unlinked lines side by side, across stores and the online shop', async () => {
    const [order, store] = [numberAt('web'), numberAt('S1')]
    const invoice = numberAt('S2', { letter: 'C' })
    const steps = await stepsOf([
      makeRow({ invoice: order, quantity: 2 }),
      makeRow({ invoice: store, stockCode: '10000' }),
      makeRow({ invoice: store, stockCode: '10001' }),
      makeRow({ invoice, quantity: -2 }),
      makeRow({ invoice, stockCode: '10001', quantity: -1 }),
      makeRow({ invoice, stockCode: '10002', quantity: -1 }),
    ])
    expect(steps.at(-1)).toMatchObject({
      kind: 'return',
      where: 'S2',
      total: 58 * 4,
      lines: [
        { sku: '22075', quantity: 2, of: { invoice: order, line: 1, where: 'web' } },
        { sku: '10001', quantity: 1, of: { invoice: store, line: 2, where: 'S1' } },
        { sku: '10002', quantity: 1, reason: 'no-open-line' },
      ],
    })
  })

  test('a return online refunds orders by their next snapshots and takes the rest back in one return', async () => {
    const one = numberAt('web')
    const two = numberAt('web', { after: Number(one) + 1 })
    const store = numberAt('S1')
    const invoice = numberAt('web', { letter: 'C' })
    const again = numberAt('web', { letter: 'C', after: Number(invoice.slice(1)) + 1 })
    const steps = await stepsOf([
      makeRow({ invoice: one, quantity: 5 }),
      makeRow({ invoice: one, stockCode: '10000' }),
      makeRow({ invoice: two, stockCode: '10001' }),
      makeRow({ invoice: store, stockCode: '10002' }),
      makeRow({ invoice, quantity: -2 }),
      makeRow({ invoice, stockCode: '10003', quantity: -1 }),
      makeRow({ invoice, stockCode: '10001', quantity: -1 }),
      makeRow({ invoice, stockCode: '10000', quantity: -1 }),
      makeRow({ invoice, stockCode: '10002', quantity: -1 }),
      makeRow({ invoice: again, quantity: -3, at: '2011-08-03 09:00:00' }),
    ])
    expect(kinds(steps)).toEqual([
      'enrol web',
      'order web',
      'order web',
      'sale S1',
      'order web',
      'order web',
      'return web',
      'order web',
    ])
    expect(steps[4]).toMatchObject({
      order: one,
      invoice,
      snapshot: 2,
      refunds: [
        {
          refund: invoice,
          amount: 174,
          lines: [
            { line: 1, quantity: 2 },
            { line: 2, quantity: 1 },
          ],
        },
      ],
    })
    expect(steps[5]).toMatchObject({ order: two, snapshot: 2, refunds: [{ refund: invoice, amount: 58 }] })
    expect(steps[6]).toMatchObject({
      lines: [
        { sku: '10003', reason: 'no-open-line' },
        { sku: '10002', of: { invoice: store, where: 'S1' } },
      ],
    })
    expect(steps[7]).toMatchObject({
      order: one,
      invoice: again,
      snapshot: 3,
      placedAt: '2011-08-01 08:30:00',
      at: '2011-08-03 09:00:00',
    })
    expect(steps[7]).toMatchObject({
      total: 58 * 6,
      refunds: [{ refund: invoice }, { refund: again, amount: 174 }],
    })
  })

  test('refuses an invoice of two customers', async () => {
    const rows = [makeRow({ invoice: '1' }), makeRow({ invoice: '1', customer: '' })]
    await expect(stepsOf(rows)).rejects.toThrow(
      /line \d+: invoice 1 has rows of two customers \(17850 and none\)/,
    )
  })
})

describe('the network plan', () => {
  const steps = async (count: number) =>
    stepsOf(
      Array.from({ length: count }, (_, index) => makeRow({ invoice: String(index + 1), customer: '' })),
    )

  test('cuts each tablet for exactly half of the steps and crashes three tablets at steps of their own, two of them cut', async () => {
    const plan = await steps(500)
    for (const seed of [undefined, '1', '2', '3']) {
      const { cuts, crashes } = planNetwork(plan, seed)
      for (const own of Object.values(cuts)) {
        expect(plan.filter((_, at) => isCut(own, at))).toHaveLength(250)
        expect(own).toHaveLength(8)
      }
      expect([crashes.length, crashes.filter(({ whileCut }) => whileCut).length]).toEqual([3, 2])
      expect(new Set(crashes.map(({ store }) => store)).size).toBe(3)
      for (const { after, store, whileCut } of crashes)
        expect([plan[after]?.where, isCut(cuts[store], after)]).toEqual([store, whileCut])
    }
  })

  test('is the same for the same seed and another for another', async () => {
    const plan = await steps(500)
    expect(planNetwork(plan, '1')).toEqual(planNetwork(plan, '1'))
    expect(planNetwork(plan, '1')).not.toEqual(planNetwork(plan, '2'))
  })

  test('holds for logs of hardly any rows', async () => {
    expect(planNetwork([])).toEqual({ cuts: { S1: [], S2: [], S3: [], S4: [] }, crashes: [] })
    const few = await steps(5)
    for (const own of Object.values(planNetwork(few).cuts))
      expect(few.filter((_, at) => isCut(own, at))).toHaveLength(2)
  })
})
