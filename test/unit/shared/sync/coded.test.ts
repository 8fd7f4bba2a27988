import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import type { Id } from '#shared/base/id.ts'
import { money, sum } from '#shared/domain/money.ts'
import { remainingQuantity, returnedAmount, returnedQuantity } from '#shared/domain/receipt.ts'
import { DEFAULT_TERMS, TERMS_KEY, termsKey } from '#shared/domain/terms.ts'
import { lay } from '#shared/sync/lay.ts'
import { allowed, leader } from '../../../make/leader.ts'
import { madeId } from '../../../make/ids.ts'
import { type Back, enrolment, exchange, giveBack, line, type Made, sale } from '../../../make/operations.ts'
import type { ReturnOver } from '../../../make/operations.ts'
import { Random } from '../../../simulation/random.ts'
import { World } from '../../../make/world.ts'

const inS02 = { store: 'S02', register: 'R02' }
const credit = (n: number, amount: number) => ({ kind: 'credit', amount, reference: madeId(n) })

/** At a tablet that has only the code of the receipt: a leader says yes, and it is store credit. */
function byCode(n: number, from: Id, over: ReturnOver & { readonly backs?: readonly Back[] } = {}): Made {
  const { backs = [{}] } = over
  const amount = backs.reduce((total, { price = 150, quantity = 1 }) => total + price * quantity, 0)
  const tenders = [credit(n, amount)]
  return giveBack(n, backs, { from, tenders, ...inS02, ...allowed('unverified'), ...over })
}

const chain = (): World =>
  new World()
    .put('store:S01', 'staff', [leader.id, leader])
    .put('store:S02', 'staff', [leader.id, leader], ['E01', { ...leader, id: 'E01', role: 'associate' }])
const worldOf = (...history: readonly Made[]): World => {
  const world = chain()
  for (const one of history) world.take(one).deliver()
  return world
}
const standing = (world: World) => world.list('discrepancy').filter((one) => !one.settled)
const codesOf = (world: World): string[] => standing(world).map(({ code }) => code)
const receiptIn = (world: World) => known(world.list('receipt')[0], 'the receipt')

const sold = sale(1, { lines: [line('A1', 150), line('B2', 80)] })

