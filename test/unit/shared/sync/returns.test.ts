import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import type { Id } from '#shared/base/id.ts'
import { sum } from '#shared/domain/money.ts'
import { returnedAmount, returnedQuantity } from '#shared/domain/receipt.ts'
import { lay } from '#shared/sync/lay.ts'
import { orderRef } from '#shared/sync/operation.ts'
import { allowed, leader } from '../../../make/leader.ts'
import { madeId } from '../../../make/ids.ts'
import { cash, enrolment, exchange, giveBack, line, type Made, sale } from '../../../make/operations.ts'
import { snapshot } from '../../../make/orders.ts'
import { Random } from '../../../simulation/random.ts'
import { settled } from '../../../make/settled.ts'
import { World } from '../../../make/world.ts'

function worldOf(...history: Made[]): World {
  const world = new World().put('store:S01', 'staff', [leader.id, leader])
  for (const made of history) world.take(made).deliver()
  return world
}

const threeTeas = { lines: [line('A1', 150, 3)] }
const codesOf = (world: World): string[] => world.list('discrepancy').map(({ code }) => code)
const elsewhere = { store: 'S02', register: 'R02' }

describe('disputes', () => {
  const sold = sale(1, threeTeas)
  const two = [{ ref: sold.id, quantity: 2 }]
  const twice = [giveBack(2, two), giveBack(3, two, elsewhere)]

  test('R28 the same receipt returned in two stores: the later return’s excess stands in its store, said once in each', () => {
    const world = worldOf(sold, ...twice)
    expect(world.list('dispute')).toMatchObject([{ op: madeId(3), line: 0, quantity: 1, amount: 150 }])
    expect(world.rows().find(({ table }) => table === 'dispute')?.scope).toBe('store:S02')
    world.take(giveBack(4, two, { store: 'S03', register: 'R03' })).deliver()
    const found = world.rows().filter(({ table }) => table === 'discrepancy')
    expect(found.map(({ scope }) => scope).toSorted()).toEqual(['store:S01', 'store:S02', 'store:S03'])
    expect(world.list('discrepancy').every(({ params }) => params['returned'] === 6)).toBe(true)
  })

  test('R28 refunds less disputed never exceed what was paid, in every order of arrival', () => {
    const backs = fc.array(
      fc.record({ quantity: fc.integer({ min: 1, max: 4 }), amount: fc.nat(600), store: fc.nat(2) }),
      { minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(backs, fc.nat(), (wanted, seed) => {
        const random = new Random(seed)
        const all = wanted.map(({ quantity, amount, store }, n) =>
          giveBack(n + 2, [{ ref: sold.id, quantity, amount }], {
            store: `S${store}`,
            register: `R${store}`,
          }),
        )
        const world = worldOf()
        for (const made of [...all, sold].toSorted(() => random.int(3) - 1)) world.take(made)
        world.deliver((waiting) => random.int(waiting))
        const receipt = known(world.list('receipt')[0], 'the receipt')
        const disputes = world.list('dispute')
        const disputed = sum(disputes.map(({ amount }) => amount))
        const units = disputes.reduce((total, { quantity }) => total + quantity, 0)
        expect(returnedAmount(receipt, 0) - disputed).toBeLessThanOrEqual(450)
        expect(returnedQuantity(receipt, 0) - units).toBeLessThanOrEqual(3)
        expect(disputed).toBe(Math.max(0, returnedAmount(receipt, 0) - 450))
        expect(settled(world.rows())).toEqual(settled(worldOf(sold, ...all).rows()))
      }),
      { seed: 28, numRuns: 150 },
    )
  })

  test('R28 a member’s points never pay for more than was paid', () => {
    const member = enrolment(10, { phone: '0912345678' })
    const mine = sale(11, { ...threeTeas, customer: { member: member.id } })
    const other = sale(12, { lines: [line('B2', 700)], customer: { member: member.id } })
    const three = [{ ref: mine.id, quantity: 3 }]
    const world = worldOf(member, mine, other, giveBack(13, three), giveBack(14, three, elsewhere))
    expect(world.list('account').find(({ name }) => name !== null)?.points).toBe(7)
  })

  test('R4 an article comes back for its own line: another one is kept and named, before or after the sale is known', () => {
    const other = giveBack(2, [{ ref: sold.id, sku: 'B2' }], elsewhere)
    for (const world of [worldOf(sold, other), worldOf(other, sold)]) {
      expect(world.list('discrepancy').filter(({ settled: over }) => !over)).toMatchObject([
        { code: 'returned-other-article', params: { line: 1, sold: 'A1', returned: 'B2' } },
      ])
      expect(returnedQuantity(known(world.list('receipt')[0], 'the receipt'), 0)).toBe(1)
    }
  })

  test('R4 refunds are compared with what was paid after the discounts', () => {
    const off = { ...line('OFF', -90), kind: 'discount' } as const
    const bought = sale(1, { lines: [line('A1', 150, 2), line('B2', 150), off] })
    const over = worldOf(bought, giveBack(2, [{ ref: bought.id, quantity: 2 }]))
    expect(over.list('discrepancy')).toMatchObject([
      { code: 'refund-exceeds-price', params: { paid: 240, refunded: 300 } },
    ])
    const right = worldOf(bought, giveBack(2, [{ ref: bought.id, quantity: 2, amount: 240 }]))
    expect(codesOf(right)).toEqual([])
  })
})

describe('the shop’s own refunds', () => {
  const ref = orderRef('shop', 'N1')
  const back = giveBack(2, [{ ref }], { tenders: [{ kind: 'shop', amount: 150 }] })

  test('R25 are asked of it once, before or after the order is known here', () => {
    const asked = { key: `refund:${back.id}`, is: 'refund', ref, order: 'N1', amount: 150, op: back.id }
    for (const world of [worldOf(snapshot('N1'), back), worldOf(back, snapshot('N1'))]) {
      expect(world.list('outflow')).toMatchObject([asked])
      expect(world.rows().find(({ table }) => table === 'outflow')?.scope).toBe('channel:shop')
      world
        .take(back)
        .take(snapshot('N1', { revision: 2 }))
        .deliver()
      expect(world.list('outflow')).toHaveLength(1)
    }
  })

  test('R25 that it then tells of are not counted a second time', () => {
    const told = snapshot('N1', { revision: 2, refunds: [{ id: 'r1', amount: 150, asked: back.id }] })
    const world = worldOf(snapshot('N1'), back, told)
    const receipt = known(world.list('receipt')[0], 'the receipt')
    expect([returnedQuantity(receipt, 0), codesOf(world)]).toEqual([1, []])
  })

  test('R25 of what a shop never sold are named', () => {
    const bought = sale(1)
    const world = worldOf(
      bought,
      giveBack(2, [{ ref: bought.id }], {
        tenders: [{ kind: 'shop', amount: 150 }],
        ...allowed('tender'),
      }),
    )
    expect([codesOf(world), world.list('outflow')]).toEqual([['shop-refund-without-shop'], []])
  })

  test('R4 what is on its way back to it is not returned here, and its next snapshot says so whole', () => {
    const asked = snapshot('N1', { revision: 2, requested: [{ id: 'q1', quantity: 2, amount: 300 }] })
    const receiptOf = (world: World) => known(world.list('receipt')[0], 'the receipt')
    expect(receiptOf(worldOf(snapshot('N1'), asked)).inFlight).toEqual([
      { line: 0, quantity: 2, amount: 300 },
    ])
    expect(
      receiptOf(worldOf(snapshot('N1'), asked, snapshot('N1', { revision: 3 }))).inFlight,
    ).toBeUndefined()
  })
})

describe('store credit', () => {
  const credit = (amount: number, reference: Id) => ({ kind: 'credit', amount, reference })
  const bought = sale(1, threeTeas)
  const back = giveBack(2, [{ ref: bought.id }], {
    tenders: [credit(150, madeId(2))],
    ...allowed('tender'),
  })
  const spend = (n: number, amount: number, over = {}) =>
    sale(n, { lines: [line('B2', amount)], tenders: [credit(amount, back.id)], ...over })

  test('R25 is issued by the return and spent by sales, in whatever order they are heard of', () => {
    for (const all of [
      [bought, back, spend(3, 100)],
      [spend(3, 100), bought, back],
    ]) {
      const world = worldOf(...all)
      expect(world.list('credit')).toMatchObject([
        {
          ref: back.id,
          issued: { amount: 150, number: 'R01-A-000002' },
          spent: { [madeId(3)]: { amount: 100 } },
        },
      ])
      expect(codesOf(world)).toEqual([])
    }
  })

  test('R25 that is spent twice offline is kept, and the second store hears of it', () => {
    const world = worldOf(bought, back, spend(4, 100, elsewhere), spend(3, 100))
    expect(world.list('discrepancy')).toMatchObject([
      { code: 'credit-overspent', op: madeId(4), params: { over: 50, credit: 'R01-A-000002' } },
    ])
  })

  test('R25 that nobody gave yet is named until the return comes', () => {
    const world = worldOf(spend(3, 100))
    expect(codesOf(world)).toEqual(['credit-unknown'])
    expect(codesOf(world.take(bought).take(back).deliver())).toEqual([])
  })
})

describe('exchanges', () => {
  const member = enrolment(10, { phone: '0912345678' })
  const bought = sale(1, { ...threeTeas, customer: { member: member.id } })
  const cups = [line('C3', 220, 2)]
  const swap = (price: number, over = {}) =>
    exchange(
      2,
      { back: [{ ref: bought.id, quantity: 2, disposition: 'restock' }], lines: [line('C3', price, 2)] },
      { customer: { member: member.id }, ...over },
    )

  test('R27 are one ticket with the net amount, and two receipts that name each other', () => {
    const world = worldOf(member, bought, swap(220))
    expect(world.list('ticket')).toContainEqual(
      expect.objectContaining({
        kind: 'exchange',
        number: 'R01-A-000002',
        total: 140,
        units: 0,
        lineCount: 2,
      }),
    )
    const [old, fresh] = [bought.id, madeId(2)].map((ref) =>
      known(
        world.list('receipt').find((receipt) => receipt.ref === ref),
        'the receipt',
      ),
    )
    expect(old?.returned[madeId(2)]).toMatchObject({ exchangedFor: madeId(2) })
    expect(fresh).toMatchObject({ exchangedFor: [bought.id], lines: cups, tenders: [cash(140)] })
    expect(world.list('account')[0]?.points).toBe(1 + 4)
    expect(codesOf(world)).toEqual([])
  })

  test('R27 even ones take no tender, and cheaper ones pay back', () => {
    expect(codesOf(worldOf(member, bought, swap(150)))).toEqual([])
    const cheaper = worldOf(member, bought, swap(100))
    const receipts = cheaper.list('receipt')
    expect(receipts.find(({ ref }) => ref === bought.id)?.returned[madeId(2)]?.tenders).toEqual([cash(100)])
    expect(receipts.find(({ ref }) => ref === madeId(2))?.tenders).toEqual([])
    expect(codesOf(cheaper)).toEqual([])
  })

  test('R27 R2 that do not add up are kept and flagged', () => {
    expect(codesOf(worldOf(member, bought, swap(220, { tenders: [cash(10)] })))).toEqual(['tenders-differ'])
  })

  test('R27 put on the shelf what is restocked, and take off it what is taken', () => {
    const damaged = giveBack(3, [{ ref: bought.id, disposition: 'damaged' }])
    const world = worldOf(member, bought, swap(220), damaged)
    expect(world.list('stock').map(({ sku, onHand }) => [sku, onHand])).toEqual([
      ['A1', -1],
      ['C3', -2],
    ])
  })

  test('R27 Y12 laid over rows that contain them change nothing', () => {
    const made = swap(220)
    const world = worldOf(member, bought, made)
    for (const { scope, table, key, value } of lay(world.given(made), world.onTabletOf('S01')))
      expect(value, `${table} ${key}`).toEqual(world.get(scope, table, key))
  })
})
