import { proportion } from './allocate.ts'
import type { BackLine, Line } from './line.ts'
import { type Money, money, sum } from './money.ts'
import { orderLine, type Pickup, type PickupLine } from './pickup.ts'
import { isOpen } from './pickup-state.ts'
import type { HandedLine } from './receipt.ts'
import type { Move } from './stock.ts'

type Given = Pick<Pickup, 'handovers' | 'shipments'>

/** Units of a line that left the store, into the buyer's hands or to their door. */
export function givenOf({ handovers, shipments }: Given, line: number): number {
  const lines = [...Object.values(handovers), ...Object.values(shipments)].flatMap((one) => one.lines)
  return lines.reduce((units, one) => units + (one.line === line ? one.quantity : 0), 0)
}

/** Units of a line that are still to be handed over or sent. */
export const leftOf = (pickup: Given, line: PickupLine): number =>
  Math.max(0, line.quantity - line.cancelled - line.expired - givenOf(pickup, line.line))

/** What lies ready of a line for the buyer. Services lie nowhere. */
export function readyOf(pickup: Given, line: PickupLine): number {
  const left = leftOf(pickup, line)
  if (line.kind === 'service') return left
  return Math.max(0, Math.min(left, line.picked - givenOf(pickup, line.line)))
}

/** Pieces that somebody has found; none at all, and nobody has ticked the list: then all of it is there. */
export const foundPieces = ({ lines }: Pick<Pickup, 'lines'>): number =>
  lines.reduce((pieces, { picked }) => pieces + picked, 0)

/** R38: what lies ready of each line of the order; a substitute is the line that it stands for. */
export function readyLines(pickup: Pickup): BackLine[] {
  const unticked = foundPieces(pickup) === 0
  return pickup.lines.flatMap((own) => {
    if (own.insteadOf !== undefined) return []
    const all = pickup.lines.filter((one) => one === own || one.insteadOf === own.line)
    const units = all.map((one) => (unticked ? leftOf : readyOf)(pickup, one))
    const quantity = units.reduce((pieces, one) => pieces + one, 0)
    const worth = all.map((one, at) => {
      const given = givenOf(pickup, one.line)
      return money(shareOf(one, given + (units[at] ?? 0)) - shareOf(one, given))
    })
    return quantity > 0 ? [{ line: own.line, quantity, amount: sum(worth) }] : []
  })
}

export const isAllGiven = (pickup: Pickup): boolean =>
  pickup.lines.every((line) => leftOf(pickup, line) === 0)

/** R31: what each unit of a line came to. What was given is a fact, so it comes first. */
export function endsOf(
  pickup: Given,
  line: PickupLine,
): { readonly given: number; readonly cancelled: number; readonly expired: number; readonly left: number } {
  const given = Math.min(givenOf(pickup, line.line), line.quantity)
  const cancelled = Math.min(line.cancelled, line.quantity - given)
  const expired = Math.min(line.expired, line.quantity - given - cancelled)
  return { given, cancelled, expired, left: line.quantity - given - cancelled - expired }
}

/** What the first so many units of a line cost: shares of any split add up to the line's amount. */
export function shareOf(line: Pick<PickupLine, 'amount' | 'quantity'>, units: number): Money {
  return proportion(line.amount, Math.min(units, line.quantity), line.quantity)
}

const keptOf = (line: PickupLine): number => Math.max(0, line.quantity - line.cancelled - line.expired)

/** What the buyer gets of it, in money. */
export const worthOf = ({ lines }: Pick<Pickup, 'lines'>): Money =>
  sum(lines.map((line) => shareOf(line, keptOf(line))))

/** R33: what is still to be paid: for the lines the buyer gets, less what was taken for them at the counter. */
export function dueOf(pickup: Pick<Pickup, 'lines' | 'isPaid' | 'handovers'>): Money {
  if (pickup.isPaid) return money(0)
  const paid = sum(Object.values(pickup.handovers).map((one) => one.paid))
  return money(Math.max(0, worthOf(pickup) - paid))
}

/** What is due for these units of it: shares in the order in which they are handed over. */
export function dueFor(
  pickup: Pickup,
  lines: readonly { readonly line: number; readonly quantity: number }[],
): Money {
  if (pickup.isPaid) return money(0)
  const shares = pickup.lines.map((line) => {
    const before = Math.min(givenOf(pickup, line.line), line.quantity)
    const wanted = lines.reduce((units, one) => units + (one.line === line.line ? one.quantity : 0), 0)
    const after = before + Math.min(wanted, leftOf(pickup, line))
    return money(shareOf(line, after) - shareOf(line, before))
  })
  return sum(shares)
}

