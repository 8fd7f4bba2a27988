import { expect, test } from 'vitest'
import { madeId } from '../../../make/ids.ts'
import { line } from '../../../make/operations.ts'
import { money } from '#shared/domain/money.ts'
import type { Handed, Receipt } from '#shared/domain/receipt.ts'
import type { Disposition } from '#shared/domain/disposition.ts'
import { isOver, returnWindow } from '#shared/domain/return-window.ts'
import { DEFAULT_TERMS, type Terms } from '#shared/domain/terms.ts'

const bought: Receipt = {
  ref: madeId(1),
  lines: [line('A', 100), line('B', 100)],
  number: 'N1',
  where: 'channel:web',
  at: 0,
  businessDate: '2026-11-10',
  who: null,
  revision: 1,
  returned: {},
}
const days = (store: number, distance: number, categoryDays: Record<string, number> = {}): Terms => ({
  ...DEFAULT_TERMS,
  returns: { ...DEFAULT_TERMS.returns, days: { store, distance }, categoryDays },
})
const handedOn = (date: string, place: number): Handed => ({
  at: 0,
  date,
  lines: [{ line: place, quantity: 1, amount: money(100) }],
})

test('R26 handed over on 2026-11-21 the law’s last day is 2026-11-28', () => {
  const receipt = { ...bought, handed: { h: handedOn('2026-11-21', 0) } }
  const window = returnWindow(receipt, 0, { terms: days(14, 3) })
  expect(window).toEqual({ from: '2026-11-21', lastDay: '2026-11-28', since: 'handover' })
  expect([isOver(window, '2026-11-28'), isOver(window, '2026-11-29')]).toEqual([false, true])
})

test('R26 parts that were handed over on several days count from each line’s own last one', () => {
  const handed = { a: handedOn('2026-11-21', 0), b: handedOn('2026-11-23', 0), c: handedOn('2026-11-21', 1) }
  const lastDays = [0, 1].map(
    (place) => returnWindow({ ...bought, handed }, place, { terms: days(14, 7) }).lastDay,
  )
  expect(lastDays).toEqual(['2026-11-30', '2026-11-28'])
})

test('R26 without a handover the days count from the purchase in a store', () => {
  const inStore = { ...bought, where: 'store:S01' }
  const window = returnWindow(inStore, 0, { terms: days(10, 14) })
  expect(window).toMatchObject({ lastDay: '2026-11-20', since: 'purchase' })
})

const arrived = (...dates: readonly (readonly [date: string, quantity: number])[]) =>
  dates.map(([date, quantity]) => ({ date, lines: [{ line: 0, quantity }] }))
const sent = { ...handedOn('2026-11-20', 0), sent: true } as const
const two = { ...bought, lines: [line('A', 100, 2)] }

test.each([
  [
    'delivered by its shop, ordered earlier',
    { ...bought, delivered: arrived(['2026-11-06', 1]) },
    '2026-11-13',
  ],
  ['delivered in parts', { ...two, delivered: arrived(['2026-11-12', 1], ['2026-11-17', 1]) }, '2026-11-24'],
  [
    'partly on its way: the rest must be there by the 24th',
    { ...two, delivered: arrived(['2026-11-12', 1]) },
    '2026-12-01',
  ],
  ['on its way, for all that anybody says', bought, '2026-12-01'],
  ['sent by a store, and nobody says when it was there', { ...bought, handed: { h: sent } }, '2026-12-11'],
  [
    'sent by a store, and delivered',
    { ...bought, handed: { h: sent }, delivered: arrived(['2026-11-22', 1]) },
    '2026-11-29',
  ],
  [
    'of which another line was delivered',
    { ...bought, delivered: [{ date: '2026-11-12', lines: [{ line: 1, quantity: 1 }] }] },
    '2026-12-01',
  ],
] as const)('R26 the law’s days of a distance sale begin when it is there: %s', (_, receipt, lastDay) => {
  expect(returnWindow(receipt, 0, { terms: days(14, 7) }).lastDay).toBe(lastDay)
})

/** There on the day on which it was ordered. */
const there = { ...bought, delivered: arrived(['2026-11-10', 1]) }

test('R26 a category has days of its own, in a shop even none, at a distance never fewer than the law gives', () => {
  const terms = days(14, 14, { food: 0, shoes: 30 })
  const inStore = { ...bought, where: 'store:S01' }
  expect(returnWindow(inStore, 0, { terms, category: 'food' }).lastDay).toBe('2026-11-10')
  expect(returnWindow(inStore, 0, { terms, category: 'shoes' }).lastDay).toBe('2026-12-10')
  expect(returnWindow(inStore, 0, { terms, category: 'books' }).lastDay).toBe('2026-11-24')
  expect(returnWindow(there, 0, { terms, category: 'food' }).lastDay).toBe('2026-11-17')
})

test.each([
  // The condition, then what counts in a store and at a distance, without a category and with one of 30 days.
  ['restock', { store: '2026-11-24', distance: '2026-11-24' }, '2026-12-10'],
  ['damaged', { store: '2026-11-13', distance: '2026-11-17' }, '2026-11-13'],
  ['inspect', { store: '2026-11-24', distance: '2026-11-24' }, '2026-12-10'],
  ['vendor', { store: '2027-01-09', distance: '2027-01-09' }, '2027-01-09'],
  ['missing', { store: '2026-11-10', distance: '2026-11-17' }, '2026-11-10'],
] as const satisfies readonly (readonly [Disposition, object, string])[])(
  'R26 %s: the condition has days of its own, before the category, at a distance never fewer than the law gives',
  (condition, { store, distance }, inCategory) => {
    const agreed = days(14, 14, { shoes: 30 })
    const conditionDays = { damaged: 3, vendor: 60, missing: 0 }
    const terms = { ...agreed, returns: { ...agreed.returns, conditionDays } }
    const inStore = { ...bought, where: 'store:S01' }
    expect(returnWindow(inStore, 0, { terms, condition }).lastDay).toBe(store)
    expect(returnWindow(there, 0, { terms, condition }).lastDay).toBe(distance)
    expect(returnWindow(inStore, 0, { terms, condition, category: 'shoes' }).lastDay).toBe(inCategory)
    // Terms that were written before conditions had any know only where and what.
    expect(returnWindow(inStore, 0, { terms: agreed, condition }).lastDay).toBe('2026-11-24')
  },
)
