// What the log tells, as data, in the order in which the shop lived it. A step names either a store or the online shop (it goes to the channel's
// door). Amounts are whole TWD; quantities of lines are positive, the kind of step says the direction.

import type { Place, StoreName } from './deal.ts'
import type { LineRef, UnlinkedReason } from './link.ts'

type Line = {
  /** the line of the file that it comes from */
  readonly row: number
  readonly sku: string
  /** the log's description as it stands; the code where the log has none */
  readonly name: string
  readonly quantity: number
  readonly unitPrice: number
  /** unitPrice × quantity */
  readonly amount: number
  readonly kind: 'goods' | 'service'
}

/** `line` counts the sold lines of one invoice from 1. */
export type SaleLine = Line & { readonly line: number }

export type ReturnLine = Line &
  ({ readonly of: LineRef } | { readonly of?: undefined; readonly reason: UnlinkedReason })

export type AdjustmentLine = {
  readonly row: number
  readonly sku: string
  readonly name: string
  /** units that are no longer there, positive */
  readonly quantity: number
  /** the log's description; '' where it has none */
  readonly reason: string
}

export type Tender =
  | { readonly kind: 'cash'; readonly amount: number; readonly given: number; readonly change: number }
  | { readonly kind: 'external'; readonly amount: number; readonly reference: string }

type Event = {
  /** the log's invoice number; several steps may come from one invoice */
  readonly invoice: string
  /** `YYYY-MM-DD HH:MM:SS`, the shop's wall clock */
  readonly at: string
}

type Owned = { readonly cardNumber: string | undefined }

export type EnrolStep = Event & {
  readonly kind: 'enrol'
  readonly where: Place
  readonly cardNumber: string
  readonly name: string
}

export type SaleStep = Event &
  Owned & {
    readonly kind: 'sale'
    readonly where: StoreName
    readonly lines: readonly SaleLine[]
    readonly total: number
    readonly tender: Tender
  }

export type ReturnStep = Event &
  Owned & {
    readonly kind: 'return'
    readonly where: Place
    readonly lines: readonly ReturnLine[]
    readonly total: number
  }

export type AdjustmentStep = Event & {
  readonly kind: 'adjustment'
  readonly where: Place
  readonly lines: readonly AdjustmentLine[]
}

export type RefundLine = {
  readonly row: number
  readonly line: number
  readonly sku: string
  readonly quantity: number
  readonly unitPrice: number
  readonly amount: number
}

export type Refund = {
  /** the `C` invoice */
  readonly refund: string
  readonly at: string
  readonly lines: readonly RefundLine[]
  readonly amount: number
}

/** The whole order as it stands after this event: snapshot 1 is the order itself, each later one carries one refund more. */
export type OrderStep = Event &
  Owned & {
    readonly kind: 'order'
    readonly where: 'web'
    /** the invoice that the order came from; `invoice` is what led to this snapshot */
    readonly order: string
    readonly snapshot: number
    readonly placedAt: string
    readonly lines: readonly SaleLine[]
    readonly total: number
    readonly payments: readonly { readonly reference: string; readonly amount: number }[]
    readonly refunds: readonly Refund[]
  }

export type Step = EnrolStep | SaleStep | ReturnStep | AdjustmentStep | OrderStep
