import { describe, expect, test } from 'vitest'
import { allowed } from '../../../make/leader.ts'
import { madeId } from '../../../make/ids.ts'
import { cash, enrolment, giveBack, line, sale } from '../../../make/operations.ts'
import { snapshot } from '../../../make/orders.ts'
import {
  handover,
  keyOf,
  part,
  pickupIn,
  refOf,
  step,
  teasAndCups,
  worldWithStores,
} from '../../../make/pickups.ts'
import type { World } from '../../../make/world.ts'
import { known } from '#shared/base/assert.ts'
import { creditLeft } from '#shared/domain/credit.ts'
import { money } from '#shared/domain/money.ts'
import { substituteLine } from '#shared/domain/pickup.ts'
import { refundTenders } from '#shared/domain/refund-tenders.ts'

const N1 = keyOf('N1')
const order = (over: Parameters<typeof snapshot>[1] = {}) =>
  snapshot('N1', { lines: teasAndCups, parts: [part()], ...over })

const allocated = (over: Parameters<typeof snapshot>[1] = {}): World =>
  worldWithStores().take(order(over)).deliver()

const stockOf = (world: World, sku: string, store = 'S01') => {
  const stock = world.get(`store:${store}` as never, 'stock', sku)
  return stock && [stock.onHand, stock.reserved]
}

const codesIn = (world: World): string[] => world.list('discrepancy').map(({ code }) => code)
const outflows = (world: World) => world.list('outflow').map(({ is, amount }) => [is, amount])
const partOf = (world: World) => world.list('order')[0]?.parts?.['1']