describe('R13 a receipt that is used by its code', () => {
  test('is connected with its sale: there is nothing left to come back', () => {
    const world = worldOf(sold, byCode(2, sold.id))
    expect(remainingQuantity(receiptIn(world), 0)).toBe(0)
    expect([codesOf(world), world.list('dispute')]).toEqual([[], []])
  })

  test('R28 and pays twice: the excess is disputed and named once in each store, whichever was heard of first', () => {
    const [first, second] = [byCode(2, sold.id), giveBack(3, [{ ref: sold.id }])]
    for (const order of [
      [sold, first, second],
      [sold, second, first],
      [first, second, sold],
      [first, sold, second],
    ]) {
      const world = worldOf(...order)
      expect(world.list('dispute')).toMatchObject([{ op: second.id, line: 0, quantity: 1, amount: 150 }])
      expect(codesOf(world)).toEqual(['returned-more-than-sold', 'returned-more-than-sold'])
    }
  })

  test('R28 what it never held, and what costs more than was paid, is not in its books', () => {
    const world = worldOf(sold, byCode(2, sold.id, { backs: [{ sku: 'X9', price: 70 }, { price: 190 }] }))
    expect(world.list('dispute').map(({ line: place, amount }) => [place, amount])).toEqual([
      [0, 40],
      [2, 70],
    ])
    expect(codesOf(world).toSorted()).toEqual(['refund-exceeds-price', 'return-of-unknown-line'])
  })

  test('R5 waits for its sale, and is of its buyer then', () => {
    const member = enrolment(10, { phone: '0912345678' })
    const mine = sale(1, { lines: [line('A1', 150)], customer: { member: member.id } })
    const before = worldOf(member, byCode(2, mine.id))
    expect(codesOf(before)).toEqual(['return-of-unknown-sale'])
    before.take(mine).deliver()
    expect(codesOf(before)).toEqual([])
    expect(before.list('account').find(({ name }) => name !== null)?.points).toBe(0)
  })

  test('R29 asks no member and knows no limit but its own: what a person does without a receipt is not counted', () => {
    const member = enrolment(10, { phone: '0912345678' })
    const dear = sale(1, { lines: [line('A1', 4500)], customer: { member: member.id } })
    const world = worldOf(member, dear, byCode(2, dear.id, { backs: [{ price: 4500 }] }))
    expect(codesOf(world)).toEqual([])
    expect(world.list('account').find(({ name }) => name !== null)?.unverified).toBeUndefined()
  })

  test.each([
    ['nobody', {}, ['approval-missing']],
    ['a leader, for the goods', allowed('unverified'), []],
    ['a leader, for something else', allowed('late'), ['approval-missing']],
  ])('R50 needs a yes: of %s', (_, approval, codes) => {
    const lines = [{}]
    const plain = giveBack(2, lines, { from: sold.id, tenders: [credit(2, 150)], ...inS02, ...approval })
    expect(codesOf(worldOf(sold, plain))).toEqual(codes)
    expect(codesOf(worldOf(plain, sold))).toEqual(codes)
  })

  test('R50 and another way than credit, or a day that is over, needs more', () => {
    const cashed = byCode(2, sold.id, {
      tenders: [{ kind: 'cash', amount: 150, tendered: 150, change: 0 }],
    })
    expect(codesOf(worldOf(sold, cashed))).toEqual(['approval-missing'])
    const late = { businessDate: '2026-04-20' }
    expect(codesOf(worldOf(sold, byCode(2, sold.id, late)))).toEqual(['approval-missing'])
    expect(codesOf(worldOf(sold, byCode(2, sold.id, { ...late, ...allowed('unverified', 'late') })))).toEqual(
      [],
    )
    const long = chain().put('catalog', 'terms', [TERMS_KEY, { ...DEFAULT_TERMS, version: 2 }])
    const days = { store: 90, distance: 90 }
    long.put('catalog', 'terms', [
      termsKey(1),
      { ...DEFAULT_TERMS, returns: { ...DEFAULT_TERMS.returns, days } },
    ])
    for (const one of [sold, byCode(2, sold.id, late)]) long.take(one).deliver()
    expect(codesOf(long)).toEqual([])
  })

  test('R29 is not given back to whoever bought it', () => {
    const own = enrolment(10, { phone: '0912345678' })
    const mine = sale(1, { lines: [line('A1', 150)], customer: { member: own.id } })
    const world = chain().put('store:S02', 'staff', [
      'E01',
      { ...leader, id: 'E01', role: 'associate', member: own.id },
    ])
    for (const one of [own, mine, byCode(2, mine.id)]) world.take(one).deliver()
    expect(codesOf(world)).toEqual(['returned-to-self'])
  })

  test('R27 is exchanged as well, and what is left goes back as credit', () => {
    const { approver, approval } = allowed('unverified')
    const over = { from: sold.id, ...inS02, approver, approval }
    const carried = { ...over, carried: [{ kind: 'credit', amount: 150, reference: sold.id }] }
    const world = worldOf(sold, exchange(2, { back: [{}], lines: [line('C3', 260)] }, carried))
    expect(codesOf(world)).toEqual([])
    const receipts = world.list('receipt')
    const taken = known(
      receipts.find(({ exchangedFor }) => exchangedFor),
      'the new goods',
    )
    expect([taken.exchangedFor, taken.tenders?.map(({ kind, amount }) => [kind, amount])]).toEqual([
      [sold.id],
      [
        ['credit', 150],
        ['cash', 110],
      ],
    ])
    const cheap = { back: [{}], lines: [line('C3', 50)] }
    const inCash = exchange(2, cheap, { ...over, carried: [{ ...credit(2, 50), reference: sold.id }] })
    expect(codesOf(worldOf(sold, inCash))).toEqual(['approval-missing'])
    const inCredit = exchange(2, cheap, { ...over, tenders: [credit(2, 100)] })
    expect(codesOf(worldOf(sold, inCredit))).toEqual([])
  })
})

