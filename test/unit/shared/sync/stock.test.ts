import { describe, expect, test } from 'vitest'
import { pickupKey } from '#shared/domain/pickup.ts'
import { transferState } from '#shared/domain/transfer.ts'
import { storeScope } from '#shared/sync/scope.ts'
import { line, type Made, sale, stockFound } from '../../../make/operations.ts'
import { handover, part, pickupIn, placed, step, worldWithStores } from '../../../make/pickups.ts'
import { arrived, asked, counted, declined, sent, withdrawn } from '../../../make/shelves.ts'
import { World } from '../../../make/world.ts'

const worldOf = (...history: readonly Made[]): World => {
  const world = new World()
  for (const made of history) world.take(made).deliver()
  return world
}

const stockIn = (world: World, store: string, sku = 'A1') => world.get(storeScope(store), 'stock', sku)

const codesIn = (world: World, store: string): string[] =>
  world
    .rows()
    .flatMap(({ scope, table, value }) =>
      table === 'discrepancy' && scope === storeScope(store) ? [JSON.stringify(value)] : [],
    )
    .map((text) => /"code":"([^"]+)"/.exec(text)?.[1] ?? '')

describe('the shelf of a store', () => {
  test('R40 sales, corrections and counts move it; another store’s do not', () => {
    const world = worldOf(
      counted(1, { A1: 10 }),
      sale(2, { lines: [line('A1', 150, 2), line('B2', 60)] }),
      stockFound(3, 1),
      sale(4, { store: 'S02' }),
    )
    expect(stockIn(world, 'S01')).toMatchObject({ onHand: 9 })
    expect(stockIn(world, 'S01', 'B2')).toMatchObject({ onHand: -1, countedAt: null })
    expect(stockIn(world, 'S02')).toMatchObject({ onHand: -2 })
  })

  test('R41 a count adds what the tablet heard moving since', () => {
    const world = worldOf(counted(1, { A1: 10 }), sale(2), counted(3, { A1: 10 }, { since: -2 }))
    expect(stockIn(world, 'S01')).toMatchObject({ onHand: 8 })
    expect(world.list('difference')).toEqual([])
  })

  test('R41 what is handed over or sent after a count, in the same post, has left since', () => {
    const teas = [line('A1', 150, 3)]
    const order = placed(1, { lines: teas, parts: [part({ lines: [{ line: 0, quantity: 3 }] })], total: 450 })
    const gone = (made: (world: World) => Made): World => {
      const world = worldWithStores().take(order).deliver()
      return world.takeAtOnce(counted(2, { A1: 10 }), made(world)).deliver()
    }
    const pickup = pickupKey(order.id, 1)
    const sentOff = step(3, 'ship', { pickup, args: { carrier: 'post', tracking: 'P1' } })
    expect(
      stockIn(
        gone(() => sentOff),
        'S01',
      ),
    ).toMatchObject({ onHand: 7, reserved: 0 })
    const given = gone((world) => handover(3, { pickup: pickupIn(world, pickup) }))
    expect(stockIn(given, 'S01')).toMatchObject({ onHand: 7, reserved: 0 })
  })

  test('R41 what a count found otherwise is kept', () => {
    const world = worldOf(counted(1, { A1: 10 }), sale(2), counted(3, { A1: 7 }))
    expect(world.list('difference')).toMatchObject([{ expected: 8, counted: 7, value: -150 }])
  })

  test('R43 the last piece sold twice is one discrepancy, with the last sale, until there is enough again', () => {
    const world = worldOf(counted(1, { A1: 2 }), sale(2), sale(3), sale(4))
    expect(world.list('discrepancy')).toMatchObject([
      {
        code: 'oversold',
        op: sale(4).id,
        params: { sku: 'A1', name: 'A1 茶', units: 4, receipt: 'R01-A-000004' },
      },
    ])
    world.take(stockFound(5, 3)).deliver()
    expect(world.list('discrepancy')).toMatchObject([{ params: { units: 1 } }])
    world.take(stockFound(6, 1)).deliver()
    expect(world.list('discrepancy')).toEqual([])
  })
})

