import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { money } from '#shared/domain/money.ts'
import { DEFAULT_TERMS, type Proof, PROOFS, type Terms, TERMS_KEY, termsKey } from '#shared/domain/terms.ts'
import { put } from '#shared/sync/change.ts'
import { CATALOG } from '#shared/sync/scope.ts'
import { leader } from '../../../make/leader.ts'
import { line, type Made } from '../../../make/operations.ts'
import { snapshot } from '../../../make/orders.ts'
import { handover, keyOf, part, pickupIn, worldWithStores } from '../../../make/pickups.ts'
import type { World } from '../../../make/world.ts'

const N1 = keyOf('N1')
const dear = {
  lines: [line('A1', 10_000, 3), line('B2', 400, 2)],
  parts: [
    part({
      lines: [
        { line: 0, quantity: 3 },
        { line: 1, quantity: 2 },
      ],
    }),
  ],
}
const unpaid = { ...dear, parts: dear.parts.map((one) => ({ ...one, paid: false })) }
const orderOf = (isPaid: boolean) => snapshot('N1', isPaid ? dear : unpaid)
/** As its tablet knew it before the server lost it, or before the server heard of it. */
const pickupOf = (isPaid: boolean) => pickupIn(worldWithStores().take(orderOf(isPaid)).deliver(), N1)

const codesIn = (world: World): string[] => world.list('discrepancy').map(({ code }) => code)
const before = (given: readonly Made[], isPaid = true): World => {
  const world = worldWithStores()
  for (const one of given) world.take(one).deliver()
  return world.take(orderOf(isPaid)).deliver()
}
const behind = (given: readonly Made[], isPaid = true): World => {
  const world = worldWithStores().take(orderOf(isPaid)).deliver()
  for (const one of given) world.take(one).deliver()
  return world
}

describe('what is handed over before its order comes', () => {
  test('R50 with less proof than its value asks for is named when the order comes, and not before', () => {
    const given = handover(3, { pickup: pickupOf(true), proof: 'document', args: { exception: '熟客' } })
    const world = worldWithStores().take(given).deliver()
    expect(codesIn(world)).toEqual(['pickup-unknown'])
    world.take(orderOf(true)).deliver()
    expect(world.list('discrepancy')).toMatchObject([
      { code: 'proof-too-weak', op: given.id, params: { number: 'N1', reason: '熟客' } },
    ])
    world.take(snapshot('N1', { ...dear, revision: 2 })).deliver()
    expect(codesIn(world)).toEqual(['proof-too-weak'])
  })

  test('R50 is not named where somebody else who may has approved it', () => {
    const pickup = pickupOf(true)
    const codes = (approver: string) =>
      codesIn(before([handover(3, { pickup, proof: 'order', approver, args: { unleased: true } })]))
    expect([codes(leader.id), codes('E01'), codes('nobody')]).toEqual([
      ['handed-over-unleased'],
      ['proof-too-weak', 'handed-over-unleased'],
      ['proof-too-weak', 'handed-over-unleased'],
    ])
  })

  test('K3 without its lease is named', () => {
    const given = handover(3, { pickup: pickupOf(true), args: { unleased: true, exception: '斷線' } })
    expect(before([given]).list('discrepancy')).toMatchObject([
      { code: 'approval-missing' },
      { code: 'handed-over-unleased', op: given.id, params: { number: 'N1', reason: '斷線' } },
    ])
  })

  test('R33 for less than was due is named', () => {
    const paid = { due: 100, more: [], tenders: [cash(100)], total: 100 }
    const given = handover(3, { pickup: pickupOf(false), units: { 1: 1 }, paid })
    expect(codesIn(before([given], false))).toEqual(['handover-sum-differs'])
  })

  test('R32 in two parts was not given twice', () => {
    const pickup = pickupOf(true)
    const world = before([1, 2].map((n) => handover(n, { pickup, units: { 0: 1 } })))
    expect(codesIn(world)).toEqual([])
    expect(pickupIn(world, N1)).toMatchObject({ state: 'partly-collected' })
    expect(pickupIn(world, N1).unjudged).toBeUndefined()
  })

  test('R50 is judged by the terms that counted when the server heard of it', () => {
    const terms = (version: number, atLeast: Proof): Terms => ({
      ...DEFAULT_TERMS,
      version,
      pickups: { ...DEFAULT_TERMS.pickups, proofs: [{ from: money(0), atLeast }] },
    })
    const [mild, strict] = [terms(1, 'document'), terms(2, 'qr')]
    const world = worldWithStores()
    for (const [key, one] of [
      [TERMS_KEY, mild],
      [termsKey(1), mild],
    ] as const)
      world.with(put(CATALOG, 'terms', [key, one]))
    world.take(handover(3, { pickup: pickupOf(true), proof: 'document' })).deliver()
    for (const key of [TERMS_KEY, termsKey(2)]) world.with(put(CATALOG, 'terms', [key, strict]))
    expect(codesIn(world.take(orderOf(true)).deliver())).toEqual([])
  })

  test('K4 its shop hears of it when the order comes', () => {
    const world = before([handover(3, { pickup: pickupOf(true) })])
    expect(world.list('outflow')).toMatchObject([{ is: 'collected', order: 'N1', params: { isAll: 1 } }])
  })
})

const cash = (amount: number) => ({ kind: 'cash', amount, tendered: amount, change: 0 })

const gesture = fc.record({
  units: fc.record({ 0: fc.integer({ min: 0, max: 3 }), 1: fc.integer({ min: 0, max: 2 }) }),
  proof: fc.constantFrom(...PROOFS),
  unleased: fc.boolean(),
  approver: fc.constantFrom(undefined, 'E01', leader.id),
  due: fc.constantFrom(undefined, 400, 10_000),
})

test('R32 R50 L4 handovers come to the same before their order as behind it, each named once', () => {
  fc.assert(
    fc.property(fc.array(gesture, { minLength: 1, maxLength: 4 }), fc.boolean(), (all, isPaid) => {
      const pickup = pickupOf(isPaid)
      const given = all.flatMap(({ units, proof, unleased, approver, due }, n) => {
        if (units[0] + units[1] === 0) return []
        const paid =
          due === undefined ? {} : { paid: { due, more: [], tenders: [cash(due)], total: due } as never }
        const by = approver === undefined ? {} : { approver }
        const args = unleased ? ({ unleased: true, exception: '斷線' } as const) : {}
        return [handover(n + 1, { pickup, units, proof, args, ...paid, ...by })]
      })
      const seen = (world: World) => ({
        discrepancies: world
          .rows()
          .filter(({ table }) => table === 'discrepancy')
          .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
        told: world.list('outflow').map(({ key, params, lines }) => ({ key, params, lines })),
        lines: pickupIn(world, N1).lines,
        state: pickupIn(world, N1).state,
        due: pickupIn(world, N1).due,
        ends: world.list('order')[0]?.parts?.['1']?.lines,
      })
      const [early, late] = [before(given, isPaid), behind(given, isPaid)]
      expect(seen(early)).toEqual(seen(late))
    }),
    { seed: 50, numRuns: 120 },
  )
})
