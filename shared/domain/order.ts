import * as z from 'zod/mini'
import { MOMENT_MAX } from '../base/time.ts'
import { BackLine, Line, LINES_MAX, Quantity, totalOf } from './line.ts'
import { minus, type Money, MoneyText, money, sum } from './money.ts'
import { ReceiptNumber } from './receipt.ts'
import { InvoiceArgs, InvoiceNumber } from './invoice.ts'
import { Tender, TENDERS_MAX } from './tender.ts'
import { IdText, WhoArgs } from './who.ts'

/** Without control characters: it is part of a row's key, and PostgreSQL takes no U+0000. */
const ExternalId = z.string().check(z.regex(/^[^\p{Cc}]{1,100}$/u))
const Moment = z.number().check(z.gte(-MOMENT_MAX), z.lte(MOMENT_MAX))
const CalendarDay = z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/))
const PARTS_MAX = 500
/** One a parcel, and another one for what was made out anew. */
const INVOICES_MAX = 50

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

const OrderedUnits = z.object({ line: z.int().check(z.gte(0), z.lt(LINES_MAX)), quantity: Quantity })

const StoreName = z.string().check(z.regex(/^[^\p{Cc}]{1,64}$/u))

/**
 * What one store does for an order: it hands lines over, or sends them. `others` are asked in this order when it declines. Its
 * key is made of `part`, which is never used again for another one.
 */
const PickupPart = z.object({
  part: z.int().check(z.gte(1), z.lte(999)),
  kind: z.enum(['collect', 'ship']),
  store: StoreName,
  others: z.optional(z.array(StoreName).check(z.maxLength(20))),
  lines: z.array(OrderedUnits).check(z.minLength(1), z.maxLength(LINES_MAX)),
  /** False: the buyer pays where it is handed over. */
  paid: z.boolean(),
})
export type PickupPart = Readonly<z.infer<typeof PickupPart>>

const PickupParts = z.array(PickupPart).check(z.maxLength(50))
/** Of who collects it: names, phones and the code are personal and travel beside the operation. */
const Contact = z.string().check(z.length(64))

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
  /** What reached the buyer when, of what the shop itself delivers. */
  delivered: z.optional(
    z
      .array(
        z.object({
          date: CalendarDay,
          lines: z.array(OrderedUnits).check(z.minLength(1), z.maxLength(LINES_MAX)),
        }),
      )
      .check(z.maxLength(PARTS_MAX)),
  ),
  parts: z.optional(PickupParts),
  contact: z.optional(Contact),
  /** The e-invoices that the shop made out for it and that still stand: their codes bring the goods back. */
  invoices: z.optional(z.array(InvoiceNumber).check(z.maxLength(INVOICES_MAX))),
})
export type OrderArgs = Readonly<z.infer<typeof OrderArgs>>
export type OrderPart = Readonly<z.infer<typeof OrderPart>>

/**
 * An order that a counter takes: what is in no part is carried out at once. `total` is what is paid now, for that and for the
 * parts that are paid; the rest is due where it is handed over.
 */
export const PlaceArgs = z.object({
  receipt: ReceiptNumber,
  who: z.optional(WhoArgs),
  contact: z.optional(Contact),
  lines: z.array(Line).check(z.minLength(1), z.maxLength(LINES_MAX)),
  parts: PickupParts.check(z.minLength(1)),
  tenders: z.array(Tender).check(z.maxLength(TENDERS_MAX)),
  total: MoneyText,
  /** The version of the chain's terms that it was sold under. */
  terms: z.optional(z.int().check(z.gte(1))),
  invoice: z.optional(InvoiceArgs),
})
export type PlaceArgs = Readonly<z.infer<typeof PlaceArgs>>

/** Ordered less cancelled less refunded. */
export function orderNet(order: OrderArgs): Money {
  const back = [...order.cancellations, ...order.refunds].map((part) => minus(part.amount))
  return sum([totalOf(order.lines), ...back, money(0)])
}
