/** The lines of a return while they are chosen. Pure. */
import { type NewLine, lineAmount } from '#shared/domain/line.ts'
import { type Money, sum } from '#shared/domain/money.ts'
import type { Product } from '#shared/domain/product.ts'
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

export function unlinkedLine({ sku, name, price: unitPrice, kind }: Product): ReturnLine {
  const line = { sku, name, unitPrice, kind, quantity: 1 }
  return { key: sku, line, sold: undefined, remaining: unlinkedMax, quantity: 1, of: undefined }
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
