import type { Id } from '../base/id.ts'
import { type Money, money } from './money.ts'

export type Issued = {
  readonly amount: Money
  readonly at: number
  readonly date: string
  readonly home: string
  /** The receipt of the return that gave it. */
  readonly number: string | null
}

export type Spent = { readonly amount: Money; readonly at: number; readonly home: string }

/**
 * Store credit, under the id of the return that gave it. It does not expire, and what is left of it can be spent. `issued` is null
 * while a spending was heard of before it.
 */
export type Credit = {
  readonly ref: Id
  readonly issued: Issued | null
  readonly spent: Readonly<Record<string, Spent>>
}

/** What may still be spent; never below 0, even when two tablets spent it at once. */
export function creditLeft({ issued, spent }: Credit): Money {
  const gone = Object.values(spent).reduce((total, { amount }) => total + amount, 0)
  return money(Math.max(0, (issued?.amount ?? 0) - gone))
}

export type Overspent = Spent & { readonly op: string; readonly over: Money }

/** R25: what was spent beyond the credit, in the order of the operations' ids: kept, and named to who took it. */
export function overspent({ issued, spent }: Credit): Overspent[] {
  if (!issued) return []
  let left: number = issued.amount
  return Object.entries(spent)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([op, one]) => {
      const taken = Math.min(one.amount, left)
      left -= taken
      return taken === one.amount ? [] : [{ ...one, op, over: money(one.amount - taken) }]
    })
}
