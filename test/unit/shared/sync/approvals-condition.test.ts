import { expect, test } from 'vitest'
import type { Disposition } from '#shared/domain/disposition.ts'
import { DEFAULT_TERMS, type Terms, TERMS_KEY } from '#shared/domain/terms.ts'
import { lay } from '#shared/sync/lay.ts'
import { madeId } from '../../../make/ids.ts'
import { leader } from '../../../make/leader.ts'
import { cash, exchange, giveBack, line, type Made, made, type ReturnOver } from '../../../make/operations.ts'
import { World } from '../../../make/world.ts'

/** Fourteen days in a store: on the 20th they are over, unless the condition has more. */
const terms: Terms = {
  ...DEFAULT_TERMS,
  returns: { ...DEFAULT_TERMS.returns, conditionDays: { damaged: 3, vendor: 60 } },
}
const ref = madeId(1)
const args = { receipt: 'R01-A-000001', lines: [line('A1', 150, 2)], tenders: [cash(300)], total: 300 }
const sold = made(1, { kind: 'sale.complete', args: { ...args, terms: 1 } }, { scene: {} })

const chain = (): World =>
  new World().put('store:S01', 'staff', [leader.id, leader]).put('catalog', 'terms', [TERMS_KEY, terms])
const codesOf = (...history: readonly Made[]): string[] => {
  const world = chain()
  for (const one of history) world.take(one).deliver()
  return world
    .list('discrepancy')
    .filter((one) => !one.settled)
    .map(({ code }) => code)
}
const approved = { approver: leader.id, approval: { for: ['late'], reason: '熟客' } }
const [soon, later] = ['2026-03-10', '2026-03-20']

const table = [
  ['restock', soon, []],
  ['damaged', soon, ['approval-missing']],
  ['restock', later, ['approval-missing']],
  ['vendor', later, []],
  [undefined, soon, []],
  [undefined, later, ['approval-missing']],
] as const satisfies readonly (readonly [Disposition | undefined, string, readonly string[]])[]

test.each(table)('R26 R50 %s on %s is late by its condition: %j', (disposition, businessDate, codes) => {
  const one = { ref, ...(disposition === undefined ? {} : { disposition }) }
  const back = (over: ReturnOver = {}) => giveBack(2, [one], { businessDate, ...over })
  expect(codesOf(sold, back())).toEqual(codes)
  expect(codesOf(back(), sold)).toEqual(codes)
  expect(codesOf(sold, back(approved))).toEqual([])
  const swapped = exchange(2, { back: [one], lines: [line('B2', 150)] }, { businessDate })
  expect(codesOf(sold, swapped)).toEqual(codes)
})

test('R26 of pieces of one line each has its own condition, in whatever order they stand', () => {
  const pieces = [
    { ref, disposition: 'restock' },
    { ref, disposition: 'damaged' },
  ] as const
  for (const backs of [pieces, pieces.toReversed()])
    expect(codesOf(sold, giveBack(2, backs, { businessDate: soon }))).toEqual(['approval-missing'])
  // Money that is due brings nothing back, and moves no condition to another line.
  const due = [
    { ref, due: true },
    { ref, disposition: 'vendor' },
  ] as const
  expect(codesOf(sold, giveBack(2, due, { businessDate: later }))).not.toContain('approval-missing')
})

test('R50 a tablet names it at once, as the server will', () => {
  const world = chain().take(sold).deliver()
  const back = giveBack(2, [{ ref, disposition: 'damaged' }], { businessDate: soon })
  const laid = lay(world.given(back), world.onTabletOf('S01'))
  expect(laid.find(({ table: name }) => name === 'discrepancy')).toMatchObject({
    scope: 'store:S01',
    value: { code: 'approval-missing' },
  })
})
