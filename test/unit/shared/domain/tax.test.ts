import { expect, test } from 'vitest'
import { priceOfWeight } from '#shared/domain/line.ts'
import { money } from '#shared/domain/money.ts'
import { taxWithin } from '#shared/domain/tax.ts'

test.each([
  [340, 324, 16],
  [105, 100, 5],
  [104, 99, 5],
  [1000, 952, 48],
  [33, 31, 2],
  [9999, 9523, 476],
  [1, 1, 0],
  [0, 0, 0],
  [-105, -100, -5],
  [999_999_999_999, 952_380_952_380, 47_619_047_619],
])('R16 of NT$%i, %i is net and %i is tax', (total, net, tax) => {
  expect(taxWithin(money(total))).toEqual({ net: money(net), tax: money(tax) })
})

test('R16 net and tax make the total again, whatever it is', () => {
  for (let total = -2000; total <= 2000; total++) {
    const { net, tax } = taxWithin(money(total))
    expect(net + tax).toBe(total)
    expect(Math.abs(tax - (total * 5) / 105)).toBeLessThanOrEqual(0.5)
  }
})

test.each([
  [100, 1000, 100],
  [99, 500, 50],
  [99, 505, 50],
  [333, 250, 83],
  [100, 4, 0],
  [100, 5, 1],
])('R19 at NT$%i a kilogram, %i g cost NT$%i', (perKilogram, grams, price) => {
  expect(priceOfWeight(money(perKilogram), grams)).toBe(price)
})
