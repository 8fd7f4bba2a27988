import * as z from 'zod/mini'
import { MOMENT_MAX } from '../base/time.ts'
import { BackLine, Line, LINES_MAX, totalOf } from './line.ts'
import { minus, type Money, MoneyText, money, sum } from './money.ts'
import { IdText, WhoArgs } from './who.ts'

/** Without control characters: it is part of a row's key, and PostgreSQL takes no U+0000. */
const ExternalId = z.string().check(z.regex(/^[^\p{Cc}]{1,100}$/u))
const Moment = z.number().check(z.gte(-MOMENT_MAX), z.lte(MOMENT_MAX))
const CalendarDay = z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/))
const PARTS_MAX = 500

/** Lines of an order that were cancelled, or that were refunded. */
const OrderPart = z.object({
  id: ExternalId,
  at: Moment,
  date: CalendarDay,
  lines: z.array(BackLine).check(z.maxLength(LINES_MAX)),
  amount: MoneyText,
  /** The return of a counter that asked the shop for it: it is counted there already. */
  asked: z.optional(IdText),
})

/**
 * A snapshot of an online order: what the shop says now, whole. `revision` grows with every snapshot of the shop; what
 * counts is the comparison with the last one known. Lines are as ordered; what was cancelled or refunded stands beside.
 */
export const OrderArgs = z.object({
  externalId: ExternalId,
  revision: z.int().check(z.gte(1)),
  placedAt: Moment,
  placedOn: CalendarDay,
  who: z.optional(WhoArgs),
  lines: z.array(Line).check(z.maxLength(LINES_MAX)),
  payments: z
    .array(z.object({ id: ExternalId, method: z.string().check(z.maxLength(40)), amount: MoneyText }))
    .check(z.maxLength(PARTS_MAX)),
  cancellations: z.array(OrderPart).check(z.maxLength(PARTS_MAX)),
  refunds: z.array(OrderPart).check(z.maxLength(PARTS_MAX)),
  /** The buyer asked to give these back, and they are on their way. */
  requested: z.optional(z.array(OrderPart).check(z.maxLength(PARTS_MAX))),
})
export type OrderArgs = Readonly<z.infer<typeof OrderArgs>>
export type OrderPart = Readonly<z.infer<typeof OrderPart>>

/** Ordered less cancelled less refunded. */
export function orderNet(order: OrderArgs): Money {
  const back = [...order.cancellations, ...order.refunds].map((part) => minus(part.amount))
  return sum([totalOf(order.lines), ...back, money(0)])
}
