import { type Money, money, sum } from './money.ts'
import type { Receipt, Returned } from './receipt.ts'

/**
 * R25: what a counter's order has paid for and nobody gets any more, as far as it was not paid out yet. Below zero more was paid
 * out than was due. What a shop took, it gives back itself.
 */
export function refundDue(receipt: Receipt, line: number): number {
  const entries = Object.values(receipt.returned)
  const due = entries.flatMap((one) => (isPaidPart(receipt, one) ? one.lines : []))
  const paidOut = entries.flatMap((one) => one.paidOut ?? [])
  return amountOf(due, line) - amountOf(paidOut, line)
}

/** The lines of which anything was due or paid out, in order. */
export function dueLines(receipt: Receipt): number[] {
  const entries = Object.values(receipt.returned)
  const lines = entries.flatMap((one) => [
    ...(one.paidOut ?? []),
    ...(isPaidPart(receipt, one) ? one.lines : []),
  ])
  return [...new Set(lines.map(({ line }) => line))].toSorted((a, b) => a - b)
}

export const refundDueOfAll = (receipt: Receipt): Money =>
  sum(dueLines(receipt).map((line) => money(Math.max(0, refundDue(receipt, line)))))

const isPaidPart = ({ promised = [] }: Receipt, { ended }: Returned): boolean =>
  ended !== undefined && promised.some(({ part, isPaid }) => isPaid && part === ended)

const amountOf = (all: readonly { readonly line: number; readonly amount: Money }[], line: number): number =>
  all.reduce((total, one) => total + (one.line === line ? one.amount : 0), 0)
