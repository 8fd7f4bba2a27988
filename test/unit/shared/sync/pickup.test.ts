import { describe, expect, test } from 'vitest'
import { madeId, morningMs } from '../../../make/ids.ts'
import { snapshot } from '../../../make/orders.ts'
import {
  deadline,
  handover,
  keyOf,
  part,
  pickupIn,
  step,
  teasAndCups,
  worldWithStores,
} from '../../../make/pickups.ts'
import type { World } from '../../../make/world.ts'
import { DAY_MS } from '#shared/base/time.ts'

const N1 = keyOf('N1')
const order = (over: Parameters<typeof snapshot>[1] = {}) =>
  snapshot('N1', { lines: teasAndCups, parts: [part()], ...over })

const allocated = (over: Parameters<typeof snapshot>[1] = {}): World =>
  worldWithStores().take(order(over)).deliver()

function ready(over: Parameters<typeof snapshot>[1] = {}): World {
  const lines = [
    { line: 0, picked: 3 },
    { line: 1, picked: 2 },
  ]
  return allocated(over)
    .take(step(1, 'pick', { pickup: N1, args: { lines } }))
    .take(step(2, 'ready', { pickup: N1, args: { shelf: 'B-3' } }))
    .deliver()
}

const stockOf = (world: World, sku: string, store = 'S01') => {
  const stock = world.get(`store:${store}` as never, 'stock', sku)
  return stock && [stock.onHand, stock.reserved]
}

const codesIn = (world: World): string[] => world.list('discrepancy').map(({ code }) => code)
const outflows = (world: World) => world.list('outflow').map(({ is, amount }) => [is, amount])
const partOf = (world: World) => world.list('order')[0]?.parts?.['1']

describe('an order with a part', () => {
  test('R37 is told to its store, and what it asks for is set aside there', () => {
    const world = allocated({ contact: { name: '王小明', phone: '0912345678', code: 'ab-12 34' } })
    expect(pickupIn(world, N1)).toMatchObject({
      number: 'N1',
      from: 'channel:shop',
      state: 'allocated',
      buyer: '王○明',
      due: 0,
      lines: [
        { line: 0, sku: 'A1', quantity: 3, amount: 450 },
        { line: 1, sku: 'B2', quantity: 2, amount: 800 },
      ],
    })
    expect([stockOf(world, 'A1'), stockOf(world, 'B2')]).toEqual([
      [0, 3],
      [0, 2],
    ])
    expect(codesIn(world)).toEqual([])
  })

  test('R37 that names what the order does not have reaches no store and is named', () => {
    const world = allocated({ parts: [part({ lines: [{ line: 0, quantity: 4 }] })] })
    expect(world.list('pickup')).toEqual([])
    expect(codesIn(world)).toEqual(['order-part-malformed'])
  })

  test('R37 for a store that does not exist comes back to the shop', () => {
    const world = allocated({ parts: [part({ store: 'S99' })] })
    expect(world.list('pickup')).toEqual([])
    expect(codesIn(world)).toEqual(['order-store-unknown'])
    expect(outflows(world)).toEqual([['unplaced', 0]])
  })

  test('R37 what a later snapshot cancels is withdrawn from the store, and set aside no longer', () => {
    const cancellations = [{ id: 'c1', line: 0, quantity: 2, amount: 300 }]
    const world = ready()
      .take(order({ revision: 2, cancellations }))
      .deliver()
    expect(pickupIn(world, N1).lines[0]).toMatchObject({ quantity: 3, cancelled: 2, withdrawn: 2 })
    expect(pickupIn(world, N1).state).toBe('ready')
    expect(stockOf(world, 'A1')).toEqual([0, 1])
  })

  test('R37 all of it cancelled ends it', () => {
    const cancellations = [
      { id: 'c1', line: 0, quantity: 3, amount: 450 },
      { id: 'c2', line: 1, quantity: 2, amount: 800 },
    ]
    const world = ready()
      .take(order({ revision: 2, cancellations }))
      .deliver()
    expect(pickupIn(world, N1).state).toBe('cancelled')
    expect(stockOf(world, 'A1')).toEqual([0, 0])
    expect(partOf(world)).toMatchObject({ state: 'cancelled', lines: [{ cancelled: 3 }, { cancelled: 2 }] })
  })
})

