import { expect, test } from 'vitest'
import { line } from '../../../make/operations.ts'
import { money } from '#shared/domain/money.ts'
import { sumProblems } from '#shared/domain/sale.ts'
import { looksLikeCardNumber, paidBy, withChange } from '#shared/domain/tender.ts'

test('R2 change is what was given less what was due', () => {
  expect(withChange({ kind: 'cash', amount: money(300), tendered: money(1000) })).toEqual({
    kind: 'cash',
    amount: 300,
    tendered: 1000,
    change: 700,
  })
  expect(withChange({ kind: 'cash', amount: money(300) })).toMatchObject({ tendered: 300, change: 0 })
})

test('R2 several tenders pay one ticket together', () => {
  expect(paidBy([{ amount: money(100) }, { amount: money(230) }])).toBe(330)
})

const tea = line('A1', 150, 2)
const exact = { kind: 'cash' as const, amount: money(300), tendered: money(500), change: money(200) }

test('R2 what does not add up is named', () => {
  const right = { lines: [tea], tenders: [exact], total: money(300) }
  expect(sumProblems(right)).toEqual([])
  expect(sumProblems({ ...right, lines: [{ ...tea, amount: money(299) }] })).toEqual([
    'line-amount-differs',
    'total-differs',
  ])
  expect(sumProblems({ ...right, total: money(310) })).toEqual(['total-differs', 'tenders-differ'])
  expect(sumProblems({ ...right, tenders: [{ ...exact, change: money(190) }] })).toEqual(['change-differs'])
  expect(sumProblems({ ...right, tenders: [] })).toEqual(['tenders-differ'])
})

test.each([
  '4111111111111111',
  '5555 5555 5555 4444',
  '3782-822463-10005',
  '4222222222222',
  '6304000000000000000',
  '４１１１１１１１１１１１１１１１',
  'paid with 4111111111111111 at the desk',
  '4111111111111111 12/27',
  '4111-1111-1111-1111-1227',
  '17 4111 1111 1111 1111',
])('R3 %s looks like a card number', (text) => {
  expect(looksLikeCardNumber(text)).toBe(true)
})

test.each([
  ['one digit off', '4111111111111112'],
  ['twelve digits', '422222222222'],
  ['twenty digits', '41111111111111111111'],
  ['digits with letters between them', '4111x1111x1111x1111'],
  ['a reference of a payment app', 'LINEPAY-20260302-000123'],
  ['a trade item number', '4006381333931'],
  ['nothing', ''],
])('R3 %s does not look like a card number', (_, text) => {
  expect(looksLikeCardNumber(text)).toBe(false)
})
