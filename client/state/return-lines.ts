/** The lines of a return while they are chosen. Pure. */
import { allocate } from '#shared/domain/allocate.ts'
import { articlesOf } from '#shared/domain/articles.ts'
import { lineAmount, type NewLine } from '#shared/domain/line.ts'
import { type Money, money, sum } from '#shared/domain/money.ts'
import { owedQuantity, type Receipt, type ReceiptCode } from '#shared/domain/receipt.ts'
import { type Refund, refundsOf } from '#shared/domain/refund.ts'
import { dueLines, refundDue } from '#shared/domain/refund-due.ts'
import type { Disposition } from '#shared/domain/disposition.ts'
import type { ReturnIntent } from './tablet.ts'

export type ReturnLine = {
  readonly key: string
  readonly line: NewLine
  /** How many may come back; an unlinked line knows no limit. */
  readonly remaining: number
  readonly sold: number | undefined
  /** Of these, units of an order that are still with a store. */
  readonly owed: number
  readonly quantity: number
  readonly disposition: Disposition
  /** Of goods whose receipt is not known here. */
  readonly category?: string | undefined
  readonly of: { readonly ref: Receipt['ref']; readonly line: number } | undefined
  /** What was cancelled of an order: no goods, only the money that is due for it. */
  readonly due?: true
}

export type ReturnSource =
  | { readonly kind: 'receipt'; readonly receipt: Receipt }
  /** `code`: a receipt of ours whose lines are not on this tablet; no more than is left of its total comes back. */
  | { readonly kind: 'unlinked'; readonly code: ReceiptCode | undefined }

type ChosenLine = ReturnIntent['lines'][number]

const unlinkedMax = 999

export const receiptLines = (receipt: Receipt): ReturnLine[] => [...soldLines(receipt), ...dueOf(receipt)]

/** R25: it is paid out whole. */
function dueOf(receipt: Receipt): ReturnLine[] {
  return dueLines(receipt).flatMap((place) => {
    const [due, sold] = [refundDue(receipt, place), receipt.lines?.[place]]
    if (due <= 0 || sold === undefined) return []
    const { sku, name } = sold
    const line = { sku, name, unitPrice: money(due), kind: 'service' as const, quantity: 1 }
    const of = { ref: receipt.ref, line: place }
    const rest = { sold: undefined, owed: 0, remaining: 1, quantity: 0, disposition: 'restock' as const }
    return [{ key: `${receipt.ref}/${place}/due`, line, of, due: true as const, ...rest }]
  })
}

function soldLines(receipt: Receipt): ReturnLine[] {
  return (receipt.lines ?? []).flatMap((line, place) => {
    if (line.kind === 'discount') return []
    const of = { ref: receipt.ref, line: place }
    const rest = { quantity: 0, disposition: 'restock' as const, of }
    // R4: what was handed over instead comes back as what it is.
    return articlesOf(receipt, place).map(({ sku, name, units, remaining }): ReturnLine => {
      const isOwn = sku === line.sku
      const key = `${receipt.ref}/${place}${isOwn ? '' : `/${sku}`}`
      const owed = isOwn ? owedQuantity(receipt, place) : 0
      return { key, line: { ...line, sku, name }, sold: units, owed, remaining, ...rest }
    })
  })
}

/** What was chosen, as far as the receipt as it is now still has it. */
export function stillLeft(lines: readonly ReturnLine[], receipt: Receipt): ReturnLine[] {
  const now = new Map(receiptLines(receipt).map((line) => [line.key, line]))
  return lines.map((line) => {
    const { remaining, owed } = now.get(line.key) ?? (line.of ? { remaining: 0, owed: 0 } : line)
    return { ...line, remaining, owed, quantity: Math.min(line.quantity, remaining) }
  })
}

/** R29: at the lowest price that is known of it. What was weighed comes back once: its price is that of all of it. */
export function unlinkedLine(line: NewLine, key: string, lowest?: number): ReturnLine {
  const remaining = line.grams === undefined ? unlinkedMax : 1
  const rest = { sold: undefined, owed: 0, remaining, quantity: 1, of: undefined }
  return withPrice({ key, line, disposition: 'restock', ...rest }, lowest)
}

