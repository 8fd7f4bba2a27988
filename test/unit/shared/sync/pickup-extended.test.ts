import { describe, expect, test } from 'vitest'
import { madeId } from '../../../make/ids.ts'
import { snapshot } from '../../../make/orders.ts'
import { keyOf, part, pickupIn, step, teasAndCups, worldWithStores } from '../../../make/pickups.ts'
import type { World } from '../../../make/world.ts'
import { DAY_MS } from '#shared/base/time.ts'

const N1 = keyOf('N1')
const ready = (): World =>
  worldWithStores()
    .take(snapshot('N1', { lines: teasAndCups, parts: [part()] }))
    .deliver()
    .take(step(2, 'ready', { pickup: N1 }))
    .deliver()
const codesIn = (world: World): string[] => world.list('discrepancy').map(({ code }) => code)

describe('deadlines', () => {
  test('R39 are not moved to a day that is over, nor beyond what the terms allow: kept, named, and without effect', () => {
    const until = (days: number): number => (pickupIn(ready(), N1).keptUntil ?? 0) + days * DAY_MS
    const extended = (to: number, at?: number) => {
      const world = at === undefined ? ready() : ready().at(at)
      const one = step(3, 'extend', { pickup: N1, args: { until: to } })
      world.take(one).take(one).deliver()
      const told = pickupIn(world, N1)
      expect(told.ops).toContain(madeId(3))
      return [told.keptUntil === to, codesIn(world)]
    }
    expect(extended(until(7))).toEqual([true, []])
    expect(extended(until(7) + 1)).toEqual([false, ['pickup-not-open']])
    expect(extended(8.64e15)).toEqual([false, ['pickup-not-open']])
    // It lay ready after its time: days from today; but today has begun.
    expect(extended(until(10), until(3))).toEqual([true, []])
    expect(extended(until(2), until(3))).toEqual([false, ['pickup-not-open']])
  })

  test('R39 that were moved are not moved back', () => {
    const world = ready()
    const { keptUntil } = pickupIn(world, N1)
    world.take(step(3, 'extend', { pickup: N1, args: { until: (keptUntil ?? 0) - 1 } })).deliver()
    expect([pickupIn(world, N1).keptUntil, codesIn(world)]).toEqual([keptUntil, []])
  })
})
