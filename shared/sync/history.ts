import * as z from 'zod/mini'
import { MoneyText } from '../domain/money.ts'
import { IdText } from '../domain/who.ts'

const Text = z.string().check(z.maxLength(200))
const Where = z.string().check(z.minLength(1), z.maxLength(100))

/** A line of an entry; quantity and amount carry the entry's sign. `of` names the receipt line that it gives back, counted from 0. */
export const HistoryLine = z.object({
  sku: Text,
  name: Text,
  quantity: z.int(),
  amount: MoneyText,
  of: z.nullable(z.object({ ref: z.string(), line: z.int().check(z.gte(0)) })),
})
export type HistoryLine = Readonly<z.infer<typeof HistoryLine>>

const HistoryEntry = z.object({
  id: z.string(),
  kind: z.enum(['sale', 'return', 'order', 'cancellation', 'refund']),
  at: z.number(),
  date: z.string(),
  where: Where,
  amount: MoneyText,
  lineCount: z.int(),
  op: IdText,
  revision: z.int(),
  thread: z.string(),
  lines: z.array(HistoryLine),
})
export type HistoryEntry = Readonly<z.infer<typeof HistoryEntry>>

/** What was bought and given back at one store or channel, over all time. Amounts in dollars; `returned` is positive. */
const PlaceTotal = z.object({
  where: Where,
  purchases: z.int(),
  bought: MoneyText,
  returned: MoneyText,
})
export type PlaceTotal = Readonly<z.infer<typeof PlaceTotal>>

/**
 * Everything of one member from all channels, newest first, as the server answers it. `member` is who the asked-for member has
 * become; `more` says that older entries were left out; the totals always count all of them.
 */
export const MemberHistory = z.object({
  member: IdText,
  name: z.nullable(z.string()),
  points: z.int(),
  totals: z.array(PlaceTotal),
  entries: z.array(HistoryEntry),
  more: z.boolean(),
  /** R29: the days on which they gave back without a receipt, in any store. */
  unverified: z.optional(z.array(z.string())),
})
export type MemberHistory = Readonly<z.infer<typeof MemberHistory>>