describe('picking', () => {
  const pick = (n: number, lines: object[]) =>
    step(n, 'pick', { pickup: N1, args: { lines: lines as never } })

  test('R38 counts absolutely: what two tablets ticked is ticked once', () => {
    const world = allocated()
      .take(pick(1, [{ line: 0, picked: 2 }]))
      .take(pick(2, [{ line: 0, picked: 2 }]))
      .deliver()
    expect(pickupIn(world, N1)).toMatchObject({ state: 'picking', lines: [{ picked: 2 }, { picked: 0 }] })
  })

  test('R38 what is short and given back is refunded by the shop, once', () => {
    const short = { line: 0, picked: 2, missing: { how: 'refund', quantity: 1 } }
    const world = allocated()
      .take(pick(1, [short]))
      .deliver()
    expect(pickupIn(world, N1).lines[0]).toMatchObject({ cancelled: 1, picked: 2 })
    expect(world.list('outflow')).toMatchObject([
      { is: 'refund', amount: 150, lines: [{ line: 0, quantity: 1, amount: 150 }] },
    ])
    expect(stockOf(world, 'A1')).toEqual([0, 2])
  })

  test('R38 is missing once, told twice or by two tablets: what was found is neither refunded nor replaced', () => {
    const by = line('C3', 120, 1)
    const missing = [
      { how: 'refund', quantity: 1 },
      { how: 'substitute', quantity: 1, by, agreed: true },
    ]
    const world = allocated()
      .take(pick(1, [{ line: 0, picked: 2, missing: missing[0] }]))
      .take(pick(2, [{ line: 0, picked: 2, missing: missing[0] }]))
      .take(pick(3, [{ line: 0, picked: 2, missing: missing[1] }]))
      .deliver()
    expect(pickupIn(world, N1).lines).toMatchObject([{ cancelled: 1, picked: 2 }, { sku: 'B2' }])
    expect(outflows(world)).toEqual([['refund', 150]])
  })

  test('R38 a second substitute makes the first one no dearer', () => {
    const instead = (n: number, found: number, price: number) => {
      const missing = { how: 'substitute', quantity: 1, by: line('C3', price, 1), agreed: true }
      return pick(n, [{ line: 0, picked: found, missing }])
    }
    const world = allocated()
      .take(instead(1, 2, 50))
      .take(instead(2, 1, 120))
      .deliver()
    expect(pickupIn(world, N1).lines[2]).toMatchObject({ quantity: 2, unitPrice: 50 })
    expect(outflows(world)).toEqual([
      ['refund', 100],
      ['refund', 100],
    ])
  })

  test('R38 another article is no second substitute of a line: what it would have replaced is given back', () => {
    const instead = (n: number, found: number, sku: string) => {
      const missing = { how: 'substitute', quantity: 1, by: line(sku, 120, 1), agreed: true }
      return pick(n, [{ line: 0, picked: found, missing }])
    }
    const world = allocated()
      .take(instead(1, 2, 'C3'))
      .take(instead(2, 1, 'D4'))
      .deliver()
    const { lines } = pickupIn(world, N1)
    expect([lines[0], lines[2]]).toMatchObject([{ cancelled: 2 }, { sku: 'C3', quantity: 1, unitPrice: 120 }])
    expect(outflows(world)).toEqual([
      ['refund', 30],
      ['refund', 150],
    ])
  })

  test('R37 of a discounted order no more is given back than was paid, whatever stands in its place', () => {
    const lines = [line('A1', 100, 2), { ...line('OFF', -40), kind: 'discount' as const }]
    const discounted = { lines, parts: [part({ lines: [{ line: 0, quantity: 2 }] })] }
    const by = line('C3', 100, 1)
    const missing = { how: 'substitute', quantity: 1, by, agreed: true }
    const world = allocated(discounted)
      .take(pick(1, [{ line: 0, picked: 1, missing }]))
      .deliver()
    expect(outflows(world)).toEqual([['refund', 0]])
    world.take(step(2, 'cancel', { pickup: N1, args: { why: 'other' } })).deliver()
    expect(outflows(world)).toEqual([
      ['refund', 0],
      ['cancelled', 160],
    ])
  })

  test('R38 of what is not paid yet less is due', () => {
    const short = { line: 0, picked: 2, missing: { how: 'refund', quantity: 1 } }
    const world = allocated({ parts: [part({ paid: false })] })
      .take(pick(1, [short]))
      .deliver()
    expect(pickupIn(world, N1).due).toBe(1100)
    expect(outflows(world)).toEqual([['refund', 0]])
  })

  test('R38 a substitute costs the lower of the two prices; the rest is given back', () => {
    const by = line('C3', 120, 1)
    const short = { line: 0, picked: 2, missing: { how: 'substitute', quantity: 1, by, agreed: true } }
    const world = allocated()
      .take(pick(1, [short]))
      .deliver()
    expect(pickupIn(world, N1).lines).toMatchObject([
      { sku: 'A1', cancelled: 1 },
      { sku: 'B2' },
      { sku: 'C3', insteadOf: 0, quantity: 1, unitPrice: 120, picked: 1 },
    ])
    expect(outflows(world)).toEqual([['refund', 30]])
    expect([stockOf(world, 'A1'), stockOf(world, 'C3')]).toEqual([
      [0, 2],
      [0, 1],
    ])
    world.take(handover(2, { pickup: pickupIn(world, N1) })).deliver()
    expect(partOf(world)).toMatchObject({ lines: [{ line: 0, given: 3, cancelled: 0 }, { given: 2 }] })
    const [handed] = Object.values(world.list('receipt')[0]?.handed ?? {})
    expect(handed?.lines.map((one) => [one.line, one.quantity])).toEqual([
      [0, 2],
      [1, 2],
      [0, 1],
    ])
  })
})

describe('a substitute that the pickup does not know', () => {
  const by = { ...line('C3', 120), line: substituteLine(0) }
  const given = (world: World) => handover(3, { pickup: pickupIn(world, N1), args: { lines: [by] as never } })

  test('R32 R34 leaves the shelf, is its line’s, and is named: the shop had cancelled before it was told', () => {
    const world = allocated()
    const handed = given(world)
    const gone = [{ id: 'c1', quantity: 3, amount: 450 }]
    world.take(order({ revision: 2, cancellations: gone })).deliver()
    world.take(handed).deliver()
    expect(stockOf(world, 'C3')).toEqual([-1, 0])
    expect(world.list('discrepancy')).toMatchObject([
      { code: 'handed-over-cancelled', params: { units: 1, amount: 120 } },
    ])
    expect(partOf(world)).toMatchObject({ lines: [{ line: 0, given: 1, cancelled: 2 }, { given: 0 }] })
  })

  test('R32 R34 stays off the shelf when the order comes after it', () => {
    const handed = given(allocated())
    const world = worldWithStores().take(handed).deliver().take(order()).deliver()
    expect(stockOf(world, 'C3')).toEqual([-1, 0])
    expect(codesIn(world)).toEqual(['handed-over-cancelled'])
  })
})

