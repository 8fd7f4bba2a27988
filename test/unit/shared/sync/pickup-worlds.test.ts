import fc from 'fast-check'
import { expect, test } from 'vitest'
import { line, type Made } from '../../../make/operations.ts'
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
import { leftOf } from '#shared/domain/pickup-units.ts'
import { lay } from '#shared/sync/lay.ts'

const N1 = keyOf('N1')
const partOf = (world: World) => world.list('order')[0]?.parts?.['1']

/** A few steps of a pickup by number, and snapshots that cancel more and more, in any order. */
const gestures = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 3 })), {
  minLength: 1,
  maxLength: 9,
})

function made(n: number, [is, units]: readonly [number, number], world: World): Made {
  const pickup = pickupIn(world, N1)
  const cancellations = [{ id: 'c', line: 0, quantity: units, amount: 150 * units }]
  const short = { how: 'refund', quantity: units }
  const by = line('C3', 120)
  switch (is) {
    case 0:
      return step(n, 'pick', { pickup: N1, args: { lines: [{ line: 0, picked: units }] } })
    case 1:
      return step(n, 'pick', { pickup: N1, args: { lines: [{ line: 1, picked: 0, missing: short }] } })
    case 2: {
      const missing = { how: 'substitute', quantity: units, by, agreed: true }
      return step(n, 'pick', { pickup: N1, args: { lines: [{ line: 0, picked: 0, missing }] } })
    }
    case 3:
      return step(n, 'ready', { pickup: N1 })
    case 4:
    case 5:
      return handover(n, { pickup, units: { 0: units } })
    case 6:
      return handover(n, { pickup, units: { 1: units } })
    case 7:
      return step(n, 'cancel', { pickup: N1, args: { why: 'buyer' } })
    case 8:
      return deadline(n, pickup, 'expiry')
    default:
      return snapshot('N1', { lines: teasAndCups, parts: [part()], revision: units + 1, cancellations })
  }
}

function played(steps: readonly (readonly [number, number])[]): { world: World; all: Made[] } {
  const world = worldWithStores()
    .take(snapshot('N1', { lines: teasAndCups, parts: [part()] }))
    .deliver()
  const all = steps.map((one, i) => {
    const next = made(i + 1, one, world)
    world.take(next).deliver()
    return next
  })
  return { world, all }
}

test('R31 R34 whatever happens, every unit is in one place, the stock is its sum, and no more is paid back than was paid', () => {
  fc.assert(
    fc.property(gestures, (steps) => {
      const { world } = played(steps)
      const pickup = pickupIn(world, N1)
      const ends = partOf(world)?.lines ?? []
      expect(ends.map((one) => one.given + one.cancelled + one.expired + one.left)).toEqual([3, 2])
      expect(ends.every((one) => Math.min(one.given, one.cancelled, one.expired, one.left) >= 0)).toBe(true)
      const isOver = !['allocated', 'picking', 'ready', 'partly-collected'].includes(pickup.state)
      if (isOver) expect(ends.map(({ left }) => left)).toEqual([0, 0])
      const left = isOver ? 0 : pickup.lines.reduce((sum, one) => sum + leftOf(pickup, one), 0)
      const stock = world.list('stock')
      expect(stock.reduce((sum, one) => sum + one.reserved, 0)).toBe(left)
      const handed = Object.values(pickup.handovers).flatMap(({ lines }) => lines)
      expect(stock.reduce((sum, one) => sum + one.onHand, 0)).toBe(
        0 - handed.reduce((sum, one) => sum + one.quantity, 0),
      )
      const back = world.list('outflow').reduce((sum, { amount }) => sum + amount, 0)
      expect(back).toBeLessThanOrEqual(1250)
    }),
    { seed: 31, numRuns: 400 },
  )
})

test('Y12 a step of a pickup laid over rows that contain it changes nothing', () => {
  fc.assert(
    fc.property(gestures, (steps) => {
      const { world, all } = played(steps)
      for (const one of all.filter(({ body }) => !body.includes('"channel"'))) {
        for (const { scope, table, key, value } of lay(world.given(one), world.onTabletOf('S01')))
          expect(value, `${table} ${key}`).toEqual(world.get(scope, table, key))
      }
    }),
    { seed: 12, numRuns: 200 },
  )
})

test('K2 L4 in whatever order word of it arrives, store and order end the same', () => {
  const orders = [1, 2, 3].map((revision) => {
    const cancellations = [{ id: 'c', line: 0, quantity: revision - 1, amount: 0 }]
    return snapshot('N1', {
      lines: teasAndCups,
      parts: [part()],
      revision,
      cancellations: revision > 1 ? cancellations : [],
    })
  })
  const timeless = (world: World) => {
    const { version: _, ...pickup } = pickupIn(world, N1)
    return {
      ...pickup,
      endedAt: null,
      lines: partOf(world)?.lines,
      stock: world
        .list('stock')
        .map(({ sku, reserved }) => `${sku} ${reserved}`)
        .sort(),
    }
  }
  const ended = (pick: (waiting: number) => number) => {
    const world = worldWithStores()
    for (const one of orders) world.take(one)
    world.deliver(pick)
    world
      .take(step(1, 'ready', { pickup: N1 }))
      .take(step(2, 'cancel', { pickup: N1, args: { why: 'other' } }))
    return timeless(world.deliver(pick))
  }
  const first = ended(() => 0)
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(1000)), (stream) => {
      expect(ended((waiting) => Number(stream.next().value) % waiting)).toEqual(first)
    }),
    { seed: 4, numRuns: 60 },
  )
})
