import type { Id } from '../base/id.ts'
import { type Money, money } from './money.ts'
import { isTold, owedQuantity, type Receipt, type Returned, returnedLines } from './receipt.ts'
import { refundableOf } from './refund.ts'

/** What a receipt was made of when something was said about it: its revision, and how many returns and handovers it knew. It only grows. */
export type Basis = readonly [revision: number, facts: number]

export const basisOf = ({ revision, returned, handed = {} }: Receipt): Basis => [
  revision,
  Object.keys(returned).length + Object.keys(handed).length,
]

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

/** What is over stays as a row of nothing, so that what arrives late finds it. */
export const isNothing = ({ quantity, amount }: Pick<Dispute, 'quantity' | 'amount'>): boolean =>
  quantity === 0 && amount === 0

/** The discrepancy of everybody who gave back from this line: one key, however many returns there were. */
export const excessKey = (ref: Id, line: number): string => ['excess', ref, line].join(':')

export type HomeDispute = { readonly key: string; readonly home: string; readonly dispute: Dispute }

/**
 * R28: the excess of every return, taken in the order of their ids (what was cancelled first), so that every order of arrival ends the same: the sale's books
 * hold refunds less disputed, and that is never more than was paid.
 */
export function disputesOf(receipt: Receipt): HomeDispute[] {
  const { lines } = receipt
  if (!lines) return []
  return returnedLines(receipt).flatMap((line) => {
    const units = (lines[line]?.quantity ?? 0) - owedQuantity(receipt, line)
    const left = { quantity: Math.max(0, units), amount: refundableOf(receipt, line) as number }
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

/** What was cancelled is nobody's to dispute: it comes first. */
const inOrder = ({ returned }: Receipt): [string, Returned][] =>
  Object.entries(returned).toSorted(
    ([a, one], [b, other]) => Number(isTold(other)) - Number(isTold(one)) || (a < b ? -1 : 1),
  )

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
