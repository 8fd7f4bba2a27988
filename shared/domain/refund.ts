import { allocate, proportion } from './allocate.ts'
import type { BackLine, Line } from './line.ts'
import { type Money, money, sum } from './money.ts'
import { heldAmount, heldQuantity, type Receipt } from './receipt.ts'

/**
 * R23: what was paid for every line after its share of the discounts. A discount is shared by the goods and services with a
 * positive amount, in proportion to it; the shares sum to the discount exactly. The discount's own line has no price left.
 */
export function paidForLines(lines: readonly Line[]): Money[] {
  const weights = lines.map((line) => (line.kind === 'discount' ? 0 : Math.max(0, line.amount)))
  const given = lines.reduce((total, line) => total - (line.kind === 'discount' ? line.amount : 0), 0)
  const shared = weights.reduce((total, weight) => total + weight, 0)
  const shares = allocate(money(Math.max(0, Math.min(given, shared))), weights)
  return lines.map((line, place) =>
    line.kind === 'discount' ? money(0) : money(line.amount - (shares[place] ?? 0)),
  )
}

export type Wanted = { readonly line: number; readonly quantity: number }

/** What a line gives back; `withheld` is the value of gifts that came with it and are kept. */
export type Refund = BackLine & { readonly withheld: Money }

/**
 * R23: what is given back for these quantities. Cumulative: the parts of a line, however many returns bring them, sum to what was
 * paid for it, and the last one takes the tail. Never more than is left of what was paid.
 */
export function refundsOf(receipt: Receipt, wanted: readonly Wanted[]): Refund[] {
  const lines = receipt.lines ?? []
  const paid = paidForLines(lines)
  return wanted.map(({ line, quantity }) => {
    const sold = lines[line]
    if (sold === undefined) return { line, quantity, amount: money(0), withheld: money(0) }
    const held = heldQuantity(receipt, line)
    const part = (units: number): Money =>
      proportion(paid[line] ?? money(0), Math.min(units, sold.quantity), sold.quantity)
    const due = part(held + quantity) - part(held)
    const left = (paid[line] ?? 0) - heldAmount(receipt, line)
    // A service may have a negative price; then "no more" is "no further below zero".
    const full = due < 0 ? Math.max(due, Math.min(0, left)) : Math.min(due, Math.max(0, left))
    const withheld = Math.max(0, Math.min(full, keptGifts(receipt, line, wanted)))
    return { line, quantity, amount: money(full - withheld), withheld: money(withheld) }
  })
}

export const refundTotal = (refunds: readonly BackLine[]): Money => sum(refunds.map(({ amount }) => amount))

/** R24: the value of the gifts that stay with the buyer when the last of the line they came with goes back. */
function keptGifts(receipt: Receipt, line: number, wanted: readonly Wanted[]): number {
  const lines = receipt.lines ?? []
  const after = (place: number): number => {
    const coming = wanted.reduce((units, one) => units + (one.line === place ? one.quantity : 0), 0)
    return Math.max(0, (lines[place]?.quantity ?? 0) - heldQuantity(receipt, place) - coming)
  }
  if (after(line) > 0) return 0
  return lines.reduce(
    (value, { gift }, place) => value + (gift?.of === line ? gift.value * after(place) : 0),
    0,
  )
}
