import * as z from 'zod/mini'
import { MOMENT_MAX } from '../base/time.ts'
import { InvoiceArgs } from './invoice.ts'
import { Line, LINES_MAX } from './line.ts'
import { MoneyText } from './money.ts'
import { ReceiptNumber } from './receipt.ts'
import { Tender, TENDERS_MAX } from './tender.ts'
import { PROOFS } from './terms.ts'
import { IdText, WhoArgs } from './who.ts'

const Key = z.string().check(z.regex(/^[0-9a-f-]{36}\.\d{1,3}$/))
const Reason = z.string().check(z.minLength(1), z.maxLength(200))
/** Of the order, or of a substitute beside it. */
const LineNumber = z.int().check(z.gte(0), z.lt(2 * LINES_MAX))
const DeviceName = z.string().check(z.minLength(1), z.maxLength(64))

/** What was found of a line; what is missing is waited for, given back, or replaced by other goods that the buyer agreed to. */
const PickedLine = z.object({
  line: LineNumber,
  picked: z.int().check(z.gte(0)),
  missing: z.optional(
    z.discriminatedUnion('how', [
      z.object({ how: z.literal('wait') }),
      z.object({ how: z.literal('refund'), quantity: z.int().check(z.gte(1)) }),
      z.object({
        how: z.literal('substitute'),
        quantity: z.int().check(z.gte(1)),
        by: Line,
        agreed: z.literal(true),
      }),
    ]),
  ),
})

export const PickArgs = z.object({
  pickup: Key,
  lines: z.array(PickedLine).check(z.minLength(1), z.maxLength(LINES_MAX)),
})
export type PickArgs = Readonly<z.infer<typeof PickArgs>>

export const ReadyArgs = z.object({
  pickup: Key,
  shelf: z.optional(z.string().check(z.minLength(1), z.maxLength(40))),
})
export type ReadyArgs = Readonly<z.infer<typeof ReadyArgs>>

/**
 * Goods change hands. The lines stand in it whole, so that it is a fact even where the order is not known. `paid` is what was
 * taken at the counter: the rest of the order's lines (`due`) and what was bought besides (`more`), on the receipt `receipt`.
 */
export const HandoverArgs = z.object({
  pickup: Key,
  ref: IdText,
  lines: z.array(z.extend(Line, { line: LineNumber })).check(z.minLength(1), z.maxLength(LINES_MAX)),
  proof: z.enum(PROOFS),
  /** Fewer proof than the terms ask for, or no lease: why it was handed over all the same. */
  exception: z.optional(Reason),
  delegate: z.optional(z.literal(true)),
  /** Committed without a network and without the lease. */
  unleased: z.optional(z.literal(true)),
  /** Who handed it over, where the server does not know it from the request: another tablet may hold the lease. */
  device: z.optional(DeviceName),
  who: z.optional(WhoArgs),
  receipt: z.optional(ReceiptNumber),
  paid: z.optional(
    z.object({
      due: MoneyText,
      more: z.array(Line).check(z.maxLength(LINES_MAX)),
      tenders: z.array(Tender).check(z.maxLength(TENDERS_MAX)),
      total: MoneyText,
      /** The version of the chain's terms that `more` was sold under. */
      terms: z.optional(z.int().check(z.gte(1))),
      invoice: z.optional(InvoiceArgs),
    }),
  ),
})
export type HandoverArgs = Readonly<z.infer<typeof HandoverArgs>>

/** What ends a pickup, or a part of it, without a handover. */
export const CancelArgs = z.object({
  pickup: Key,
  why: z.enum(['buyer', 'out-of-stock', 'damaged', 'other']),
  note: z.optional(Reason),
})
export type CancelArgs = Readonly<z.infer<typeof CancelArgs>>

/** The store cannot send it: the next one is asked. */
export const DeclineArgs = z.object({ pickup: Key, reason: Reason })
export type DeclineArgs = Readonly<z.infer<typeof DeclineArgs>>

export const ShipArgs = z.object({
  pickup: Key,
  carrier: z.string().check(z.minLength(1), z.maxLength(40)),
  tracking: z.string().check(z.minLength(1), z.maxLength(64)),
})
export type ShipArgs = Readonly<z.infer<typeof ShipArgs>>

/** `until`: Unix ms, the end of a business day. */
export const ExtendArgs = z.object({
  pickup: Key,
  until: z.number().check(z.gte(-MOMENT_MAX), z.lte(MOMENT_MAX)),
})
export type ExtendArgs = Readonly<z.infer<typeof ExtendArgs>>

/**
 * This tablet wants to hand it over while the line is cut. A request: another tablet may hold it, and hears that it is wanted.
 * `givesBack`: this one does not need it, and does not believe from here on that it has it.
 */
export const LeaseArgs = z.object({
  pickup: Key,
  device: DeviceName,
  givesBack: z.optional(z.literal(true)),
})
export type LeaseArgs = Readonly<z.infer<typeof LeaseArgs>>

/** Said by the server's own clock, once for every deadline. */
export const DeadlineArgs = z.object({
  pickup: Key,
  is: z.enum(['reminder', 'expiry']),
  keptUntil: z.number(),
})
export type DeadlineArgs = Readonly<z.infer<typeof DeadlineArgs>>
