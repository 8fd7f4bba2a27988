import { assert } from '../base/assert.ts'
import { type Money, money, sum } from './money.ts'

/** `amount × part ÷ whole`, rounded towards zero. The product may leave the safe integers, the result does not. */
export function proportion(amount: Money, part: number, whole: number): Money {
  assert(whole > 0, 'a share is of something')
  return money(Number((BigInt(amount) * BigInt(part)) / BigInt(whole)))
}

/**
 * Splits an amount (not negative) by weights (not negative) so that the shares sum to it exactly: everybody gets the whole
 * dollars of their share, and the dollars left over go to the largest remainders, the earlier of equals first.
 */
export function allocate(amount: Money, weights: readonly number[]): Money[] {
  const whole = weights.reduce((total, weight) => total + weight, 0)
  if (whole === 0) return weights.map(() => money(0))
  const shares = weights.map((weight, place) => {
    const product = BigInt(amount) * BigInt(weight)
    return { place, dollars: Number(product / BigInt(whole)), remainder: product % BigInt(whole) }
  })
  const leftOver = amount - shares.reduce((total, { dollars }) => total + dollars, 0)
  const lucky = new Set(
    shares
      .toSorted((a, b) =>
        a.remainder === b.remainder ? a.place - b.place : a.remainder > b.remainder ? -1 : 1,
      )
      .slice(0, leftOver)
      .map(({ place }) => place),
  )
  const split = shares.map(({ place, dollars }) => money(dollars + (lucky.has(place) ? 1 : 0)))
  assert(sum(split) === amount, 'shares sum to the whole')
  return split
}
