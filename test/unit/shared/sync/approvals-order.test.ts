import { describe, expect, test } from 'vitest'
import { DEFAULT_TERMS, type Terms, TERMS_KEY, termsKey } from '#shared/domain/terms.ts'
import { money } from '#shared/domain/money.ts'
import { orderRef } from '#shared/sync/operation.ts'
import { madeId } from '../../../make/ids.ts'
import { allowed, leader } from '../../../make/leader.ts'
import { cash, giveBack, line, type Made, made } from '../../../make/operations.ts'
import { snapshot } from '../../../make/orders.ts'
import { World } from '../../../make/world.ts'

const termsAs = (version: number, over: Partial<Terms['returns']>): Terms => ({
  ...DEFAULT_TERMS,
  version,
  returns: { ...DEFAULT_TERMS.returns, ...over },
})
/** What was promised in spring, and what counts today. */
const spring = termsAs(1, { cashMax: money(200) })
const today = termsAs(2, { days: { store: 60, distance: 60 } })

const chain = (): World =>
  new World()
    .put('store:S01', 'staff', [leader.id, leader])
    .put(
      'catalog',
      'terms',
      [TERMS_KEY, today],
      ...[spring, today].map((one) => [termsKey(one.version), one] as const),
    )
const worldOf = (...history: readonly Made[]): World => {
  const world = chain()
  for (const one of history) world.take(one).deliver()
  return world
}
const standing = (world: World) => world.list('discrepancy').filter((one) => !one.settled)
const codesOf = (world: World): string[] => standing(world).map(({ code }) => code)

const paid = { lines: [line('A1', 150, 2)], tenders: [cash(300)], total: 300 }
const args = { receipt: 'R01-A-000001', terms: spring.version, ...paid }
const bought = made(1, { kind: 'sale.complete', args }, { scene: {} })

describe('R50 what is judged over more than one ticket, or by what a shop tells', () => {
  test('R25 the cap of cash is of all that a receipt gives back, in however many tickets', () => {
    const price = { price: 150 }
    const [first, second] = [2, 3].map((n) => giveBack(n, [{ ref: madeId(1), ...price }]))
    if (!first || !second) return expect.unreachable()
    for (const order of [
      [bought, first, second],
      [second, first, bought],
      [second, bought, first],
    ])
      expect(standing(worldOf(...order))).toMatchObject([{ code: 'approval-missing', op: second.id }])
    const approved = giveBack(3, [{ ref: madeId(1), ...price }], allowed('cash'))
    expect(codesOf(worldOf(bought, first, approved))).toEqual([])
  })

  const told = (revision: number, over = {}) => snapshot('N1', { revision, ...over })
  const byShop = giveBack(2, [{ ref: orderRef('shop', 'N1') }], {
    businessDate: '2026-04-01',
    tenders: [{ kind: 'shop', amount: 150 }],
  })
  const delivered = [
    {
      date: '2026-03-04',
      lines: [
        { line: 0, quantity: 2 },
        { line: 1, quantity: 1 },
      ],
    },
  ]

  test('R26 the terms of a web order are those of the day on which it was told first', () => {
    const world = chain().take(told(1, { delivered })).deliver()
    expect(world.list('receipt')).toMatchObject([{ terms: 2 }])
    // Head office promises less from now on.
    const less = termsAs(3, { days: { store: 7, distance: 7 } })
    world.put('catalog', 'terms', [TERMS_KEY, less], [termsKey(3), less])
    world.take(told(2, { delivered })).take(byShop).deliver()
    expect(world.list('receipt')).toMatchObject([{ terms: 2, revision: 2 }])
    expect(codesOf(world)).toEqual([])
    const later = chain().put('catalog', 'terms', [TERMS_KEY, less], [termsKey(3), less])
    expect(codesOf(later.take(told(1, { delivered })).take(byShop).deliver())).toEqual(['approval-missing'])
  })

  test('R26 the days of a distance sale begin with the day on which its shop says that it was there', () => {
    const week = termsAs(3, { days: { store: 7, distance: 7 } })
    const early = [{ ...delivered[0], date: '2026-03-04' }]
    const late = [{ ...delivered[0], date: '2026-03-26' }]
    const after = (first: object, then: object) => {
      const world = chain().put('catalog', 'terms', [TERMS_KEY, week], [termsKey(3), week])
      for (const one of [told(1, first), byShop, told(2, then)]) world.take(one).deliver()
      return codesOf(world)
    }
    expect([after({}, { delivered: early }), after({}, { delivered: late })]).toEqual([
      ['approval-missing'],
      [],
    ])
    expect(after({ delivered: early }, { delivered: late })).toEqual([])
  })
})