describe('a pickup', () => {
  test('R39 that is ready is kept to the end of the seventh day by the server’s clock, and the shop tells the buyer', () => {
    const world = allocated()
      .at(morningMs + DAY_MS)
      .take(step(2, 'ready', { pickup: N1 }))
      .deliver()
    const keptUntil = Date.parse('2026-03-10T23:59:59.999+08:00')
    expect(pickupIn(world, N1)).toMatchObject({ state: 'ready', keptUntil })
    expect(world.list('outflow')).toMatchObject([
      { is: 'ready', order: 'N1', params: { part: 1, keptUntil } },
    ])
  })

  test('R32 R34 that is handed over is collected: the order knows, the stock went, the buyer’s days begin', () => {
    const world = ready()
    const given = handover(3, { pickup: pickupIn(world, N1) })
    world.take(given).deliver()
    expect(pickupIn(world, N1)).toMatchObject({ state: 'collected', due: 0 })
    expect([stockOf(world, 'A1'), stockOf(world, 'B2')]).toEqual([
      [-3, 0],
      [-2, 0],
    ])
    expect(world.list('receipt')[0]?.handed).toMatchObject({
      [given.id]: {
        lines: [
          { line: 0, quantity: 3 },
          { line: 1, quantity: 2 },
        ],
      },
    })
    expect(partOf(world)).toMatchObject({ state: 'collected', lines: [{ given: 3, left: 0 }, { given: 2 }] })
    expect(world.list('ticket').find(({ kind }) => kind === 'handover')).toMatchObject({ total: 0, units: 5 })
    expect(outflows(world)).toEqual([
      ['ready', 0],
      ['collected', 0],
    ])
    expect(codesIn(world)).toEqual([])
  })

  test('R32 of which a part is handed over keeps the rest and its day', () => {
    const world = ready()
    const { keptUntil } = pickupIn(world, N1)
    world.take(handover(3, { pickup: pickupIn(world, N1), units: { 0: 2 } })).deliver()
    expect(pickupIn(world, N1)).toMatchObject({ state: 'partly-collected', keptUntil })
    expect(stockOf(world, 'A1')).toEqual([-2, 1])
    world.take(handover(4, { pickup: pickupIn(world, N1), units: { 0: 1, 1: 2 } })).deliver()
    expect(pickupIn(world, N1).state).toBe('collected')
    expect(codesIn(world)).toEqual([])
  })

  test('R32 that is handed over twice keeps both facts and one discrepancy; the stock says what left', () => {
    const world = ready()
    const pickup = pickupIn(world, N1)
    world.take(handover(3, { pickup })).take(handover(4, { pickup })).deliver()
    expect(Object.keys(pickupIn(world, N1).handovers)).toEqual([madeId(3), madeId(4)])
    expect(world.list('discrepancy')).toMatchObject([
      {
        code: 'handed-over-twice',
        params: { number: 'N1', units: 5, amount: 1250 },
        cost: 1250,
        facts: [
          { is: 'order', number: 'N1', where: 'channel:shop', quantity: 5 },
          { is: 'pickup', op: madeId(3), where: 'store:S01', quantity: 5 },
          { is: 'pickup', op: madeId(4), where: 'store:S01', quantity: 5 },
        ],
      },
    ])
    expect(stockOf(world, 'A1')).toEqual([-6, 0])
    expect(partOf(world)).toMatchObject({ lines: [{ given: 3 }, { given: 2 }] })
  })

  test('R32 nobody has heard of is handed over all the same, and named until its order comes', () => {
    const world = ready()
    const pickup = pickupIn(world, N1)
    const late = worldWithStores().take(handover(3, { pickup })).deliver()
    expect(codesIn(late)).toEqual(['pickup-unknown'])
    expect(stockOf(late, 'A1')).toEqual([-3, 0])
    late.take(order()).deliver()
    expect(codesIn(late)).toEqual([])
    expect(pickupIn(late, N1)).toMatchObject({ state: 'collected', number: 'N1', from: 'channel:shop' })
    expect(stockOf(late, 'A1')).toEqual([-3, 0])
    expect(partOf(late)).toMatchObject({ state: 'collected' })
  })

  test('R30 a step that it is not open to changes nothing and is named', () => {
    const world = ready()
      .take(step(3, 'cancel', { pickup: N1, args: { why: 'buyer' } }))
      .deliver()
    const before = pickupIn(world, N1)
    world.take(step(4, 'ready', { pickup: N1 })).deliver()
    expect(pickupIn(world, N1)).toEqual({ ...before, ops: [...before.ops, madeId(4)] })
    expect(codesIn(world)).toEqual(['pickup-not-open'])
  })

  test('R34 that is cancelled sets nothing aside, and the shop gives back what was paid', () => {
    const world = ready()
      .take(step(3, 'cancel', { pickup: N1, args: { why: 'damaged' } }))
      .deliver()
    expect(pickupIn(world, N1).state).toBe('cancelled')
    expect(stockOf(world, 'B2')).toEqual([0, 0])
    expect(outflows(world)).toEqual([
      ['ready', 0],
      ['cancelled', 1250],
    ])
  })
})

