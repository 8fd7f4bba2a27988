import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { madeId, morningMs } from '../../../make/ids.ts'
import type { Made } from '../../../make/operations.ts'
import { snapshot } from '../../../make/orders.ts'
import { handover, keyOf, part, pickupIn, step, teasAndCups, worldWithStores } from '../../../make/pickups.ts'
import type { World } from '../../../make/world.ts'
import { HOUR_MS } from '#shared/base/time.ts'
import { orderEnds } from '#shared/domain/order-ends.ts'
import { leftOf } from '#shared/domain/pickup-units.ts'
import { apply } from '#shared/sync/apply.ts'
import { lay } from '#shared/sync/lay.ts'
import { toScope } from '#shared/sync/scope.ts'

const N1 = keyOf('N1')
const codesIn = (world: World): string[] => world.list('discrepancy').map(({ code }) => code)
const partOf = (world: World) => world.list('order')[0]?.parts?.['1']
const openIn = (world: World): string[] =>
  world
    .rows()
    .filter(
      ({ table, value }) =>
        table === 'pickup' && ['allocated', 'picking'].includes((value as { state: string }).state),
    )
    .map(({ scope }) => scope)

describe('an order that a store sends', () => {
  const sent = part({ kind: 'ship', others: ['S02', 'S03'] })
  const order = snapshot('N1', { lines: teasAndCups, parts: [sent] })
  const decline = (n: number, store: string) =>
    step(n, 'decline', { pickup: N1, store, args: { reason: '缺貨' } })

  test('K1 is offered to the next store when one declines, and never to two at once', () => {
    const world = worldWithStores().take(order).deliver()
    expect(openIn(world)).toEqual(['store:S01'])
    world.take(decline(1, 'S01')).deliver()
    expect(openIn(world)).toEqual(['store:S02'])
    expect(partOf(world)).toMatchObject({ store: 'S02', declined: [{ store: 'S01', reason: '缺貨' }] })
    expect(world.get(toScope('store:S01'), 'stock', 'A1')).toMatchObject({ reserved: 0 })
    world.take(decline(2, 'S02')).deliver()
    expect(openIn(world)).toEqual(['store:S03'])
  })

  test('K1 of which a piece was given back is asked without it of the next store, also by a later snapshot', () => {
    const world = worldWithStores().take(order).deliver()
    const missing = { how: 'refund', quantity: 1 }
    const short = { pickup: N1, args: { lines: [{ line: 0, picked: 2, missing }] } }
    world
      .take(step(1, 'pick', short))
      .deliver()
      .take(decline(2, 'S01'))
      .deliver()
    const leftAt = (store: string) => {
      const pickup = pickupIn(world, N1, store)
      return pickup.lines.map((one) => leftOf(pickup, one))
    }
    expect(leftAt('S02')).toEqual([2, 2])
    world.take(snapshot('N1', { lines: teasAndCups, parts: [sent], revision: 2 })).deliver()
    expect(leftAt('S02')).toEqual([2, 2])
    world.take(decline(3, 'S02')).deliver().take(decline(4, 'S03')).deliver()
    expect(world.list('outflow').map(({ is, lines }) => [is, lines.map(({ quantity }) => quantity)])).toEqual(
      [
        ['refund', [1]],
        ['unplaced', [2, 2]],
      ],
    )
  })

  test('K1 which nobody can send goes back to the shop, and to its people', () => {
    const world = worldWithStores().take(order).deliver()
    for (const [i, store] of ['S01', 'S02', 'S03'].entries()) world.take(decline(i + 1, store)).deliver()
    expect(openIn(world)).toEqual([])
    expect(partOf(world)).toMatchObject({ state: 'unplaced' })
    expect(world.list('outflow').map(({ is }) => is)).toEqual(['unplaced'])
    expect(codesIn(world)).toEqual(['order-unplaced'])
    world.take(snapshot('N1', { lines: teasAndCups, parts: [sent], revision: 2 })).deliver()
    expect(openIn(world)).toEqual([])
  })

  test('K1 what a store that was asked before still tells is not heard', () => {
    const world = worldWithStores().take(order).deliver().take(decline(1, 'S01')).deliver()
    const args = { carrier: '黑貓', tracking: '1' }
    world.take(step(2, 'ship', { pickup: N1, store: 'S02', args })).deliver()
    world.take(step(3, 'ship', { pickup: N1, store: 'S01', args })).deliver()
    expect(partOf(world)).toMatchObject({
      store: 'S02',
      state: 'shipped',
      lines: [{ given: 3 }, { given: 2 }],
    })
    expect(codesIn(world)).toEqual(['given-after-decline'])
  })

  const ship = (n: number, store: string) =>
    step(n, 'ship', { pickup: N1, store, args: { carrier: '黑貓', tracking: `T${n}` } })
  const toS02 = snapshot('N1', {
    lines: teasAndCups,
    parts: [{ ...sent, store: 'S02', others: [] }],
    revision: 2,
  })
  const endsOf = (world: World) => {
    const row = world.list('order')[0]
    return row ? orderEnds(row.order, row.parts ?? {}) : []
  }

  test('K1 that was sent stays where it was, and the shop which moves it then is told', () => {
    const world = worldWithStores().take(order).deliver().take(ship(1, 'S01')).deliver()
    world.take(toS02).deliver()
    expect(world.list('pickup')).toHaveLength(1)
    expect(partOf(world)).toMatchObject({ store: 'S01', state: 'shipped' })
    expect(codesIn(world)).toEqual(['order-moved-late'])
    expect(endsOf(world)).toMatchObject([{ collected: 3 }, { collected: 2 }])
  })

  test.each([
    ['before its shop is heard', (world: World) => world.deliver()],
    ['after the other store was asked', (world: World) => world],
  ] as const)(
    'K1 of which a part was given by the first store, %s, is asked of the next without it',
    (_, heard) => {
      const world = worldWithStores().take(order).deliver()
      const some = handover(1, { pickup: pickupIn(world, N1), units: { 0: 2, 1: 1 } })
      heard(world.take(some)).take(toS02).deliver()
      const pickup = pickupIn(world, N1, 'S02')
      expect(pickup.lines.map((one) => leftOf(pickup, one))).toEqual([1, 1])
      expect(world.get(toScope('store:S02'), 'stock', 'A1')).toMatchObject({ reserved: 1 })
      expect(openIn(world)).toEqual(['store:S02'])
      world.take(ship(2, 'S02')).deliver()
      expect(endsOf(world)).toMatchObject([
        { collected: 3, cancelled: 0, left: 0, elsewhere: 0 },
        { collected: 2, cancelled: 0, left: 0, elsewhere: 0 },
      ])
    },
  )

  test('K1 that the first store sent while its shop moved it is withdrawn from the other', () => {
    const world = worldWithStores().take(order).deliver()
    world
      .take(ship(1, 'S01'))
      .take(toS02)
      .deliver((waiting) => waiting - 1)
    expect(openIn(world)).toEqual([])
    expect(pickupIn(world, N1, 'S02').state).toBe('cancelled')
    expect(world.get(toScope('store:S02'), 'stock', 'A1')).toMatchObject({ reserved: 0 })
  })

  test('K1 that its shop gives to another store is withdrawn from the first', () => {
    const world = worldWithStores().take(order).deliver()
    const moved = { ...sent, store: 'S03', others: [] }
    world.take(snapshot('N1', { lines: teasAndCups, parts: [moved], revision: 2 })).deliver()
    expect(openIn(world)).toEqual(['store:S03'])
    expect(pickupIn(world, N1, 'S01')).toMatchObject({ state: 'cancelled' })
    expect(partOf(world)).toMatchObject({ store: 'S03', state: 'allocated' })
  })

  test('R34 K4 is off the shelf when it is sent, and the shop is told the parcel’s number', () => {
    const world = worldWithStores().take(order).deliver()
    world.take(step(1, 'ship', { pickup: N1, args: { carrier: '黑貓', tracking: '906' } })).deliver()
    expect(world.get(toScope('store:S01'), 'stock', 'B2')).toMatchObject({ onHand: -2, reserved: 0 })
    expect(world.list('outflow')).toMatchObject([
      { is: 'shipped', params: { carrier: '黑貓', tracking: '906' }, key: `${N1}:shipped:${madeId(1)}` },
    ])
  })
})

