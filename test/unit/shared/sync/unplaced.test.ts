import { describe, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import type { PickupPart } from '#shared/domain/order.ts'
import { orderEnds } from '#shared/domain/order-ends.ts'
import { pickupKey } from '#shared/domain/pickup.ts'
import { owedQuantity, type Receipt, remainingQuantity } from '#shared/domain/receipt.ts'
import { refundDueOfAll } from '#shared/domain/refund-due.ts'
import { line } from '../../../make/operations.ts'
import { type Placed, placed, step, worldWithStores } from '../../../make/pickups.ts'
import type { World } from '../../../make/world.ts'

const three = [{ line: 0, quantity: 3 }]
const home = {
  part: 1,
  kind: 'ship' as const,
  store: 'S01',
  others: ['S02'],
  lines: three,
  paid: true,
} satisfies PickupPart
const order = (over: Partial<Placed> = {}) =>
  placed(1, { lines: [line('A1', 150, 3)], parts: [home], total: 450, ...over })
const key = pickupKey(order().id, 1)
const decline = (n: number, store: string) =>
  step(n, 'decline', { pickup: key, store, args: { reason: '缺貨' } })
const ship = (n: number, store: string) =>
  step(n, 'ship', { pickup: key, store, args: { carrier: '黑貓', tracking: `T${n}` } })

const worldOf = (...history: ReturnType<typeof order>[]): World => {
  const world = worldWithStores()
  for (const made of history) world.take(made).deliver()
  return world
}
const receiptIn = (world: World): Receipt => known(world.list('receipt')[0], 'the receipt')
const openIn = (world: World) =>
  world
    .list('discrepancy')
    .filter((one) => !one.settled)
    .map(({ code, params }) => [code, params['amount'] ?? params['reason']])
const dueIn = (world: World) => {
  const receipt = receiptIn(world)
  return [refundDueOfAll(receipt), owedQuantity(receipt, 0), remainingQuantity(receipt, 0)]
}
const endsIn = (world: World) => {
  const row = known(world.list('order')[0], 'the order')
  return orderEnds(row.order, row.parts ?? {}, receiptIn(world))[0]
}

describe('R25 R31 K1 a paid parcel of a counter that no store can send', () => {
  test('is over: its money is due at the counters, and its people are told', () => {
    const world = worldOf(order(), decline(2, 'S01'), decline(3, 'S02'))
    expect(dueIn(world)).toEqual([450, 0, 0])
    expect(openIn(world)).toEqual([
      ['counter-order-unplaced', '缺貨'],
      ['refund-due', 450],
    ])
    expect(endsIn(world)).toMatchObject({ cancelled: 3, left: 0, elsewhere: 0 })
  })

  test('is due at once where the only store named does not exist', () => {
    const world = worldOf(order({ parts: [{ ...home, store: 'S09', others: [] }] }))
    expect(dueIn(world)).toEqual([450, 0, 0])
    expect(openIn(world).map(([code]) => code)).toEqual([
      'order-store-unknown',
      'counter-order-unplaced',
      'refund-due',
    ])
    expect(endsIn(world)).toMatchObject({ cancelled: 3, left: 0, elsewhere: 0 })
  })

  test('is due once, with what a store found short before', () => {
    const missing = { how: 'refund', quantity: 1 }
    const short = step(2, 'pick', { pickup: key, args: { lines: [{ line: 0, picked: 2, missing }] } })
    const world = worldOf(order(), short, decline(3, 'S01'), decline(4, 'S02'))
    expect(dueIn(world)).toEqual([450, 0, 0])
    const later = step(3, 'pick', {
      pickup: key,
      store: 'S02',
      args: { lines: [{ line: 0, picked: 2, missing }] },
    })
    const last = worldOf(order(), decline(2, 'S01'), later)
    expect(dueIn(last)[0]).toBe(150)
    last.take(decline(4, 'S02')).deliver()
    expect(dueIn(last)).toEqual([450, 0, 0])
  })

  test('is due in whole, whatever would have stood for it in a store that declined after all', () => {
    const by = line('A2', 100, 1)
    const missing = { how: 'substitute', quantity: 1, by, agreed: true } as const
    const other = step(2, 'pick', { pickup: key, args: { lines: [{ line: 0, picked: 2, missing }] } })
    const world = worldOf(order(), other)
    expect(dueIn(world)[0]).toBe(50)
    world.take(decline(3, 'S01')).deliver()
    expect(dueIn(world)[0]).toBe(0)
    world.take(decline(4, 'S02')).deliver()
    expect(dueIn(world)).toEqual([450, 0, 0])
  })

  test('that is sent after all is the buyer’s: nothing is due, whatever is heard first', () => {
    const history = [order(), decline(2, 'S01'), decline(3, 'S02'), ship(4, 'S02')]
    const world = worldOf(...history)
    expect(dueIn(world)).toEqual([0, 0, 3])
    expect(endsIn(world)).toMatchObject({ collected: 3, cancelled: 0 })
    const late = worldWithStores()
    for (const made of history.slice(0, 2)) late.take(made).deliver()
    late.take(known(history[2], 'a step')).take(known(history[3], 'a step'))
    late.deliver((waiting) => waiting - 1)
    expect(dueIn(late)).toEqual(dueIn(world))
  })
})