describe('goods that are set aside', () => {
  const order = placed(2, {
    lines: [line('A1', 150, 3)],
    parts: [part({ lines: [{ line: 0, quantity: 3 }] })],
    total: 450,
  })
  const sold = (n: number) => sale(n, { lines: [line('A1', 150)] })
  const withThree = () =>
    worldWithStores()
      .take(counted(1, { A1: 3 }))
      .deliver()
      .take(order)
      .deliver()

  test('R43 sold to somebody else are one discrepancy of the article, with what disagrees, until there is enough', () => {
    const world = withThree()
    expect(world.list('discrepancy')).toEqual([])
    for (const one of [sold(3), sold(4)]) world.take(one).deliver()
    expect(world.list('discrepancy')).toMatchObject([
      {
        code: 'reserved-short',
        op: sold(4).id,
        params: { sku: 'A1', name: 'A1 茶', units: 2 },
        facts: [
          { is: 'stock', quantity: 1 },
          { is: 'pickup', quantity: 3 },
          { is: 'sale', number: 'R01-A-000004', quantity: 1 },
        ],
      },
    ])
    world.take(stockFound(5, 2)).deliver()
    expect(world.list('discrepancy')).toEqual([])
  })

  test('R43 R47 what is handed over of it is no news: as many are short as before', () => {
    const world = withThree().take(sold(3)).deliver()
    const [before] = world.list('discrepancy')
    const pickup = pickupIn(world, pickupKey(order.id, 1))
    world.take(handover(4, { pickup, units: { 0: 1 } })).deliver()
    expect(stockIn(world, 'S01')).toMatchObject({ onHand: 1, reserved: 2 })
    expect(world.list('discrepancy')[0]?.params).toEqual(before?.params)
  })

  test('R43 below zero it is oversold, and not named twice; what nobody counted is not named', () => {
    const world = withThree()
    for (const one of [sold(3), sold(4), sold(5), sold(6)]) world.take(one).deliver()
    expect(codesIn(world, 'S01')).toEqual(['oversold'])
    world.take(stockFound(7, 1)).deliver()
    expect(codesIn(world, 'S01')).toEqual(['reserved-short'])
    const uncounted = worldWithStores().take(order).deliver().take(sold(3)).deliver()
    expect(codesIn(uncounted, 'S01')).toEqual([])
  })

  test('R43 an order for more than is there is named as well', () => {
    const world = worldWithStores()
      .take(counted(1, { A1: 1 }))
      .deliver()
      .take(order)
      .deliver()
    expect(world.list('discrepancy')).toMatchObject([{ code: 'reserved-short', params: { units: 2 } }])
  })
})

describe('goods between two stores', () => {
  const asking = asked(1, { from: 'S02', goods: { A1: 3 } })
  const sending = sent(2, { transfer: asking.id, to: 'S01', goods: { A1: 3 } }, { store: 'S02' })
  const arriving = (units: number) => arrived(3, { transfer: asking.id, from: 'S02', goods: { A1: units } })

  test('R44 leave the one shelf and reach the other, and both stores hold the same row', () => {
    const world = worldOf(asking, sending)
    expect([stockIn(world, 'S02')?.onHand, stockIn(world, 'S01')]).toEqual([-3, null])
    world.take(arriving(3)).deliver()
    expect(stockIn(world, 'S01')).toMatchObject({ onHand: 3 })
    const [here, there] = world.list('transfer')
    expect(here).toEqual(there)
    expect(world.list('discrepancy')).toEqual([])
  })

  test('R44 when fewer arrive than were sent, both stores are told', () => {
    const world = worldOf(asking, sending, arriving(2))
    expect([codesIn(world, 'S01'), codesIn(world, 'S02')]).toEqual([
      ['transfer-differs'],
      ['transfer-differs'],
    ])
    expect(world.list('discrepancy')[0]).toMatchObject({ params: { sent: 3, received: 2 } })
  })

  test('R44 a request that is declined says why in both stores, and moves nothing', () => {
    const declining = declined(4, { transfer: asking.id, to: 'S01', reason: '賣完了' }, { store: 'S02' })
    const world = worldOf(asking, declining)
    const [here, there] = world.list('transfer')
    expect(here).toEqual(there)
    expect(here).toMatchObject({ ended: { [declining.id]: { is: 'declined', reason: '賣完了' } } })
    expect([stockIn(world, 'S01'), stockIn(world, 'S02')]).toEqual([null, null])
    expect(world.list('ticket')).toEqual([])
  })

  test('R44 what left before the request was withdrawn is received all the same', () => {
    const withdrawing = withdrawn(4, { transfer: asking.id, from: 'S02' })
    const world = worldOf(asking, withdrawing, sending)
    expect(codesIn(world, 'S01')).toEqual([])
    world.take(arriving(3)).deliver()
    expect([stockIn(world, 'S01')?.onHand, stockIn(world, 'S02')?.onHand]).toEqual([3, -3])
    expect(world.list('discrepancy')).toEqual([])
    expect(world.list('transfer').map(transferState)).toEqual(['received', 'received'])
  })

  test('R44 a sender without a line is waited for: what came is kept, and nobody is told in the end', () => {
    const world = worldOf(asking, arriving(3))
    expect(codesIn(world, 'S01')).toEqual(['transfer-differs'])
    world.take(sending).deliver()
    expect(world.list('discrepancy')).toEqual([])
  })
})