/** Of a line without a receipt; a known one keeps what was paid, and so does one whose price is that of its weight. */
export function withPrice(one: ReturnLine, lowest: number | undefined): ReturnLine {
  if (one.of !== undefined || one.line.grams !== undefined) return one
  if (lowest === undefined || lowest >= one.line.unitPrice) return one
  return { ...one, line: { ...one.line, unitPrice: money(lowest) } }
}

/** Where one more of these goods counts: the same weight and price first; a receipt knows better than today's price. */
export function lineFor(lines: readonly ReturnLine[], wanted: NewLine): ReturnLine | undefined {
  const left = lines.filter(
    ({ line, quantity, remaining, due }) => !due && line.sku === wanted.sku && quantity < remaining,
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

export const withDisposition = (
  lines: readonly ReturnLine[],
  key: string,
  disposition: Disposition,
): ReturnLine[] => lines.map((line) => (line.key === key ? { ...line, disposition } : line))

export function withAll(lines: readonly ReturnLine[]): ReturnLine[] {
  return lines.map((line) => (line.of === undefined ? line : { ...line, quantity: line.remaining }))
}

type Worth = Pick<Refund, 'amount' | 'withheld'>

/** R23: what each chosen line gives back, by key. */
export function refundsByKey(
  lines: readonly ReturnLine[],
  receipt: Receipt | undefined,
): ReadonlyMap<string, Worth> {
  const chosen = lines.filter(({ quantity }) => quantity > 0)
  const linked = chosen.filter(({ of, due }) => of && !due)
  const shares = new Map(receipt ? sharesOf(linked, receipt) : [])
  return new Map(
    chosen.map(({ key, line, quantity }) => {
      const loose = { amount: lineAmount({ ...line, quantity }), withheld: money(0) }
      return [key, shares.get(key) ?? loose]
    }),
  )
}

/** Several articles may have left for one line: they share what the line gives back. */
function sharesOf(linked: readonly ReturnLine[], receipt: Receipt): [string, Worth][] {
  const byLine = [...new Set(linked.map(({ of }) => of?.line ?? 0))].map((line) => ({
    line,
    all: linked.filter(({ of }) => of?.line === line),
  }))
  const wanted = byLine.map(({ line, all }) => ({
    line,
    quantity: all.reduce((units, { quantity }) => units + quantity, 0),
  }))
  const refunds = refundsOf(receipt, wanted)
  return byLine.flatMap(({ all }, at) => {
    const refund = refunds[at] ?? { amount: money(0), withheld: money(0) }
    if (all.length === 1) return all.map(({ key }): [string, Worth] => [key, refund])
    const weights = all.map(({ quantity }) => quantity)
    const [amounts, withheld] = [allocate(refund.amount, weights), allocate(refund.withheld, weights)]
    return all.map(({ key }, place): [string, Worth] => [
      key,
      { amount: amounts[place] ?? money(0), withheld: withheld[place] ?? money(0) },
    ])
  })
}

export function chosenLines(
  lines: readonly ReturnLine[],
  refunds: ReturnType<typeof refundsByKey>,
): ChosenLine[] {
  return lines.flatMap(({ key, line, quantity, of, disposition, due }) => {
    if (quantity === 0) return []
    const { sku, name, unitPrice, kind, grams } = line
    const weight = grams === undefined ? {} : { grams }
    const amount = refunds.get(key)?.amount
    const linked = of === undefined ? {} : { of, ...(amount === undefined ? {} : { amount }) }
    const what = due ? { due } : { disposition }
    return [{ sku, name, unitPrice, kind, quantity, ...what, ...weight, ...linked }]
  })
}

export const refundOf = (refunds: ReturnType<typeof refundsByKey>): Money =>
  sum([...refunds.values()].map(({ amount }) => amount))
