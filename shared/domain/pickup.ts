import * as z from 'zod/mini'
import type { Id } from '../base/id.ts'
import { InvoiceArgs } from './invoice.ts'
import { type BackLine, Line, LINES_MAX } from './line.ts'
import { type Money, MoneyText } from './money.ts'
import { ReceiptNumber } from './receipt.ts'
import { Tender, TENDERS_MAX } from './tender.ts'
import { PROOFS, type Proof } from './terms.ts'
import { IdText, type Who, WhoArgs } from './who.ts'

/**
 * A pickup is what one store does for an order: the part that is collected there, or that is sent from there. Its row lives in
 * the scope of that store, so every step of it is decided by one writer.
 *
 * allocated → picking → ready → partly-collected → collected; shipped instead of collected when it is sent; and from any open
 * state to expired (the deadline passed), cancelled (by buyer, shop or store) or declined (the store cannot; the next one is asked).
 */
export type PickupState =
  | 'allocated'
  | 'picking'
  | 'ready'
  | 'partly-collected'
  | 'collected'
  | 'shipped'
  | 'expired'
  | 'cancelled'
  | 'declined'

export type PickupKind = 'collect' | 'ship'

/** A line of a pickup. Every unit of `quantity` ends in exactly one of collected (or shipped), cancelled and expired. */
export type PickupLine = Line & {
  /** Its place among the order's lines, from 0: what receipts and returns call it. */
  readonly line: number
  readonly picked: number
  /** What was found short and is given back; substituted units are among them. */
  readonly cancelled: number
  readonly expired: number
  /** Other goods the buyer agreed to, at no higher price; their own line stands beside with `insteadOf`. */
  readonly insteadOf?: number
}

export type Handover = {
  readonly op: Id
  readonly at: number
  readonly date: string
  readonly lines: readonly BackLine[]
  readonly staff: string | null
  readonly register: string | null
  readonly proof: Proof
  readonly delegate: boolean
  readonly receipt: string | null
}

/** Salted hashes of what the buyer can show; null where the shop told nothing. */
export type Proofs = {
  readonly code: string | null
  readonly phoneTail: string | null
  readonly name: string | null
}

/** Who may hand it over without a network; `until` in Unix ms of the server. */
export type Lease = { readonly device: string; readonly until: number }

export type Pickup = {
  readonly key: string
  readonly ref: Id
  readonly part: number
  readonly kind: PickupKind
  /** What the buyer was told: the shop's number of the order, or the receipt of the counter that took it. */
  readonly number: string
  /** `channel:<id>` or `store:<id>`: who took the order. */
  readonly from: string
  readonly placedAt: number
  readonly who: Who | null
  /** Masked. */
  readonly buyer: string | null
  readonly proofs: Proofs
  /** Somebody whom the buyer named may collect it too. */
  readonly delegate: Pick<Proofs, 'phoneTail' | 'name'> | null
  /** What the buyer has not paid yet of its lines. */
  readonly due: Money
  readonly lines: readonly PickupLine[]
  readonly state: PickupState
  readonly shelf: string | null
  readonly readyAt: number | null
  /** Unix ms of the server; null until it is ready. */
  readonly keptUntil: number | null
  readonly remindedAt: number | null
  readonly lease: Lease | null
  readonly handovers: Readonly<Record<string, Handover>>
  /** Operations that have been applied: the same one laid again changes nothing. */
  readonly ops: readonly string[]
}

export const pickupKey = (ref: Id, part: number): string => `${ref}.${part}`

const Key = z.string().check(z.regex(/^[0-9a-f-]{36}\.\d{1,3}$/))
const Reason = z.string().check(z.minLength(1), z.maxLength(200))
const LineNumber = z.int().check(z.gte(0), z.lt(LINES_MAX))

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
 * taken at the counter: the rest of the order's lines (`due`) and what was bought besides (`more`).
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
  who: z.optional(WhoArgs),
  paid: z.optional(
    z.object({
      receipt: ReceiptNumber,
      due: MoneyText,
      more: z.array(Line).check(z.maxLength(LINES_MAX)),
      tenders: z.array(Tender).check(z.maxLength(TENDERS_MAX)),
      total: MoneyText,
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
export const ExtendArgs = z.object({ pickup: Key, until: z.number() })
export type ExtendArgs = Readonly<z.infer<typeof ExtendArgs>>

/** This tablet wants to hand it over while the line is cut. A request: another tablet may hold it. */
export const LeaseArgs = z.object({ pickup: Key, device: z.string().check(z.minLength(1), z.maxLength(64)) })
export type LeaseArgs = Readonly<z.infer<typeof LeaseArgs>>

/** Said by the server's own clock, once for every deadline. */
export const DeadlineArgs = z.object({
  pickup: Key,
  is: z.enum(['reminder', 'expiry']),
  keptUntil: z.number(),
})
export type DeadlineArgs = Readonly<z.infer<typeof DeadlineArgs>>