describe('a lease', () => {
  const order = snapshot('N1', { lines: teasAndCups, parts: [part()] })
  const lease = (n: number, device: string) => step(n, 'lease', { pickup: N1, args: { device } })
  const leased = (): World =>
    worldWithStores().take(order).deliver().at(morningMs).take(lease(1, 'D1')).deliver()
  const until = morningMs + 12 * HOUR_MS

  test('K3 is given to the first who asks, and to another one only when its time is over', () => {
    const world = leased().take(lease(2, 'D2')).deliver()
    expect(pickupIn(world, N1).lease).toEqual({ device: 'D1', until, wanted: 'D2' })
    expect(world.get(toScope('device:D1'), 'lease', N1)).toEqual({ device: 'D1', until })
    expect(world.get(toScope('device:D2'), 'lease', N1)).toBeNull()
    world.at(until).take(lease(3, 'D2')).deliver()
    expect(pickupIn(world, N1).lease).toEqual({ device: 'D2', until: until + 12 * HOUR_MS })
  })

  test('K3 is not given by a tablet to itself', () => {
    const world = worldWithStores().take(order).deliver()
    expect(lay(world.given(lease(1, 'D1')), world.onTabletOf('S01'))).toEqual([])
  })

  const givesBack = (n: number, device: string) =>
    step(n, 'lease', { pickup: N1, args: { device, givesBack: true } })
  const ownOf = (world: World, device: string) => world.get(toScope(`device:${device}`), 'lease', N1)

  test('K3 that another tablet asks for is given back by the one that holds it, and goes to whoever asked', () => {
    const world = leased().take(lease(2, 'D2')).deliver()
    expect(pickupIn(world, N1).lease).toEqual({ device: 'D1', until, wanted: 'D2' })
    const later = morningMs + HOUR_MS
    world.at(later).take(givesBack(3, 'D1')).deliver()
    const next = { device: 'D2', until: later + 12 * HOUR_MS }
    expect(pickupIn(world, N1).lease).toEqual(next)
    expect([ownOf(world, 'D1'), ownOf(world, 'D2')]).toEqual([{ device: 'D1', until, givenBack: true }, next])
  })

  test('K3 is given back by nobody else, and by whoever does not need it to nobody', () => {
    const world = leased().take(givesBack(2, 'D2')).deliver()
    expect(pickupIn(world, N1).lease).toEqual({ device: 'D1', until })
    world.take(givesBack(3, 'D1')).deliver()
    expect(pickupIn(world, N1).lease).toBeNull()
    world.take(lease(4, 'D1')).deliver()
    expect(ownOf(world, 'D1')).toMatchObject({ device: 'D1' })
    expect(ownOf(world, 'D1')).not.toHaveProperty('givenBack')
  })

  test('K3 ends with the tablet before it ends in the store: in whatever order they hear of it, two never hold it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 12 }), (order) => {
        const world = leased().take(lease(2, 'D2')).deliver()
        const turns = [...order]
        world.take(givesBack(3, 'D1')).deliver((waiting) => (turns.pop() ?? 0) % waiting)
        const believing = ['D1', 'D2'].filter((device) => {
          const own = ownOf(world, device)
          return own !== null && !own.givenBack
        })
        expect(believing).toEqual(['D2'])
        expect(pickupIn(world, N1).lease?.device).toBe('D2')
      }),
    )
  })

  test('K3 that a tablet gives back is not its own any more, before anybody has heard of it', () => {
    const world = leased().take(lease(2, 'D2')).deliver()
    const laid = lay(world.given(givesBack(3, 'D1')), world.onTabletOf('S01'))
    const own = laid.findLast(({ scope }) => scope === 'device:D1')?.value
    const row = laid.findLast(({ table }) => table === 'pickup')?.value
    expect([own, row]).toMatchObject([{ givenBack: true }, { lease: { device: 'D2' } }])
    world.take(givesBack(3, 'D1')).deliver()
    expect(lay(world.given(givesBack(3, 'D1')), world.onTabletOf('S01'))).toEqual([])
  })

  test('K3 whose tablet it is, is the server’s word: a tablet that calls itself another one is named', () => {
    const world = leased().at(morningMs + HOUR_MS)
    const claimed = world.given(handed({ device: 'D1' }))
    const { codes } = apply({ ...claimed, device: 'D2' }, world)
    expect(codes).toEqual(['handed-over-leased-elsewhere'])
    expect(apply(claimed, world).codes).toEqual([])
  })

  const handed = (args: object, at = morningMs + HOUR_MS): Made =>
    handover(4, { pickup: pickupIn(leased(), N1), at, approver: 'E02', args: args as never })

  test.each([
    ['by the tablet that holds it', { device: 'D1', unleased: true }, 0, []],
    ['without a word of tablets', {}, 0, []],
    ['by another tablet', { device: 'D2' }, 0, ['handed-over-leased-elsewhere']],
    ['by another tablet when its time was over', { device: 'D2' }, 13 * HOUR_MS, []],
    ['late', { device: 'D1' }, 13 * HOUR_MS, ['lease-used-late']],
    [
      'by another tablet without a line, late',
      { device: 'D2', unleased: true, exception: '無網路' },
      13 * HOUR_MS,
      ['handed-over-unleased'],
    ],
  ] as const)('K3 goods handed over %s', (...[, args, later, codes]) => {
    const world = leased().at(until + 24 * HOUR_MS)
    world.take(handed(args, morningMs + HOUR_MS + later)).deliver()
    expect(codesIn(world)).toEqual(codes)
    expect(pickupIn(world, N1).state).toBe('collected')
  })

  /** Both tablets without a line: the one that holds it, and the other one. */
  const [own, others] = [
    { device: 'D1', unleased: true },
    { device: 'D2', exception: '平板沒電' },
  ].map((args, place) =>
    handover(4 + place, { pickup: pickupIn(leased(), N1), approver: 'E02', args: args as never }),
  ) as [Made, Made]

  test.each([
    ['first', [own, others]],
    ['last', [others, own]],
  ] as const)(
    'K3 R32 goods given twice are one discrepancy, whether the lease is heard %s',
    (...[, made]) => {
      const world = leased().at(until + 24 * HOUR_MS)
      for (const one of made) world.take(one).deliver()
      expect(codesIn(world)).toEqual(['handed-over-twice'])
    },
  )
})
