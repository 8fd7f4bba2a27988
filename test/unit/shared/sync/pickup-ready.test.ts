import { describe, expect, test } from 'vitest'
import { morningMs } from '../../../make/ids.ts'
import { snapshot } from '../../../make/orders.ts'
import { keyOf, part, pickupIn, step, teasAndCups, worldWithStores } from '../../../make/pickups.ts'
import type { World } from '../../../make/world.ts'
import { DAY_MS } from '#shared/base/time.ts'
import { leftOf } from '#shared/domain/pickup-units.ts'
import { toScope } from '#shared/sync/scope.ts'

const N1 = keyOf('N1')
const order = (kind: 'collect' | 'ship') =>
  snapshot('N1', { lines: teasAndCups, parts: [part({ kind, others: kind === 'ship' ? ['S02'] : [] })] })
const pick = (n: number, teas: number, cups: number) => {
  const lines = [teas, cups].map((picked, line) => ({ line, picked, missing: { how: 'wait' } }))
  return step(n, 'pick', { pickup: N1, args: { lines } })
}
const ready = (n: number) => step(n, 'ready', { pickup: N1 })
const ship = (n: number) => step(n, 'ship', { pickup: N1, args: { carrier: '黑貓', tracking: `T${n}` } })
const worldOf = (kind: 'collect' | 'ship', ...steps: ReturnType<typeof step>[]): World => {
  const world = worldWithStores().take(order(kind)).deliver().at(morningMs)
  for (const made of steps) world.take(made).deliver()
  return world
}
const told = (world: World) =>
  world
    .list('outflow')
    .map(({ is, lines, params }) => [
      is,
      lines.map(({ line, quantity }) => [line, quantity]),
      params['isAll'] ?? '-',
    ])
const leftIn = (world: World) => {
  const pickup = pickupIn(world, N1)
  return pickup.lines.map((line) => leftOf(pickup, line))
}

describe('R38 R39 what is waited for', () => {
  test('is not ready: the buyer is told what is, and of the rest when it was found', () => {
    const world = worldOf('collect', pick(1, 3, 0), ready(2))
    const first = pickupIn(world, N1).keptUntil ?? 0
    expect(told(world)).toEqual([['ready', [[0, 3]], 0]])
    world.at(morningMs + 3 * DAY_MS)
    for (const made of [pick(3, 3, 2), ready(4)]) world.take(made).deliver()
    expect(told(world)).toEqual([
      ['ready', [[0, 3]], 0],
      [
        'ready',
        [
          [0, 3],
          [1, 2],
        ],
        1,
      ],
    ])
    expect(pickupIn(world, N1)).toMatchObject({ state: 'ready', keptUntil: first + 3 * DAY_MS })
  })

  test('gives nobody another day as long as nothing more is found, and takes no day away', () => {
    const world = worldOf('collect', pick(1, 3, 0), ready(2))
    const extended = (pickupIn(world, N1).keptUntil ?? 0) + 5 * DAY_MS
    world.take(step(3, 'extend', { pickup: N1, args: { until: extended } })).deliver()
    world.at(morningMs + DAY_MS)
    for (const made of [ready(4), pick(5, 3, 1), ready(6)]) world.take(made).deliver()
    expect(told(world).map(([is]) => is)).toEqual(['ready', 'ready'])
    expect(pickupIn(world, N1).keptUntil).toBe(extended)
  })
})

describe('R38 a parcel', () => {
  test('holds what was found; the rest goes with a later one', () => {
    const world = worldOf('ship', pick(1, 2, 1), ready(2), ship(3))
    expect(told(world)).toEqual([
      [
        'shipped',
        [
          [0, 2],
          [1, 1],
        ],
        '-',
      ],
    ])
    expect([leftIn(world), pickupIn(world, N1).state]).toEqual([[1, 1], 'partly-collected'])
    expect(world.get(toScope('store:S01'), 'stock', 'A1')).toMatchObject({ onHand: -2, reserved: 1 })
    for (const made of [pick(4, 3, 2), ready(5), ship(6)]) world.take(made).deliver()
    expect([leftIn(world), pickupIn(world, N1).state]).toEqual([[0, 0], 'shipped'])
    expect(world.get(toScope('store:S01'), 'stock', 'A1')).toMatchObject({ onHand: -3, reserved: 0 })
  })

  test('of which the rest is given back was sent', () => {
    const missing = { how: 'refund', quantity: 1 }
    const lines = [
      { line: 0, picked: 2, missing },
      { line: 1, picked: 1, missing },
    ]
    const rest = step(4, 'pick', { pickup: N1, args: { lines } })
    const world = worldOf('ship', pick(1, 2, 1), ready(2), ship(3), rest)
    expect(pickupIn(world, N1).state).toBe('shipped')
  })

  test('waits for no buyer: nobody is told that it is ready, and it does not expire', () => {
    const world = worldOf('ship', pick(1, 3, 2), ready(2))
    world.take(step(4, 'extend', { pickup: N1, args: { until: morningMs } })).deliver()
    expect([told(world), pickupIn(world, N1).keptUntil]).toEqual([[], null])
    world.take(ship(3)).deliver()
    expect(told(world).map(([is]) => is)).toEqual(['shipped'])
  })
})

test('R30 R38 what was fetched for a pickup that is over is put back: nothing of it is picked, and nothing else changes', () => {
  const world = worldOf('collect', pick(1, 3, 2), ready(2))
  world.take(step(3, 'cancel', { pickup: N1, args: { why: 'buyer' } })).deliver()
  const before = pickupIn(world, N1)
  const outflows = world.list('outflow').length
  world.take(pick(4, 0, 0)).deliver()
  const after = pickupIn(world, N1)
  expect(after.lines).toEqual(before.lines.map((line) => ({ ...line, picked: 0 })))
  expect([after.state, after.endedAt]).toEqual(['cancelled', before.endedAt])
  expect(world.list('outflow')).toHaveLength(outflows)
  expect(world.list('discrepancy')).toEqual([])
})
