/** What staff want to do with goods and money, in the words of the screen. */
import type { Id } from '#shared/base/id.ts'
import type { CodedFrom } from '#shared/domain/coded.ts'
import type { CredentialKind } from '#shared/domain/credential.ts'
import type { InvoiceWish } from '#shared/domain/invoice.ts'
import type { NewLine } from '#shared/domain/line.ts'
import type { Money } from '#shared/domain/money.ts'
import type { Disposition } from '#shared/domain/disposition.ts'
import type { Approval, UnverifiedLimits } from '#shared/domain/return.ts'
import type { NewTender, Tender } from '#shared/domain/tender.ts'

export type Member =
  | { readonly id: Id }
  | { readonly claimed: { readonly kind: CredentialKind; readonly value: string } }

export type Gesture = {
  /** Made when the basket was opened: tapping "paid" twice commits once. */
  readonly id?: Id
  readonly staff: string
  /** Who allowed it, when it needed a second person. */
  readonly approver?: string
  /** Unix ms and business date of an earlier time, for importers; the tablet's own otherwise. */
  readonly at?: number
  readonly businessDate?: string
}

type LineOf = { readonly ref: Id; readonly line: number }

/** `amount` is the refund of a line that is known; without it the price times the quantity. */
export type BackIntentLine = NewLine & {
  readonly of?: LineOf
  readonly amount?: Money
  readonly disposition?: Disposition | undefined
  /** The money for what was cancelled of an order: nothing comes back. */
  readonly due?: true
}

export type TicketIntent =
  | (Gesture & {
      readonly kind: 'sale.complete'
      readonly member?: Member
      readonly lines: readonly NewLine[]
      readonly tenders: readonly NewTender[]
      readonly invoice?: InvoiceWish
      /** Version of the chain's terms. */
      readonly terms?: number
    })
  | (Gesture & {
      readonly kind: 'return.complete'
      readonly member?: Member
      readonly lines: readonly BackIntentLine[]
      readonly reason: string
      readonly tenders: readonly NewTender[]
      readonly approval?: Approval
      readonly limits?: UnverifiedLimits
      readonly from?: CodedFrom
    })
  | (Gesture & {
      readonly kind: 'exchange.complete'
      readonly member?: Member
      /** Each of a receipt: the one that it names, or that whose code was read. */
      readonly back: readonly BackIntentLine[]
      readonly from?: CodedFrom
      readonly lines: readonly NewLine[]
      readonly reason: string
      /** What the buyer pays, or is paid back: never both. */
      readonly tenders: readonly NewTender[]
      readonly carried?: readonly Tender[]
      readonly invoice?: InvoiceWish
      readonly terms?: number
      readonly approval?: Approval
    })