describe('deadlines', () => {
  test('R39 remind once, and expire once: the stock is free, and the refund begins', () => {
    const world = ready()
    const pickup = pickupIn(world, N1)
    world
      .take(deadline(3, pickup, 'reminder'))
      .take(deadline(4, pickup, 'reminder'))
      .deliver()
    expect(outflows(world)).toEqual([
      ['ready', 0],
      ['reminder', 0],
    ])
    world
      .take(deadline(5, pickup, 'expiry'))
      .take(deadline(6, pickup, 'expiry'))
      .deliver()
    expect(pickupIn(world, N1)).toMatchObject({ state: 'expired', lines: [{ expired: 3 }, { expired: 2 }] })
    expect(stockOf(world, 'A1')).toEqual([0, 0])
    expect(outflows(world)).toEqual([
      ['ready', 0],
      ['reminder', 0],
      ['expired', 1250],
    ])
    expect(partOf(world)).toMatchObject({ state: 'expired', lines: [{ expired: 3 }, { expired: 2 }] })
    expect(codesIn(world)).toEqual([])
  })

  test('R39 that were moved do not strike at the old day', () => {
    const world = ready()
    const before = pickupIn(world, N1)
    const until = (before.keptUntil ?? 0) + 7 * DAY_MS
    world
      .take(step(3, 'extend', { pickup: N1, args: { until } }))
      .take(deadline(4, before, 'expiry'))
      .deliver()
    expect(pickupIn(world, N1)).toMatchObject({ state: 'ready', keptUntil: until })
  })

  test('R32 R39 goods that left after the end are a fact: kept, flagged, and off the shelf', () => {
    const world = ready()
    const pickup = pickupIn(world, N1)
    world
      .take(deadline(3, pickup, 'expiry'))
      .take(handover(4, { pickup }))
      .deliver()
    expect(world.list('discrepancy')).toMatchObject([
      { code: 'handed-over-late', params: { units: 5, amount: 1250 } },
    ])
    expect(stockOf(world, 'A1')).toEqual([-3, 0])
    expect(partOf(world)).toMatchObject({
      lines: [
        { given: 3, expired: 0 },
        { given: 2, expired: 0 },
      ],
    })
  })

  test('R39 what is left of a part that was collected expires alone', () => {
    const world = ready()
    const pickup = pickupIn(world, N1)
    world
      .take(handover(3, { pickup, units: { 0: 2 } }))
      .take(deadline(4, pickup, 'expiry'))
      .deliver()
    expect(pickupIn(world, N1)).toMatchObject({ state: 'expired' })
    expect(partOf(world)).toMatchObject({
      lines: [
        { given: 2, expired: 1 },
        { given: 0, expired: 2 },
      ],
    })
    expect(outflows(world).at(-1)).toEqual(['expired', 950])
  })
})
