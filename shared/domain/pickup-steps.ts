import { type BackLine, type Line, lineAmount } from './line.ts'
import { money } from './money.ts'
import { type Pickup, type PickupLine, substituteLine } from './pickup.ts'
import type { PickArgs } from './pickup-args.ts'
import { isOpen } from './pickup-state.ts'
import { foundPieces, givenOf, leftOf, readyOf, shareOf } from './pickup-units.ts'

type Picked = PickArgs['lines'][number]

/**
 * R38: what was found of each line, counted absolutely: a line that is ticked twice is ticked once. What is missing is waited for,
 * given back, or replaced by goods that cost no more.
 */
export function picked(pickup: Pickup, args: Pick<PickArgs, 'lines'>): Pickup {
  // Of what is over nothing is missing any more.
  const lines = isOpen(pickup.state) ? args.lines : args.lines.map(({ missing: _, ...line }) => line)
  return lines.reduce(pickedLine, pickup)
}

function pickedLine(pickup: Pickup, { line: number, picked: ticked, missing }: Picked): Pickup {
  const line = pickup.lines.find((one) => one.line === number)
  if (line === undefined) return pickup
  const counted = { ...line, picked: Math.min(ticked, line.quantity) }
  if (missing === undefined || missing.how === 'wait') return withLine(pickup, counted)
  // Told again, or by two tablets, it is missing once: what was found is not missing.
  const found = Math.max(counted.picked, givenOf(pickup, number))
  const quantity = Math.max(
    0,
    Math.min(missing.quantity, leftOf(pickup, line), line.quantity - line.cancelled - line.expired - found),
  )
  const short = { ...counted, cancelled: line.cancelled + quantity }
  if (missing.how === 'refund' || quantity === 0 || isReplacedByOther(pickup, number, missing.by.sku))
    return withLine(pickup, short)
  return withLine(withLine(pickup, short), substitute(pickup, { line, by: missing.by, quantity }))
}

/** One line has one article in its place: what would be a second one is given back instead. */
export const isReplacedByOther = (pickup: Pick<Pickup, 'lines'>, line: number, sku: string): boolean =>
  pickup.lines.some((one) => one.line === substituteLine(line) && one.sku !== sku)

/** The buyer pays the lower of the two prices; a second substitute of the same line is added to the first, and makes it no dearer. */
function substitute(
  pickup: Pickup,
  { line, by, quantity }: { line: PickupLine; by: Line; quantity: number },
): PickupLine {
  const number = substituteLine(line.line)
  const before = pickup.lines.find((one) => one.line === number)
  const units = quantity + (before?.quantity ?? 0)
  // What a piece costs after the discounts of the order.
  const own = Math.floor(line.amount / line.quantity)
  const unitPrice = money(Math.min(own, by.unitPrice, before?.unitPrice ?? Infinity))
  return {
    ...by,
    line: number,
    insteadOf: line.line,
    quantity: units,
    unitPrice,
    amount: lineAmount({ unitPrice, quantity: units }),
    picked: units,
    cancelled: before?.cancelled ?? 0,
    withdrawn: 0,
    expired: before?.expired ?? 0,
  }
}

function withLine(pickup: Pickup, line: PickupLine): Pickup {
  const isKnown = pickup.lines.some((one) => one.line === line.line)
  const lines = isKnown
    ? pickup.lines.map((one) => (one.line === line.line ? line : one))
    : [...pickup.lines, line]
  return { ...pickup, lines }
}

/** Everything that is left is cancelled. */
export const cancelledWhole = (pickup: Pickup): Pickup => ({
  ...pickup,
  lines: pickup.lines.map((line) => ({ ...line, cancelled: line.cancelled + leftOf(pickup, line) })),
})

/** Everything that is left was not collected in time. */
export const expiredWhole = (pickup: Pickup): Pickup => ({
  ...pickup,
  lines: pickup.lines.map((line) => ({ ...line, expired: line.expired + leftOf(pickup, line) })),
})

/**
 * What is in a parcel: all that is left; once it was packed, what was found of it. Of a pickup that had ended, all that was not
 * given yet, or all of it again.
 */
export function sentLines(pickup: Pickup): BackLine[] {
  const isAll = pickup.lines.every((line) => givenOf(pickup, line.line) >= line.quantity)
  const isTicked = pickup.readyAt !== null && foundPieces(pickup) > 0
  return pickup.lines.flatMap((line) => {
    const before = isAll ? 0 : givenOf(pickup, line.line)
    const open = (isTicked ? readyOf : leftOf)(pickup, line)
    const quantity = isOpen(pickup.state) ? open : line.quantity - before
    const amount = money(shareOf(line, before + quantity) - shareOf(line, before))
    return quantity <= 0 ? [] : [{ line: line.line, quantity, amount }]
  })
}
