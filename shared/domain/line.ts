import * as z from 'zod/mini'
import { money, type Money, MoneyText, sum, times } from './money.ts'

export const LINES_MAX = 2000
export const Name = z.string().check(z.maxLength(200))
export const Sku = z.string().check(z.minLength(1), z.maxLength(64))
const QUANTITY_MAX = 1_000_000
const GRAMS_MAX = 1_000_000
export const LINE_NOTE_LENGTH_MAX = 80

/** Whether a weight can stand on a line: a label may say nothing at all, or tons. */
export const isLineWeight = (grams: number): boolean =>
  Number.isInteger(grams) && grams >= 1 && grams <= GRAMS_MAX

export const Quantity = z.int().check(z.gte(1), z.lte(QUANTITY_MAX))

/**
 * A service line (postage, a fee, a bad debt) has no stock; its price may be negative. A discount has a negative amount and is
 * shared by the lines that were bought with it (R23).
 */
export const Line = z.object({
  sku: Sku,
  name: Name,
  quantity: Quantity,
  unitPrice: MoneyText,
  amount: MoneyText,
  kind: z.enum(['goods', 'service', 'discount']),
  /** What was put on the scales; the unit price is for all of it, and the quantity is 1. */
  grams: z.optional(z.int().check(z.gte(1), z.lte(GRAMS_MAX))),
  /** Of the goods: engraving, gift wrap. Never of a person: it is part of what is hashed. */
  note: z.optional(z.string().check(z.minLength(1), z.maxLength(LINE_NOTE_LENGTH_MAX))),
  /** It was given because of another line (counted from 0); `value` is what a piece is worth when it is not given back (R24). */
  gift: z.optional(z.object({ of: z.int().check(z.gte(0), z.lt(LINES_MAX)), value: MoneyText })),
})
export type Line = Readonly<z.infer<typeof Line>>
export type NewLine = Omit<Line, 'amount'>

/** R1: the amount of a line is its unit price times its quantity. */
export const lineAmount = (line: { unitPrice: Money; quantity: number }): Money =>
  times(line.unitPrice, line.quantity)

/** R19: goods sold by weight cost the price of a kilogram times their weight, rounded half up to the dollar. */
export const priceOfWeight = (perKilogram: Money, grams: number): Money =>
  money(Math.floor((perKilogram * grams * 2 + 1000) / 2000))

export const priced = (line: NewLine): Line => ({ ...line, amount: lineAmount(line) })

export const totalOf = (lines: readonly { readonly amount: Money }[]): Money =>
  sum(lines.map((line) => line.amount))

/** A quantity of one receipt line that came back. */
export const BackLine = z.object({ line: z.int().check(z.gte(0)), quantity: Quantity, amount: MoneyText })
export type BackLine = Readonly<z.infer<typeof BackLine>>

/** What came back of a receipt by its code: of which line nobody knew. */
export type CodedBack = Pick<Line, 'sku' | 'quantity' | 'amount' | 'unitPrice' | 'grams'>
