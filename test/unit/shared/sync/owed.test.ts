import { describe, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import { money } from '#shared/domain/money.ts'
import { owedQuantity, type Receipt, remainingQuantity } from '#shared/domain/receipt.ts'
import { refundTenders } from '#shared/domain/refund-tenders.ts'
import { refundsOf, refundTotal } from '#shared/domain/refund.ts'
import { returnWindow } from '#shared/domain/return-window.ts'
import { DEFAULT_TERMS } from '#shared/domain/terms.ts'
import { cash, exchange, giveBack, line, type Made } from '../../../make/operations.ts'
import { type OrderOver, snapshot } from '../../../make/orders.ts'
import {
  handover,
  keyOf,
  part,
  pickupIn,
  placed,
  refOf,
  step,
  worldWithStores,
} from '../../../make/pickups.ts'
import { settled } from '../../../make/settled.ts'
import type { World } from '../../../make/world.ts'

const lines = [line('A1', 150, 2), line('B2', 400)]
const whole = [
  { line: 0, quantity: 2 },
  { line: 1, quantity: 1 },
]
const ordered = (over: OrderOver = {}): Made => snapshot('N1', { lines, ...over })
const toCollect = (paid: boolean): OrderOver => ({ parts: [part({ lines: whole, paid })] })
const ref = refOf('N1')

const worldOf = (...history: Made[]): World => {
  const world = worldWithStores()
  for (const made of history) world.take(made).deliver()
  return world
}
const receiptIn = (world: World): Receipt => known(world.list('receipt')[0], 'the receipt')
const leftIn = (world: World) => [0, 1].map((at) => remainingQuantity(receiptIn(world), at))
const codesIn = (world: World): string[] =>
  world
    .list('discrepancy')
    .filter((one) => !one.settled)
    .map(({ code }) => code)
const askedIn = (world: World) =>
  world.list('outflow').flatMap(({ is, op, amount }) => (is === 'refund' ? [{ op, amount }] : []))
const disputedIn = (world: World) => world.list('dispute').map(({ quantity, amount }) => [quantity, amount])

const byShop = (amount: number) => ({ tenders: [{ kind: 'shop', amount }], store: 'S02', register: 'R02' })
/** One tea of the order comes back in another store, and its shop is to give the money back. */
const teaBack = giveBack(5, [{ ref, amount: 150 }], byShop(150))

describe('an order’s goods that a store still has', () => {
  const handed = (world: World, units: Record<number, number>, paid?: number): Made =>
    handover(2, {
      pickup: pickupIn(world, keyOf('N1')),
      units,
      ...(paid === undefined ? {} : { paid: { due: paid, more: [], tenders: [cash(paid)], total: paid } }),
    })

  test('R4 cannot come back, and can as soon as they were handed over', () => {
    const world = worldOf(ordered(toCollect(true)))
    expect([leftIn(world), owedQuantity(receiptIn(world), 0)]).toEqual([[0, 0], 2])
    expect(refundTotal(refundsOf(receiptIn(world), [{ line: 0, quantity: 1 }]))).toBe(0)
    world.take(handed(world, { 0: 1 })).deliver()
    expect([leftIn(world), owedQuantity(receiptIn(world), 0)]).toEqual([[1, 0], 1])
    expect(refundTotal(refundsOf(receiptIn(world), [{ line: 0, quantity: 2 }]))).toBe(150)
  })

  test('R4 R25 R28 that come back all the same are kept, named, in dispute, and the shop is not asked', () => {
    const world = worldOf(ordered(toCollect(true)), teaBack)
    expect(world.list('discrepancy')).toMatchObject([
      { code: 'refund-exceeds-price', params: { line: 1, sold: 2, returned: 1, paid: 0, refunded: 150 } },
    ])
    expect([disputedIn(world), askedIn(world)]).toEqual([[[1, 150]], []])
  })

  test('R4 R25 until the handover that was on its way is heard of: then it is named no more, and asked once', () => {
    const before = worldOf(ordered(toCollect(true)))
    const gave = handed(before, { 0: 2, 1: 1 })
    const world = worldOf(ordered(toCollect(true)), teaBack, gave)
    expect([codesIn(world), disputedIn(world)]).toEqual([[], [[0, 0]]])
    expect(askedIn(world)).toEqual([{ op: teaBack.id, amount: 150 }])
    const other = worldOf(ordered(toCollect(true)), gave, teaBack)
    expect(askedIn(other)).toEqual(askedIn(world))
    expect(receiptIn(other)).toEqual(receiptIn(world))
    for (const made of [other, world]) made.take(ordered({ ...toCollect(true), revision: 2 })).deliver()
    expect(askedIn(world)).toEqual([{ op: teaBack.id, amount: 150 }])
  })

  test('R25 the shop is not asked for what was paid where it was handed over, which says so', () => {
    const world = worldOf(ordered(toCollect(false)))
    world.take(handed(world, { 0: 2, 1: 1 }, 700)).deliver()
    expect(refundTenders(receiptIn(world), money(700))).toEqual([{ kind: 'cash', amount: 700 }])
    world.take(teaBack).deliver()
    expect([askedIn(world), codesIn(world)]).toEqual([[], ['approval-missing', 'shop-refund-without-shop']])
  })

  test('R4 R33 what was handed over and not paid for gives nothing back', () => {
    const world = worldOf(ordered(toCollect(false)))
    world.take(handed(world, { 0: 2, 1: 1 })).deliver()
    expect(leftIn(world)).toEqual([2, 1])
    expect(refundTotal(refundsOf(receiptIn(world), whole))).toBe(0)
  })

  test('R4 what was cancelled of it is not counted against what was handed over', () => {
    const cancelled = ordered({
      ...toCollect(true),
      revision: 2,
      cancellations: [{ id: 'c1', quantity: 1, amount: 150 }],
    })
    const world = worldOf(ordered(toCollect(true)), cancelled)
    expect([leftIn(world), codesIn(world)]).toEqual([[0, 0], []])
    world.take(handed(world, { 0: 1, 1: 1 })).deliver()
    expect([leftIn(world), codesIn(world)]).toEqual([[1, 1], []])
    expect(refundTotal(refundsOf(receiptIn(world), [{ line: 0, quantity: 1 }]))).toBe(150)
  })

  test('R25 of a line that comes back in two stores the shop is asked for what it took, once', () => {
    const world = worldOf(ordered(), giveBack(5, [{ ref, line: 1, sku: 'B2', amount: 400 }], byShop(400)))
    world.take(giveBack(6, [{ ref, line: 1, sku: 'B2', amount: 400 }], byShop(400))).deliver()
    world.take(giveBack(7, [{ ref, quantity: 2, amount: 300 }], byShop(300))).deliver()
    expect(askedIn(world).reduce((sum, { amount }) => sum + amount, 0)).toBe(700)
    expect(disputedIn(world)).toEqual([[1, 400]])
  })
})

describe('an order that was never paid', () => {
  const body = (over: OrderOver = {}): Made => {
    const made = ordered(over)
    return { ...made, body: made.body.replace(/"payments":\[[^\]]*\]/, '"payments":[]') }
  }

  test('R4 R25 gives nothing back: the shop took nothing', () => {
    const world = worldOf(body())
    expect(refundTotal(refundsOf(receiptIn(world), whole))).toBe(0)
    world.take(teaBack).deliver()
    expect([askedIn(world), codesIn(world).toSorted()]).toEqual([
      [],
      ['refund-exceeds-price', 'shop-refund-without-shop'],
    ])
  })

  test('R4 is named in the same words whatever arrives first', () => {
    expect(settled(worldOf(teaBack, body()).rows())).toEqual(settled(worldOf(body(), teaBack).rows()))
  })
})