test('R25 of an exchange that pays something back, that is judged which is paid back', () => {
  const cheap = { back: [{ ref: sold.id }], lines: [line('C3', 50)] }
  const over = { carried: [{ kind: 'cash', amount: 50, tendered: 50, change: 0 }], tenders: [credit(2, 100)] }
  expect(codesOf(worldOf(sold, exchange(2, cheap, over)))).toEqual(['approval-missing'])
})

test('R28 L4 refunds less disputed never exceed what was paid, by code or not, in every order of arrival', () => {
  const lines = [line('A1', 150, 2), line('A1', 120), line('B2', 80, 2)]
  const big = sale(1, { lines })
  const backs = fc.array(
    fc.record({
      sku: fc.constantFrom('A1', 'A1', 'B2', 'X9'),
      quantity: fc.integer({ min: 1, max: 3 }),
      price: fc.constantFrom(80, 120, 150, 190),
      line: fc.option(fc.nat(2)),
    }),
    { minLength: 1, maxLength: 6 },
  )
  fc.assert(
    fc.property(backs, fc.nat(), (wanted, seed) => {
      const random = new Random(seed)
      const all = wanted.map(({ line: place, sku, ...one }, n) =>
        place === null
          ? byCode(n + 2, big.id, { backs: [{ sku, ...one }] })
          : giveBack(n + 2, [{ ref: big.id, line: place, sku: known(lines[place], 'it').sku, ...one }]),
      )
      const world = chain()
      for (const made of [...all, big].toSorted(() => random.int(3) - 1)) world.take(made)
      world.deliver((waiting) => random.int(waiting))
      const receipt = receiptIn(world)
      for (const place of [0, 1, 2, 3]) {
        const disputes = world.list('dispute').filter((one) => one.line === place)
        const [paid, units] = [lines[place]?.amount ?? money(0), lines[place]?.quantity ?? 0]
        const gone = returnedAmount(receipt, place)
        expect(sum(disputes.map(({ amount }) => amount))).toBe(Math.max(0, gone - paid))
        const over = disputes.reduce((total, { quantity }) => total + quantity, 0)
        expect(over).toBe(Math.max(0, returnedQuantity(receipt, place) - units))
        const keys = new Set(
          world
            .rows()
            .flatMap(({ table, key, value }) =>
              table === 'discrepancy' &&
              key.startsWith(`excess:${big.id}:${place}`) &&
              !('settled' in Object(value))
                ? [key]
                : [],
            ),
        )
        expect(keys.size).toBe(over > 0 || gone > paid ? 1 : 0)
      }
      const straight = worldOf(big, ...all)
      expect(receipt.returned).toEqual(receiptIn(straight).returned)
      expect(standing(world).length).toBe(standing(straight).length)
    }),
    { seed: 13, numRuns: 150 },
  )
})

test('Y12 G6 laid by a tablet that lacks the receipt it is counted, and over rows that contain it changes nothing', () => {
  const first = byCode(2, sold.id)
  const lacking = chain()
  const laid = lay(lacking.given(first), lacking.onTabletOf('S02'))
  const placeholder = laid.find(({ table }) => table === 'receipt')
  expect(placeholder).toMatchObject({ key: sold.id, value: { lines: null } })
  const world = worldOf(sold, first)
  for (const { scope, table: name, key, value } of lay(world.given(first), world.onTabletOf('S02')))
    expect(value, `${name} ${key}`).toEqual(world.get(scope, name, key))
})
