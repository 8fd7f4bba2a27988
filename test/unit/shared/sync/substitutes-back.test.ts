import { describe, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import { articlesOf } from '#shared/domain/articles.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { type Back, exchange, giveBack, line, type Made } from '../../../make/operations.ts'
import { snapshot } from '../../../make/orders.ts'
import { handover, keyOf, part, pickupIn, refOf, step, worldWithStores } from '../../../make/pickups.ts'
import type { World } from '../../../make/world.ts'
import { Random } from '../../../simulation/random.ts'

const N1 = keyOf('N1')
const ref = refOf('N1')
const order = snapshot('N1', {
  lines: [line('A1', 150, 3)],
  parts: [part({ lines: [{ line: 0, quantity: 3 }] })],
})
const by = line('C3', 120)

/** Of three teas so many were not found, and the buyer agreed to others. */
function picked(missing: number): World {
  const lines = [
    { line: 0, picked: 3 - missing, missing: { how: 'substitute', quantity: missing, by, agreed: true } },
  ]
  return worldWithStores()
    .take(order)
    .deliver()
    .take(step(1, 'pick', { pickup: N1, args: { lines } }))
    .deliver()
}
const handed = (missing: number): World => {
  const world = picked(missing)
  return world.take(handover(2, { pickup: pickupIn(world, N1) })).deliver()
}
const receiptIn = (world: World): Receipt => known(world.list('receipt')[0], 'the receipt')
const leftIn = (world: World) =>
  articlesOf(receiptIn(world), 0).map(({ sku, units, remaining }) => [sku, units, remaining])
const stockIn = (world: World) =>
  world
    .list('stock')
    .map(({ sku, onHand }) => [sku, onHand] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
const codesIn = (world: World): string[] =>
  world
    .list('discrepancy')
    .filter((one) => !one.settled)
    .map(({ code }) => code)
const back = (n: number, one: Back): Made =>
  giveBack(n, [{ ref, price: 120, disposition: 'restock', ...one }], {
    tenders: [{ kind: 'shop', amount: (one.price ?? 120) * (one.quantity ?? 1) }],
  })

describe('what was handed over instead', () => {
  test('R4 is what can come back, and the shelf has it again', () => {
    const world = handed(3)
    expect(leftIn(world)).toEqual([['C3', 3, 3]])
    expect(stockIn(world)).toEqual([
      ['A1', 0],
      ['C3', -3],
    ])
    world.take(back(3, { sku: 'C3' })).deliver()
    expect(leftIn(world)).toEqual([['C3', 3, 2]])
    expect(stockIn(world)).toEqual([
      ['A1', 0],
      ['C3', -2],
    ])
    expect(codesIn(world)).toEqual([])
  })

  test('R4 is told apart from the line’s own article, which left as well', () => {
    const world = handed(1)
    expect(leftIn(world)).toEqual([
      ['A1', 2, 2],
      ['C3', 1, 1],
    ])
    world
      .take(back(3, { sku: 'C3' }))
      .take(back(4, { sku: 'A1', price: 150 }))
      .deliver()
    expect(leftIn(world)).toEqual([
      ['A1', 2, 1],
      ['C3', 1, 0],
    ])
    expect(codesIn(world)).toEqual([])
  })

  test('R4 is not the article of the line: that did not leave, and is named when it comes back', () => {
    const world = handed(3)
      .take(back(3, { sku: 'A1' }))
      .deliver()
    expect(world.list('discrepancy')).toMatchObject([
      { code: 'returned-other-article', params: { line: 1, sold: 'C3', returned: 'A1' } },
    ])
  })

  test('R4 R27 comes back in an exchange as what it is', () => {
    const lines = [line('D4', 120)]
    const swap = exchange(3, { back: [{ ref, sku: 'C3', price: 120, disposition: 'restock' }], lines })
    const world = handed(3).take(swap).deliver()
    expect(stockIn(world)).toEqual([
      ['A1', 0],
      ['C3', -2],
      ['D4', -1],
    ])
    expect(codesIn(world)).toEqual([])
  })

  test('R4 was sent, and comes back as what it is', () => {
    const world = picked(3)
      .take(step(2, 'ship', { pickup: N1, args: { carrier: 'post', tracking: 'T1' } }))
      .deliver()
    expect(leftIn(world)).toEqual([['C3', 3, 3]])
  })
})

test('R4 L4 whatever is heard of first, the same articles are named in the end', () => {
  const world = picked(2)
  const gone = handover(2, { pickup: pickupIn(world, N1) })
  const pick = step(1, 'pick', {
    pickup: N1,
    args: {
      lines: [{ line: 0, picked: 1, missing: { how: 'substitute', quantity: 2, by, agreed: true } }] as never,
    },
  })
  const backs = [back(3, { sku: 'C3' }), back(4, { sku: 'X9' }), back(5, { sku: 'A1', price: 150 })]
  const named = (all: World) =>
    all
      .list('discrepancy')
      .filter(({ code, settled }) => code === 'returned-other-article' && !settled)
      .map(({ op, params }) => [op, params['returned'], params['sold']] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const wanted = [[backs[1]?.id, 'X9', 'A1, C3']]
  for (let seed = 0; seed < 40; seed++) {
    const random = new Random(seed)
    const other = worldWithStores()
    for (const one of [order, pick, gone, ...backs].toSorted(() => random.int(3) - 1)) other.take(one)
    expect(named(other.deliver((waiting) => random.int(waiting)))).toEqual(wanted)
  }
})
