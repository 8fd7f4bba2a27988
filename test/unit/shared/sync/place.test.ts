import { describe, expect, test } from 'vitest'
import { madeId } from '../../../make/ids.ts'
import { cash, enrolment, giveBack, line, sale } from '../../../make/operations.ts'
import { handover, part, pickupIn, placed, step, worldWithStores } from '../../../make/pickups.ts'
import type { World } from '../../../make/world.ts'
import { known } from '#shared/base/assert.ts'
import { money } from '#shared/domain/money.ts'
import { pickupKey } from '#shared/domain/pickup.ts'
import { remainingQuantity } from '#shared/domain/receipt.ts'
import { refundDueOfAll } from '#shared/domain/refund-due.ts'
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

  test('R35 of which the store that sends it knows where to, and nobody any more when it is sent', () => {
    const shipTo = { name: '陳美玲', phone: '0912345678', address: '台中市西屯區 99 號' }
    const parts = [here, { ...home, others: ['S03'] }]
    const sent = placed(2, { lines, parts, total: 1030, contact: shipTo })
    const made = worldWithStores().take(sent).deliver()
    const known = () =>
      JSON.stringify([...made.list('pickup'), ...made.list('order')]).split('西屯區').length - 1
    const key = pickupKey(sent.id, 2)
    expect(pickupIn(made, key, 'S02')).toMatchObject({ buyer: '陳○玲', shipTo })
    expect(pickupIn(made, pickupKey(sent.id, 1))).not.toHaveProperty('shipTo')
    made.take(step(3, 'decline', { pickup: key, store: 'S02', args: { reason: '缺貨' } })).deliver()
    expect(pickupIn(made, key, 'S02')).not.toHaveProperty('shipTo')
    expect(pickupIn(made, key, 'S03')).toMatchObject({ shipTo })
    expect(known()).toBe(2)
    const parcel = { carrier: '黑貓', tracking: 'T-1' }
    made
      .take(step(4, 'pick', { pickup: key, store: 'S03', args: { lines: [{ line: 1, picked: 1 }] } }))
      .deliver()
    made.take(step(5, 'ready', { pickup: key, store: 'S03' })).deliver()
    made.take(step(6, 'ship', { pickup: key, store: 'S03', args: parcel })).deliver()
    expect(pickupIn(made, key, 'S03').state).toBe('shipped')
    expect(known()).toBe(0)
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

  test('R25 what was paid for a part that was cancelled is due until a counter pays it out, once', () => {
    const made = world()
    made.take(step(3, 'cancel', { pickup: pickupKey(all.id, 1), args: { why: 'buyer' } })).deliver()
    const receipt = () => known(made.list('receipt')[0], 'the receipt')
    expect(refundDueOfAll(receipt())).toBe(150)
    const due = { ref: all.id, amount: 150, due: true } as const
    const paidOut = (n: number, scene = {}) =>
      giveBack(n, [due], { customer: { member: member.id }, ...scene })
    made.take(paidOut(4)).deliver()
    expect([refundDueOfAll(receipt()), receipt().returned[madeId(4)]]).toMatchObject([
      0,
      { lines: [], paidOut: [{ line: 0, amount: 150 }], tenders: [{ kind: 'cash', amount: 150 }] },
    ])
    expect(made.list('discrepancy').filter(({ settled }) => !settled)).toEqual([])
    expect(Object.values(made.list('thread')[0]?.entries ?? {}).map(({ amount }) => amount)).toEqual([
      1030, -150,
    ])
    expect(stockOf(made, 'S01', 'A1')).toEqual([-2, 0])
    made.take(paidOut(5, { store: 'S02', register: 'R02' })).deliver()
    const named = made
      .rows()
      .filter(({ table, key }) => table === 'discrepancy' && key.startsWith('paid-out'))
    expect(named.map(({ scope }) => scope).toSorted()).toEqual(['store:S01', 'store:S02'])
    expect(named[0]?.value).toMatchObject({
      code: 'refund-exceeds-price',
      cost: 150,
      params: { line: 1, paid: 150, refunded: 300 },
    })
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

  test('R38 of which a piece is replaced: less is paid for it, and it can come back when it was handed over', () => {
    const made = world()
    const pickup = pickupKey(all.id, 1)
    const missing = { how: 'substitute', quantity: 1, by: line('D4', 120), agreed: true }
    made.take(step(3, 'pick', { pickup, args: { lines: [{ line: 0, picked: 0, missing }] } })).deliver()
    const gaveOne = { at: 0, date: '2026-03-04', lines: [{ line: 0, quantity: 1, amount: money(120) }] }
    const [thread] = made.list('thread')
    expect(Object.values(thread?.entries ?? {}).map(({ amount }) => amount)).toEqual([1030, -30])
    const receipt = known(made.list('receipt')[0], 'the receipt')
    expect([
      remainingQuantity(receipt, 0),
      refundTotal(refundsOf(receipt, [{ line: 0, quantity: 3 }])),
    ]).toEqual([2, 300])
    const given = { ...receipt, handed: { ...receipt.handed, [madeId(9)]: gaveOne } }
    expect([remainingQuantity(given, 0), refundTotal(refundsOf(given, [{ line: 0, quantity: 3 }]))]).toEqual([
      3, 420,
    ])
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

describe('store credit', () => {
  const bought = sale(1)
  const credit = (amount: number) => ({ kind: 'credit', amount, reference: madeId(2) })
  const back = giveBack(2, [{ ref: bought.id, quantity: 2 }], { tenders: [credit(300)] })
  const lines = [line('B2', 400)]
  const unpaid = part({ lines: [{ line: 0, quantity: 1 }], paid: false })
  const spentOf = (world: World) =>
    world.list('credit').map(({ spent }) => Object.values(spent).map(({ amount }) => amount))

  test('R25 is spent on an order that a counter takes', () => {
    const paid = placed(3, {
      lines,
      parts: [{ ...unpaid, paid: true }],
      total: 400,
      tenders: [credit(300), cash(100)],
    })
    const world = worldWithStores().take(bought).take(back).deliver().take(paid).deliver()
    expect(spentOf(world)).toEqual([[300]])
    expect(codesIn(world)).toEqual([])
  })

  test('R25 is spent on what is paid when it is collected; what is spent beyond it is named', () => {
    const order = placed(3, { lines, parts: [unpaid], total: 0 })
    const world = worldWithStores().take(bought).take(back).take(order).deliver()
    const pickup = pickupIn(world, pickupKey(order.id, 1))
    const paid = { due: 400, more: [], tenders: [credit(400)], total: 400 }
    world.take(handover(4, { pickup, paid })).deliver()
    expect(spentOf(world)).toEqual([[400]])
    expect(world.list('discrepancy')).toMatchObject([{ code: 'credit-overspent', params: { over: 100 } }])
  })
})
