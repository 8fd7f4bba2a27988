import { describe, expect, test } from 'vitest'
import { madeId } from '../../../make/ids.ts'
import { enrolment, line } from '../../../make/operations.ts'
import { part, pickupIn, placed, step, worldWithStores } from '../../../make/pickups.ts'
import type { World } from '../../../make/world.ts'
import { known } from '#shared/base/assert.ts'
import { pickupKey } from '#shared/domain/pickup.ts'
import { remainingQuantity } from '#shared/domain/receipt.ts'
import { refundsOf, refundTotal } from '#shared/domain/refund.ts'
import { lay } from '#shared/sync/lay.ts'
import { toScope } from '#shared/sync/scope.ts'

const codesIn = (world: World): string[] => world.list('discrepancy').map(({ code }) => code)

describe('an order that a counter takes', () => {
  const member = enrolment(1, { phone: '0912345678' })
  const lines = [line('A1', 150, 3), line('B2', 400), line('C3', 90, 2)]
  const here = part({ part: 1, lines: [{ line: 0, quantity: 1 }], paid: true })
  const home = part({ part: 2, kind: 'ship', store: 'S02', lines: [{ line: 1, quantity: 1 }], paid: true })
  const later = part({ part: 3, store: 'S03', lines: [{ line: 2, quantity: 2 }], paid: false })
  const all = placed(2, { lines, parts: [here, home, later], total: 850, member: member.id })
  const world = (): World => worldWithStores().take(member).deliver().take(all).deliver()
  const stockOf = (made: World, store: string, sku: string) => {
    const stock = made.get(toScope(`store:${store}`), 'stock', sku)
    return stock && [stock.onHand, stock.reserved]
  }

  test('R33 R37 is one receipt and one thread: carried out, collected here and sent from elsewhere', () => {
    const made = world()
    expect(made.list('ticket').filter(({ kind }) => kind === 'order')).toMatchObject([
      { total: 850, units: 6 },
    ])
    expect(
      made.list('thread').map(({ entries }) => Object.values(entries).map(({ amount }) => amount)),
    ).toEqual([[1030]])
    expect(made.list('receipt')).toMatchObject([
      { ref: all.id, handed: { [all.id]: { lines: [{ line: 0, quantity: 2, amount: 300 }] } } },
    ])
    expect([stockOf(made, 'S01', 'A1'), stockOf(made, 'S02', 'B2'), stockOf(made, 'S03', 'C3')]).toEqual([
      [-2, 1],
      [0, 1],
      [0, 2],
    ])
    expect(pickupIn(made, pickupKey(all.id, 3), 'S03')).toMatchObject({ due: 180, from: 'store:S01' })
    expect(codesIn(made)).toEqual([])
  })

  test('R33 of which a part is not collected: its thread counts less, and a counter gives back what was paid', () => {
    const made = world()
    made.take(step(3, 'cancel', { pickup: pickupKey(all.id, 1), args: { why: 'buyer' } })).deliver()
    const away = step(4, 'cancel', { pickup: pickupKey(all.id, 3), store: 'S03', args: { why: 'buyer' } })
    made.take(away).deliver()
    const [thread] = made.list('thread')
    expect(Object.values(thread?.entries ?? {}).map(({ amount }) => amount)).toEqual([1030, -150, -180])
    expect(made.list('discrepancy')).toMatchObject([{ code: 'refund-due', params: { amount: 150 } }])
    expect(made.list('receipt')[0]?.returned).toMatchObject({ [madeId(3)]: { lines: [{ line: 0 }] } })
  })

  test('R25 paid with store credit spends it', () => {
    const reference = madeId(9)
    const paying = { tenders: [{ kind: 'credit', amount: 850, reference }] }
    const made = worldWithStores().take(
      placed(2, { lines, parts: [here, home, later], total: 850, ...paying }),
    )
    expect(made.deliver().list('credit')).toMatchObject([
      { ref: reference, spent: { [all.id]: { amount: 850 } } },
    ])
  })

  test('R38 of which a piece is replaced: less is paid for it, and it can still come back', () => {
    const made = world()
    const pickup = pickupKey(all.id, 1)
    const missing = { how: 'substitute', quantity: 1, by: line('D4', 120), agreed: true }
    made.take(step(3, 'pick', { pickup, args: { lines: [{ line: 0, picked: 0, missing }] } })).deliver()
    const [thread] = made.list('thread')
    expect(Object.values(thread?.entries ?? {}).map(({ amount }) => amount)).toEqual([1030, -30])
    const receipt = known(made.list('receipt')[0], 'the receipt')
    expect([
      remainingQuantity(receipt, 0),
      refundTotal(refundsOf(receipt, [{ line: 0, quantity: 3 }])),
    ]).toEqual([3, 420])
    made.take(step(4, 'cancel', { pickup, args: { why: 'buyer' } })).deliver()
    const after = known(made.list('receipt')[0], 'the receipt')
    expect([remainingQuantity(after, 0), refundTotal(refundsOf(after, [{ line: 0, quantity: 2 }]))]).toEqual([
      2, 300,
    ])
    expect(Object.values(made.list('thread')[0]?.entries ?? {}).map(({ amount }) => amount)).toEqual([
      1030, -30, -120,
    ])
  })

  test('R33 whose sums are wrong is kept and named', () => {
    const wrong = placed(2, { lines, parts: [here, home, later], total: 900 })
    expect(codesIn(worldWithStores().take(wrong).deliver())).toEqual(['total-differs'])
  })

  test('Y12 laid over the rows that contain it, and what the stores have done since, changes nothing', () => {
    const made = world()
    made.take(step(3, 'ready', { pickup: pickupKey(all.id, 1) })).deliver()
    for (const { scope, table, key, value } of lay(made.given(all), made.onTabletOf('S01')))
      expect(value, `${table} ${key}`).toEqual(made.get(scope, table, key))
  })
})