/** What a step cancelled or let expire, by line, with its money. */
export function endedBetween(before: Pickup, after: Pickup): BackLine[] {
  return after.lines.flatMap((line) => {
    const was = before.lines.find((one) => one.line === line.line)
    if (was === undefined || line.insteadOf !== undefined) return []
    const quantity = keptOf(was) - keptOf(line)
    if (quantity <= 0) return []
    const amount = money(shareOf(was, keptOf(was)) - shareOf(line, keptOf(line)))
    return [{ line: line.line, quantity, amount }]
  })
}

/**
 * R31: what a store ended of an order, as the order's receipt counts it. What was given is a fact, so it comes first; a substitute
 * is the line that it stands for, so that a piece which is replaced is not gone, and only what it costs less is given back.
 */
export function endedOfReceipt(pickup: Pickup): BackLine[] {
  const own = pickup.lines.filter(({ insteadOf }) => insteadOf === undefined)
  return own.flatMap((line) => {
    // What was withdrawn ended elsewhere, and is told there.
    const asked = line.quantity - line.withdrawn
    const all = pickup.lines.filter((one) => one === line || one.insteadOf === line.line)
    const kept = all.map((one) => {
      const given = Math.min(givenOf(pickup, one.line), one.quantity)
      const units = Math.max(keptOf(one), given)
      // What is left of a pickup that is over was declined: somebody else is asked for the line itself, and not for its substitute.
      const priced = isOpen(pickup.state) ? units : given
      return { units, priced, worth: shareOf(one, priced) }
    })
    const units = kept.reduce((all, one) => all + one.units, 0)
    const priced = kept.reduce((all, one) => all + one.priced, 0)
    const declined = shareOf(line, Math.min(asked, units)) - shareOf(line, Math.min(asked, priced))
    const quantity = Math.max(0, asked - units)
    const worth = declined + sum(kept.map((one) => one.worth))
    const amount = money(Math.max(0, shareOf(line, asked) - worth))
    return quantity > 0 || amount > 0 ? [{ line: line.line, quantity, amount }] : []
  })
}

/**
 * R32: what left without being among a pickup's lines (its substitution came too late, or never): it stands beside them like goods
 * that were cancelled, so that the shelf, the line it stands for and its people hear of it.
 */
export function beside(lines: readonly PickupLine[], gone: readonly Gone[]): PickupLine[] {
  const unknown = gone.filter(({ line }) => !lines.some((one) => one.line === line))
  const byLine = new Map(unknown.map((one) => [one.line, one]))
  return [...byLine.values()].map((one) => ({
    ...one,
    picked: one.quantity,
    cancelled: one.quantity,
    withdrawn: 0,
    expired: 0,
    ...(orderLine(one.line) === one.line ? {} : { insteadOf: orderLine(one.line) }),
  }))
}

/** R4: a line as the order's receipt is told that it left: what stood for another article is what left, and what can come back. */
export function handedLine(
  { line, quantity, amount }: BackLine,
  article: Pick<Line, 'sku' | 'name'> | undefined,
): HandedLine {
  const own = orderLine(line)
  const told = { line: own, quantity, amount }
  return own === line || article === undefined
    ? told
    : { ...told, instead: { sku: article.sku, name: article.name } }
}

type Gone = Line & { readonly line: number }

/** Units that are set aside: nothing is, of a pickup that is not open any more. */
const reservedOf = (pickup: Pickup | null, sku: string): number =>
  pickup && isOpen(pickup.state)
    ? pickup.lines.reduce((units, line) => units + (line.sku === sku ? leftOf(pickup, line) : 0), 0)
    : 0

/** R34: what a step moves in the store: the units that left the shelf, and what is set aside now and was not, or no longer. */
export function movesBetween(before: Pickup | null, after: Pickup): Move[] {
  const all = [...(before?.lines ?? []), ...after.lines].filter((line) => line.kind === 'goods')
  return [...new Set(all.map((line) => line.sku))].flatMap((sku): Move[] => {
    const reserved = reservedOf(after, sku) - reservedOf(before, sku)
    const onHand = givenOfSku(before, sku) - givenOfSku(after, sku)
    return reserved === 0 && onHand === 0 ? [] : [{ sku, onHand, reserved }]
  })
}

const givenOfSku = (pickup: Pickup | null, sku: string): number =>
  pickup === null
    ? 0
    : pickup.lines.reduce((units, line) => units + (line.sku === sku ? givenOf(pickup, line.line) : 0), 0)