describe('what was taken in exchange for an order of a web shop', () => {
  const carried = { carried: [{ kind: 'shop', amount: 400 }] }
  const cups = { back: [{ ref, line: 1, sku: 'B2', price: 400 }], lines: [line('C3', 400)] }
  const swapped = exchange(5, cups, carried)
  const back = giveBack(6, [{ ref: swapped.id, sku: 'C3', price: 400 }], byShop(400))

  test('R25 R27 asks the shop for nothing, and for its money when that comes back in turn, once', () => {
    const world = worldOf(ordered(), swapped)
    const receipts = () => world.list('receipt')
    const bought = known(
      receipts().find((one) => one.ref === swapped.id),
      'what was taken',
    )
    const order = () =>
      known(
        receipts().find((one) => one.ref === ref),
        'the order',
      )
    expect(askedIn(world)).toEqual([])
    expect(refundTenders(bought, money(400))).toEqual([{ kind: 'shop', amount: 400 }])
    expect(refundTenders(order(), money(700))).toMatchObject([
      { kind: 'shop', amount: 300 },
      { kind: 'cash', amount: 400 },
    ])
    world.take(back).deliver()
    expect([askedIn(world), codesIn(world)]).toEqual([[{ op: back.id, amount: 400 }], []])
    world.take(giveBack(7, [{ ref: swapped.id, sku: 'C3', price: 400 }], byShop(400))).deliver()
    expect(askedIn(world)).toEqual([{ op: back.id, amount: 400 }])
  })

  test('R25 L4 the same, whatever arrives first', () => {
    const one = settled(worldOf(ordered(), swapped, back).rows())
    for (const other of [worldOf(back, swapped, ordered()), worldOf(swapped, back, ordered())])
      expect(settled(other.rows())).toEqual(one)
  })
})

describe('the days of an order', () => {
  const windowOf = (world: World, at: number) => returnWindow(receiptIn(world), at, { terms: DEFAULT_TERMS })

  test('R26 that a counter took are counted from the handover', () => {
    const later = part({ lines: [{ line: 0, quantity: 2 }] })
    const taken = placed(2, { lines, parts: [later], total: 700, businessDate: '2026-03-01' })
    const world = worldOf(taken)
    expect(windowOf(world, 1)).toMatchObject({ from: '2026-03-01', lastDay: '2026-03-15' })
    const pickup = pickupIn(world, `${taken.id}.1`)
    world.take(handover(3, { pickup, businessDate: '2026-03-08' })).deliver()
    expect(windowOf(world, 0)).toEqual({ from: '2026-03-08', lastDay: '2026-03-22', since: 'handover' })
  })

  test('R26 that is sent are counted from when it must be there', () => {
    const parcel = part({ kind: 'ship', lines: whole })
    const world = worldOf(ordered({ parts: [parcel] }))
    const pickup = keyOf('N1')
    const picked = { lines: whole.map(({ line: at, quantity }) => ({ line: at, picked: quantity })) }
    world.take(step(2, 'pick', { pickup, args: picked })).deliver()
    world.take(step(3, 'ready', { pickup })).deliver()
    const args = { carrier: '黑貓', tracking: 'T-1' }
    world.take(step(4, 'ship', { pickup, args, businessDate: '2026-03-10' })).deliver()
    expect(windowOf(world, 0)).toMatchObject({ from: '2026-03-24', since: 'purchase' })
    expect(leftIn(world)).toEqual([2, 1])
  })
})
