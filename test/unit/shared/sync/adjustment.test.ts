import { expect, test } from 'vitest'
import { money } from '#shared/domain/money.ts'
import type { Role } from '#shared/domain/staff.ts'
import { put } from '#shared/sync/change.ts'
import { DEFAULT_TERMS, TERMS_KEY } from '#shared/domain/terms.ts'
import { CATALOG, storeScope } from '#shared/sync/scope.ts'
import { made } from '../../../make/operations.ts'
import { World } from '../../../make/world.ts'

const S01 = storeScope('S01')
const pin = { salt: '', hash: '', memoryKiB: 1, passes: 1 }

/** The terms let anybody write off NT$`amount`. */
const worldWithPeople = (amount = 599): World => {
  const world = new World()
  const terms = { ...DEFAULT_TERMS, discrepancies: { acceptMax: money(amount) } }
  world.hold(put(CATALOG, 'terms', [TERMS_KEY, terms]))
  const at = (id: string, role: Role) => world.hold(put(S01, 'staff', [id, { id, name: id, role, pin }]))
  at('E01', 'associate')
  at('M01', 'manager')
  return world
}

type Corrected = { readonly quantity: number; readonly unitPrice?: number; readonly limit?: number }
const corrected = (n: number, { quantity, unitPrice, limit }: Corrected, approver?: string) => {
  const price = unitPrice === undefined ? {} : { unitPrice: money(unitPrice) }
  const args = {
    lines: [{ sku: 'A1', name: '茶', quantity, ...price }],
    reason: '破損',
    ...(limit === undefined ? {} : { limit: money(limit) }),
  }
  const scene = { staff: 'E01', ...(approver === undefined ? {} : { approver }) }
  return made(n, { kind: 'stock.adjust', args }, { scene })
}

test('R48 what is written off above the amount without the right is kept, and named with its worth', () => {
  const world = worldWithPeople()
  world.take(corrected(1, { quantity: -4, unitPrice: 150, limit: 599 })).deliver()
  expect(world.get(S01, 'stock', 'A1')).toMatchObject({ onHand: -4 })
  expect(world.list('discrepancy')).toMatchObject([
    {
      code: 'written-off-without-approval',
      cost: 600,
      params: { staff: 'E01', amount: 600 },
      facts: [{ is: 'stock', amount: -600, quantity: -4 }, { is: 'approval' }],
    },
  ])
})

test.each([
  ['an amount that anybody may write off', { quantity: -3, unitPrice: 150, limit: 599 }, undefined],
  ['what a manager approved', { quantity: -4, unitPrice: 150, limit: 599 }, 'M01'],
  ['what was found', { quantity: 40, unitPrice: 150, limit: 0 }, undefined],
  ['what has no price', { quantity: -40 }, undefined],
] as const)('R48 %s is not named', (_, what, approver) => {
  const world = worldWithPeople()
  world.take(corrected(1, what, approver)).deliver()
  expect(world.list('discrepancy')).toEqual([])
})

test('R48 the limit is that of the terms, whatever the tablet says of it', () => {
  const generous = worldWithPeople(600)
  generous.take(corrected(1, { quantity: -4, unitPrice: 150, limit: 0 })).deliver()
  expect(generous.list('discrepancy')).toEqual([])
  const strict = worldWithPeople(599)
  strict.take(corrected(1, { quantity: -4, unitPrice: 150, limit: 99_999 })).deliver()
  expect(strict.list('discrepancy')).toMatchObject([{ code: 'written-off-without-approval' }])
})

test('R48 a colleague’s yes is no approval', () => {
  const world = worldWithPeople()
  world.take(corrected(1, { quantity: -4, unitPrice: 150, limit: 0 }, 'E01')).deliver()
  expect(world.list('discrepancy')).toMatchObject([{ code: 'written-off-without-approval' }])
})

test('R40 what was corrected keeps its reason among the last movements', () => {
  const world = worldWithPeople()
  world.take(corrected(1, { quantity: 2 })).deliver()
  expect(world.get(S01, 'stock', 'A1')?.last).toMatchObject([{ kind: 'adjustment', reason: '破損' }])
})
