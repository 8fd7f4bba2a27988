import * as z from 'zod/mini'
import { assert } from '../base/assert.ts'

/** Whole New Taiwan dollars: TWD is used without decimals, so the minor unit is the dollar (exponent 0). */
export type Money = number & { readonly __currency: 'TWD' }

/** Far above any till's day and far below 2^53, so that sums of thousands of lines stay exact. */
export const MONEY_MAX = 1_000_000_000_000

export function money(dollars: number): Money {
  assert(Number.isSafeInteger(dollars) && Math.abs(dollars) <= MONEY_MAX, `${dollars} is not an amount`)
  return (dollars + 0) as Money
}

export const NOTHING = money(0)
export const sum = (amounts: readonly Money[]): Money =>
  money(amounts.reduce<number>((total, one) => total + one, 0))
export const minus = (amount: Money): Money => money(0 - amount)
export const times = (unitPrice: Money, quantity: number): Money => money(unitPrice * quantity)

export const MoneyText = z.pipe(
  z.int().check(z.gte(-MONEY_MAX), z.lte(MONEY_MAX)),
  z.transform((dollars) => money(dollars)),
)
