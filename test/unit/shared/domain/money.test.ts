import { expect, test } from 'vitest'
import { lineAmount, priced, totalOf } from '#shared/domain/line.ts'
import { minus, MONEY_MAX, money, MoneyText, NOTHING, sum, times } from '#shared/domain/money.ts'

test('R1 money is whole dollars', () => {
  expect(money(150)).toBe(150)
  for (const amount of [0.5, Number.NaN, Number.POSITIVE_INFINITY, MONEY_MAX + 1, -MONEY_MAX - 1]) {
    expect(() => money(amount)).toThrow('is not an amount')
  }
})

test('R1 nothing is never minus nothing', () => {
  expect(Object.is(minus(NOTHING), 0)).toBe(true)
  expect(Object.is(money(-0), 0)).toBe(true)
})

test('R1 the amount of a line is its unit price times its quantity', () => {
  expect(lineAmount({ unitPrice: money(39), quantity: 12 })).toBe(468)
  expect(times(money(-80), 3)).toBe(-240)
  const lines = [
    priced({ sku: 'A1', name: 'Tea', quantity: 2, unitPrice: money(150), kind: 'goods' }),
    priced({ sku: 'POST', name: 'Postage', quantity: 1, unitPrice: money(-60), kind: 'service' }),
  ]
  expect(lines.map(({ amount }) => amount)).toEqual([300, -60])
  expect(totalOf(lines)).toBe(240)
})

test('R2 the sum of no lines is nothing', () => {
  expect(sum([])).toBe(0)
})

test('R1 an amount from outside is whole dollars or it is refused', () => {
  expect(MoneyText.safeParse(300).data).toBe(300)
  for (const text of [1.5, '300', null, 1e13]) expect(MoneyText.safeParse(text).success).toBe(false)
})