describe('paying at the pickup', () => {
  const unpaid = { parts: [part({ paid: false })] }

  test('R33 one ticket takes what is due and what is bought besides; the order is counted once', () => {
    const member = enrolment(9, { phone: '0912345678', account: 'a1' })
    const world = worldWithStores().take(member).deliver()
    world.take(order({ ...unpaid, account: 'a1' })).deliver()
    world.take(step(2, 'ready', { pickup: N1 })).deliver()
    const pickup = pickupIn(world, N1)
    expect(pickup.due).toBe(1250)
    const paid = { due: 1250, more: [line('D4', 100)], tenders: [cash(1350)], total: 1350 }
    const given = handover(3, { pickup, paid })
    world.take(given).deliver()
    expect(pickupIn(world, N1)).toMatchObject({ state: 'collected', due: 0 })
    expect(world.list('ticket').find(({ kind }) => kind === 'handover')).toMatchObject({
      number: 'R01-A-000003',
      total: 1350,
      units: 6,
    })
    const threads = world
      .list('thread')
      .map(({ thread, entries }) => [thread, Object.values(entries).map(({ amount }) => amount)])
    expect(threads).toEqual(
      expect.arrayContaining([
        [refOf('N1'), [1250]],
        [given.id, [100]],
      ]),
    )
    expect(stockOf(world, 'D4')).toEqual([-1, 0])
    expect(codesIn(world)).toEqual([])
  })

  test('R33 sums that do not fit are named', () => {
    const world = allocated(unpaid)
    const paid = { due: 1000, more: [], tenders: [cash(900)], total: 1000 }
    world.take(handover(3, { pickup: pickupIn(world, N1), paid })).deliver()
    expect(codesIn(world).sort()).toEqual(['handover-sum-differs', 'tenders-differ'])
    expect(pickupIn(world, N1).due).toBe(250)
  })

  test('R25 the order’s receipt knows how its lines were paid, and the shop is not asked for it', () => {
    const world = allocated(unpaid)
    const tenders = [cash(1000), { kind: 'external', amount: 350, reference: 'T7', method: 'card' }]
    const paid = { due: 1250, more: [line('D4', 100)], tenders, total: 1350 }
    world.take(handover(3, { pickup: pickupIn(world, N1), paid })).deliver()
    const receipt = known(
      world.list('receipt').find(({ ref }) => ref === refOf('N1')),
      'the receipt',
    )
    expect(refundTenders(receipt, money(1250))).toEqual([
      { kind: 'cash', amount: 1000 },
      { kind: 'external', method: 'card', amount: 250 },
    ])
  })

  test('R25 with store credit spends it; a tender below zero gives no credit back', () => {
    const back = giveBack(1, [{ price: 1250 }], {
      total: 1250,
      tenders: [{ kind: 'credit', amount: 1250, reference: madeId(1) }],
      ...allowed('unverified'),
    })
    const world = allocated(unpaid).take(back).deliver()
    const credit = (amount: number) => ({ kind: 'credit', amount, reference: back.id })
    const left = () => world.list('credit').map(creditLeft)
    const paid = { due: 1250, more: [], tenders: [credit(1250)], total: 1250 }
    world.take(handover(3, { pickup: pickupIn(world, N1), paid })).deliver()
    expect(left()).toEqual([0])
    world.take(sale(4, { lines: [line('D4', 100)], tenders: [cash(600), credit(-500)] })).deliver()
    expect(left()).toEqual([0])
    expect(codesIn(world)).toEqual([])
  })
})
