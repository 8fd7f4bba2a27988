import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '#shared/base/json.ts'
import { discrepancy } from '#shared/domain/discrepancy.ts'
import { money } from '#shared/domain/money.ts'
import { chargeOf, type Settlement, standingOf, stepsOf } from '#shared/domain/settlement.ts'
import { DEFAULT_TERMS, type Terms, TERMS_KEY, termsKey } from '#shared/domain/terms.ts'
import { put } from '#shared/sync/change.ts'
import { deliver } from '#shared/sync/deliver.ts'
import { discrepancyKey } from '#shared/sync/given.ts'
import { lay } from '#shared/sync/lay.ts'
import { CATALOG, storeScope } from '#shared/sync/scope.ts'
import { madeId } from '../../../make/ids.ts'
import { fewBuckets } from '../../../make/ledger.ts'
import { giveBack, type Made, sale, settle } from '../../../make/operations.ts'
import { World } from '../../../make/world.ts'

const key = discrepancyKey('total-differs', madeId(1))
const seen = discrepancy('total-differs', { op: madeId(1), at: 1, cost: 400 }, { receipt: 'R01-A-000001' })
const S01 = storeScope('S01')
const S02 = storeScope('S02')

/** Of S01, about the same discrepancy. */
const does = (n: number, deed: JsonObject, more: { turn?: number; store?: string; approver?: string } = {}) =>
  settle(n, { key, seen, deed, ...more })
const accept = (n: number, turn = 1): Made => does(n, { did: 'accept', limit: 500 }, { turn })
const ask = (n: number, turn = 1): Made => does(n, { did: 'ask', store: S02 }, { turn })
const answer = (n: number, turn = 2): Made => does(n, { did: 'answer', home: S01 }, { turn, store: 'S02' })

const settlementIn = (world: World): Settlement => {
  const found = world.get(S01, 'settlement', key)
  if (!found) throw new Error('nothing was done')
  return found
}
const stateIn = (world: World): string => standingOf(stepsOf(settlementIn(world))).state

test('R47 a decision stands beside the discrepancy, and telling the discrepancy again takes nothing back', () => {
  const wrong = sale(1, { total: 1 })
  const world = new World().take(wrong).deliver()
  const told = world.list('discrepancy')
  expect(told.map(({ code }) => code)).toEqual(['total-differs', 'tenders-differ'].slice(0, told.length))
  world.take(accept(2)).deliver()
  expect(stateIn(world)).toBe('closed')
  world.take(wrong).deliver()
  expect(world.list('discrepancy')).toEqual(told)
  expect(stateIn(world)).toBe('closed')
  expect(stepsOf(settlementIn(world))).toMatchObject([{ op: madeId(2), staff: 'E01', note: '已查明' }])
})

test('R47 the same operation twice is one step', () => {
  const sold = sale(1)
  const world = new World().take(sold).take(accept(2)).take(accept(2)).deliver()
  expect(stepsOf(settlementIn(world))).toHaveLength(1)
})

test('R47 what was done is kept when the rule takes the discrepancy back', () => {
  const early = giveBack(1, [{ ref: madeId(9) }])
  const world = new World().take(early).deliver()
  const [told] = world.list('discrepancy')
  if (!told) throw new Error('nothing was told')
  const unknown = discrepancyKey('return-of-unknown-sale', madeId(1), madeId(9))
  world.take(settle(2, { key: unknown, seen: told, deed: { did: 'take' } })).deliver()
  world.take(sale(9)).deliver()
  expect(world.list('discrepancy')).toEqual([])
  expect(world.get(S01, 'settlement', unknown)?.steps[madeId(2)]).toMatchObject({
    seen: { code: 'return-of-unknown-sale' },
  })
})

test('R47 L4 in whatever order operations and messages arrive, the rows become the same', () => {
  const all = [
    ask(1),
    answer(2),
    does(3, { did: 'take' }, { turn: 3 }),
    does(4, { did: 'charge-back', to: S02, amount: 400 }, { turn: 4, approver: 'M01' }),
  ]
  const wanted = new World()
  for (const one of all) wanted.take(one).deliver()
  const rowsOf = (world: World) => ({
    home: stepsOf(settlementIn(world)),
    asked: stepsOf(world.get(S02, 'question', `${S01} ${key}`) ?? undefined),
    state: stateIn(world),
    charge: chargeOf(stepsOf(settlementIn(world))),
  })
  fc.assert(
    fc.property(
      fc.shuffledSubarray(all, { minLength: all.length }),
      fc.infiniteStream(fc.nat(1000)),
      (order, mail) => {
        const world = new World()
        for (const one of order) world.take(one)
        world.deliver((waiting) => Number(mail.next().value) % waiting)
        expect(rowsOf(world)).toEqual(rowsOf(wanted))
      },
    ),
    { seed: 47, numRuns: 60 },
  )
})

test('R49 who is asked finds it in the own scope, and the answer comes back', () => {
  const world = new World().take(ask(1)).deliver()
  expect(stateIn(world)).toBe('waiting')
  const question = world.get(S02, 'question', `${S01} ${key}`)
  expect(stepsOf(question ?? undefined)).toMatchObject([{ deed: { did: 'ask' }, where: S01 }])
  world.take(answer(2)).deliver()
  expect(stateIn(world)).toBe('open')
  expect(stepsOf(settlementIn(world)).map(({ deed, where }) => [deed.did, where])).toEqual([
    ['ask', S01],
    ['answer', S02],
  ])
})

