import type { Id } from '../base/id.ts'
import { type Money, money } from './money.ts'
import { type Receipt, type Returned, returnedLines } from './receipt.ts'
import { paidForLines } from './refund.ts'

/** What a receipt was made of when something was said about it: its revision, and how many returns it knew. It only grows. */
export type Basis = readonly [revision: number, returns: number]

export const basisOf = (receipt: Receipt): Basis => [receipt.revision, Object.keys(receipt.returned).length]

export const isLater = (a: Basis, b: Basis): boolean => (a[0] === b[0] ? a[1] > b[1] : a[0] > b[0])

/** What one return gave for a line beyond what was sold or paid: it stands here, and not in the books of the sale. */
export type Dispute = {
  readonly ref: Id
  /** The receipt's number, as people call it. */
  readonly receipt: string
  readonly line: number
  /** The operation that gave it. */
  readonly op: Id
  readonly quantity: number
  readonly amount: Money
  readonly basis: Basis
}

/** The discrepancy of everybody who gave back from this line: one key, however many returns there were. */
export const excessKey = (ref: Id, line: number): string => ['excess', ref, line].join(':')

export type HomeDispute = { readonly key: string; readonly home: string; readonly dispute: Dispute }

/**
 * R28: the excess of every return, taken in the order of their ids, so that every order of arrival ends the same: the sale's books
 * hold refunds less disputed, and that is never more than was paid.
 */
export function disputesOf(receipt: Receipt): HomeDispute[] {
  const { lines } = receipt
  if (!lines) return []
  const paid = paidForLines(lines)
  return returnedLines(receipt).flatMap((line) => {
    const left = { quantity: lines[line]?.quantity ?? 0, amount: (paid[line] ?? 0) as number }
    return inOrder(receipt).flatMap(([id, returned]) => {
      const over = takenFrom(left, returned, line)
      if (over.quantity === 0 && over.amount === 0) return []
      const { op, home } = returned
      const { ref, number } = receipt
      const about = { ref, receipt: number ?? ref, line, op, basis: basisOf(receipt) }
      return [{ key: `${ref}/${line}/${id}`, home, dispute: { ...about, ...over } }]
    })
  })
}

const inOrder = ({ returned }: Receipt): [string, Returned][] =>
  Object.entries(returned).toSorted(([a], [b]) => (a < b ? -1 : 1))

/** Takes what a return gave from what is left of the line; answers what was not there. */
function takenFrom(
  left: { quantity: number; amount: number },
  { lines }: Returned,
  line: number,
): { quantity: number; amount: Money } {
  const backs = lines.filter((back) => back.line === line)
  const quantity = backs.reduce((units, back) => units + back.quantity, 0)
  const amount = backs.reduce((dollars, back) => dollars + back.amount, 0)
  const units = Math.min(quantity, left.quantity)
  const dollars = left.amount < 0 ? Math.max(amount, left.amount) : Math.min(amount, left.amount)
  left.quantity -= units
  left.amount -= dollars
  return { quantity: quantity - units, amount: money(amount - dollars) }
}
