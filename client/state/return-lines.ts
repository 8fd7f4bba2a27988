/** The lines of a return while they are chosen. Pure. */
import { type NewLine, lineAmount } from '#shared/domain/line.ts'
import { type Money, sum } from '#shared/domain/money.ts'
import { type Receipt, remainingQuantity } from '#shared/domain/receipt.ts'
import type { ReturnIntent } from './tablet.ts'

export type ReturnLine = {
  readonly key: string
  readonly line: NewLine
  /** How many may come back; an unlinked line knows no limit. */
  readonly remaining: number
  readonly sold: number | undefined
  readonly quantity: number
  readonly of: { readonly ref: Receipt['ref']; readonly line: number } | undefined
}

const unlinkedMax = 999

export function receiptLines(receipt: Receipt): ReturnLine[] {
  return (receipt.lines ?? []).map((line, place) => ({
    key: `${receipt.ref}/${place}`,
    line,
    sold: line.quantity,
    remaining: remainingQuantity(receipt, place),
    quantity: 0,
    of: { ref: receipt.ref, line: place },
  }))
}

/** What was chosen, as far as the receipt as it is now still has it. */
export function stillLeft(lines: readonly ReturnLine[], receipt: Receipt): ReturnLine[] {
  const now = new Map(receiptLines(receipt).map((line) => [line.key, line.remaining]))
  return lines.map((line) => {
    const remaining = now.get(line.key) ?? line.remaining
    return { ...line, remaining, quantity: Math.min(line.quantity, remaining) }
  })
}

/** What was weighed comes back once: its price is that of all of it. */
export function unlinkedLine(line: NewLine, key: string): ReturnLine {
  const remaining = line.grams === undefined ? unlinkedMax : 1
  return { key, line, sold: undefined, remaining, quantity: 1, of: undefined }
}

/** Where one more of these goods counts: the same weight and price first; a receipt knows better than today's price. */
export function lineFor(lines: readonly ReturnLine[], wanted: NewLine): ReturnLine | undefined {
  const left = lines.filter(
    ({ line, quantity, remaining }) => line.sku === wanted.sku && quantity < remaining,
  )
  const same = left.find(({ line: { grams, unitPrice } }) => {
    return grams === wanted.grams && unitPrice === wanted.unitPrice
  })
  return same ?? left.find(({ of }) => of !== undefined)
}

/** R4: never more than what is left. */
export function withQuantity(lines: readonly ReturnLine[], key: string, wanted: number): ReturnLine[] {
  return lines.map((line) =>
    line.key === key ? { ...line, quantity: Math.max(0, Math.min(wanted, line.remaining)) } : line,
  )
}

export function withAll(lines: readonly ReturnLine[]): ReturnLine[] {
  return lines.map((line) => (line.of === undefined ? line : { ...line, quantity: line.remaining }))
}

export function refundOf(lines: readonly ReturnLine[]): Money {
  return sum(lines.map(({ line, quantity }) => lineAmount({ ...line, quantity })))
}

export function chosenLines(lines: readonly ReturnLine[]): ReturnIntent['lines'] {
  return lines.flatMap(({ line, quantity, of }) => {
    if (quantity === 0) return []
    const { sku, name, unitPrice, kind, grams } = line
    const weight = grams === undefined ? {} : { grams }
    return [{ sku, name, unitPrice, kind, quantity, ...weight, ...(of === undefined ? {} : { of }) }]
  })
}