test('R49 who was asked hears what became of it', () => {
  const world = new World().take(ask(1)).take(accept(3, 2)).deliver()
  const question = world.get(S02, 'question', `${S01} ${key}`)
  expect(standingOf(stepsOf(question ?? undefined)).state).toBe('closed')
})

const termsOf = (version: number, acceptMax: number): Terms => ({
  ...DEFAULT_TERMS,
  version,
  discrepancies: { acceptMax: money(acceptMax) },
})

test('R48 a loss is what the ledger knows of it, and the limit the terms’, whatever a tablet says of either', () => {
  const inStore = (): World => {
    const world = new World().hold(put(S01, 'discrepancy', [key, seen]))
    const all = [
      [TERMS_KEY, termsOf(2, 500)],
      [termsKey(1), termsOf(1, 300)],
      [termsKey(2), termsOf(2, 500)],
    ] as const
    for (const [name, terms] of all) world.hold(put(CATALOG, 'terms', [name, terms]))
    return world
  }
  const flagged = (deed: JsonObject, told = seen): unknown[] =>
    inStore()
      .take(settle(2, { key, seen: told, deed: { did: 'accept', ...deed } }))
      .list('discrepancy')
      .flatMap(({ code, cost }) => (code === 'settled-without-approval' ? [cost] : []))
  expect(flagged({ limit: 1 })).toEqual([])
  // Without a line the tablet may hold earlier terms, and says which.
  expect(flagged({ limit: 9000, terms: 1 })).toEqual([400])
  expect(flagged({ limit: 1, terms: 2 })).toEqual([])
  // Nobody knows these: today's.
  expect(flagged({ limit: 9000, terms: 7 })).toEqual([])
  expect(flagged({ limit: 9000, terms: 1 }, { ...seen, cost: 0 })).toEqual([400])
  // About other numbers it closes nothing, and is what whoever decided saw.
  expect(
    flagged({ limit: 9000, terms: 1 }, { ...seen, cost: 0, params: { receipt: 'R01-A-000002' } }),
  ).toEqual([])
})

test('R48 what takes a manager is flagged when none stands for it, and counts all the same', () => {
  const world = new World()
  const staff = (id: string, role: 'associate' | 'manager') => ({
    id,
    name: id,
    role,
    pin: { salt: '', hash: '', memoryKiB: 1, passes: 1 },
  })
  const at = (id: string, role: 'associate' | 'manager'): void => {
    world.hold(put(S01, 'staff', [id, staff(id, role)]))
  }
  at('E01', 'associate')
  at('M01', 'manager')
  const charge = { did: 'charge-back', to: 'staff:E01', amount: 400 }
  world.take(does(1, charge, { approver: 'M01' })).deliver()
  expect(world.list('discrepancy')).toEqual([])
  world.take(does(2, charge, { turn: 2, approver: 'E01' })).deliver()
  expect(world.list('discrepancy')).toMatchObject([{ code: 'settled-without-approval', cost: 400 }])
  world.take(does(3, { did: 'accept', limit: 400 }, { turn: 3 })).deliver()
  world.hold(put(CATALOG, 'terms', [TERMS_KEY, termsOf(1, 399)]))
  world.take(does(4, { did: 'accept', limit: 400 }, { turn: 4 })).deliver()
  expect(world.list('discrepancy').map(({ op }) => op)).toEqual([madeId(2), madeId(4)])
  expect(stepsOf(settlementIn(world))).toHaveLength(4)
})

test('R47 two charges that did not know of each other are one charge in the books', () => {
  const charge = (n: number, to: string): Made =>
    does(n, { did: 'charge-back', to, amount: 400 }, { approver: 'M01' })
  const world = new World().take(charge(2, 'staff:E02')).take(charge(1, 'staff:E01')).deliver()
  expect(chargeOf(stepsOf(settlementIn(world)))).toEqual({ to: 'staff:E02', amount: 400 })
  world.take(does(3, { did: 'reopen' }, { turn: 2 })).deliver()
  expect(chargeOf(stepsOf(settlementIn(world)))).toBeNull()
})

test('Y12 a decision laid over rows that contain it changes nothing', () => {
  const all = [ask(1), answer(2), accept(3, 3)]
  const world = new World()
  for (const one of all) world.take(one).deliver()
  for (const [one, store] of [
    [all[0], 'S01'],
    [all[1], 'S02'],
    [all[2], 'S01'],
  ] as const) {
    if (!one) throw new Error('no decision')
    const laid = lay(world.given(one), world.onTabletOf(store))
    expect(laid.length).toBeGreaterThan(0)
    for (const { scope, table, key: of, value } of laid) expect(value).toEqual(world.get(scope, table, of))
  }
})

test('R47 a message that is delivered twice changes nothing', () => {
  const world = new World().take(ask(1)).deliver()
  const settlement = settlementIn(world)
  const message = { to: S02, is: 'settled', table: 'question', settlement } as const
  const [change] = deliver(message, world, { buckets: fewBuckets, threads: () => [] }).changes
  expect(change?.value).toEqual(world.get(S02, 'question', `${S01} ${key}`))
})
