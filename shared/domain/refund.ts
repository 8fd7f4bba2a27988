import { allocate, proportion } from './allocate.ts'
import type { BackLine, Line } from './line.ts'
import { type Money, money, sum } from './money.ts'
import { heldAmount, heldQuantity, owedQuantity, type Receipt } from './receipt.ts'
import { cheaperOf, unpaidOf } from './unpaid.ts'

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
  const refunds = new Map<number, number>()
  // A gift last: what was kept back of its line is known then.
  const inOrder = wanted.toSorted((a, b) => Number(isGift(lines[a.line])) - Number(isGift(lines[b.line])))
  const all = inOrder.map(({ line, quantity }): Refund => {
    const sold = lines[line]
    if (sold === undefined) return { line, quantity, amount: money(0), withheld: money(0) }
    const held = heldQuantity(receipt, line)
    const part = (units: number): Money =>
      proportion(paid[line] ?? money(0), Math.min(units, sold.quantity), sold.quantity)
    const due = part(held + quantity) - part(held)
    const before = heldAmount(receipt, line)
    const left = refundableOf(receipt, line) - before
    // A service may have a negative price; then "no more" is "no further below zero".
    const full = due < 0 ? Math.max(due, Math.min(0, left)) : Math.min(due, Math.max(0, left))
    const amount = sold.gift
      ? full + released(receipt, wanted, { line, quantity, given: refunds.get(sold.gift.of) ?? 0 })
      : withoutGifts(receipt, wanted, { line, before, full, left, upTo: part(held + quantity) })
    refunds.set(line, amount)
    return { line, quantity, amount: money(amount), withheld: money(Math.max(0, full - amount)) }
  })
  return wanted.map((one) => all[inOrder.indexOf(one)] ?? { ...one, amount: money(0), withheld: money(0) })
}

const isGift = (line: Line | undefined): boolean => line?.gift !== undefined

export const refundTotal = (refunds: readonly BackLine[]): Money => sum(refunds.map(({ amount }) => amount))

type Due = {
  readonly line: number
  readonly before: Money
  readonly full: number
  readonly left: number
  readonly upTo: Money
}

/**
 * R24: a line gives back no more in all than what is left of its price without the gifts that came with it and stay. Counted over
 * all its returns, so that it is the same in however many parts it comes back.
 */
function withoutGifts(receipt: Receipt, wanted: readonly Wanted[], due: Due): number {
  const { line, before, full, left, upTo } = due
  const { lines } = receipt
  if (full < 0 || !lines?.some(({ gift }) => gift?.of === line)) return full
  const kept = lines.reduce(
    (value, { gift }, place) => value + (gift?.of === line ? gift.value * keptOf(receipt, wanted, place) : 0),
    0,
  )
  const price = paidForLines(lines)[line] ?? 0
  const all = Math.min(upTo, Math.max(0, price - kept))
  const given = before + giftsReleased(receipt, line)
  return Math.max(0, Math.min(all - given, left))
}

/** Units that stay with the buyer. */
function keptOf(receipt: Receipt, wanted: readonly Wanted[], place: number): number {
  const coming = wanted.reduce((units, one) => units + (one.line === place ? one.quantity : 0), 0)
  const owed = owedQuantity(receipt, place)
  return Math.max(0, (receipt.lines?.[place]?.quantity ?? 0) - owed - heldQuantity(receipt, place) - coming)
}

/** R24: a gift that comes back after the line it came with gives back what was kept of that line for it. */
function released(
  receipt: Receipt,
  wanted: readonly Wanted[],
  back: { readonly line: number; readonly quantity: number; readonly given: number },
): number {
  const gift = receipt.lines?.[back.line]?.gift
  if (gift === undefined) return 0
  const coming = wanted.reduce((units, one) => units + (one.line === gift.of ? one.quantity : 0), 0)
  const kept = keptBack(receipt, gift.of, coming) - back.given
  return Math.max(0, Math.min(kept, gift.value * back.quantity))
}

/** What was not given back of a line's price although its goods came back. */
function keptBack(receipt: Receipt, line: number, coming = 0): number {
  const lines = receipt.lines ?? []
  const sold = lines[line]
  if (sold === undefined) return 0
  const units = Math.min(sold.quantity, heldQuantity(receipt, line) + coming)
  const due = proportion(paidForLines(lines)[line] ?? money(0), units, sold.quantity)
  return Math.max(0, due - heldAmount(receipt, line) - giftsReleased(receipt, line))
}

/** What gifts of a line gave back beyond their own price. */
function giftsReleased(receipt: Receipt, line: number): number {
  const lines = receipt.lines ?? []
  const paid = paidForLines(lines)
  return lines.reduce((total, { gift }, place) => {
    if (gift?.of !== line) return total
    const most = gift.value * (lines[place]?.quantity ?? 0)
    return total + Math.max(0, Math.min(most, heldAmount(receipt, place) - (paid[place] ?? 0)))
  }, 0)
}

/**
 * R4: the most that is given back for a line, over all its returns: its price, as far as it was handed over and somebody was paid.
 * A gift gives back what was kept for it.
 */
export function refundableOf(receipt: Receipt, line: number): Money {
  const lines = receipt.lines ?? []
  const paid = paidForLines(lines)
  const price = paid[line] ?? money(0)
  const sold = lines[line]
  if (sold === undefined || price < 0) return price
  const gift = sold.gift
  if (gift) {
    const of = keptBack(receipt, gift.of)
    const own = Math.max(0, heldAmount(receipt, line) - price)
    return money(price + Math.min(gift.value * sold.quantity, of + own))
  }
  const owed = Math.min(sold.quantity, owedQuantity(receipt, line))
  const had = proportion(price, sold.quantity - owed, sold.quantity) + cheaperOf(receipt, line)
  const most = Math.min(had, price, price - unpaidOf(receipt, line, paid)) - giftsReleased(receipt, line)
  return money(Math.max(0, most))
}
