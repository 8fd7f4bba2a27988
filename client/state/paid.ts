/** What a receipt says: of a sale that was just kept, or of an older one that is printed again. */
import type { InvoiceWish } from '#shared/domain/invoice.ts'
import { lineAmount, type NewLine } from '#shared/domain/line.ts'
import type { Money } from '#shared/domain/money.ts'
import type { NewTender } from '#shared/domain/tender.ts'

export type PickedUp = {
  readonly number: string
  readonly rest: number
  /** Unix ms. */
  readonly keptUntil: number | null
}

/** `amount` is what a known line gives back; without it, the price times the quantity. */
export type PaidLine = NewLine & { readonly amount?: Money }

export const amountOf = (line: PaidLine): Money => line.amount ?? lineAmount(line)

export type Paid = {
  /** A handover for which nothing was paid here has no receipt: the paper says what changed hands. */
  readonly kind: 'sale' | 'return' | 'exchange' | 'handover'
  readonly receiptNumber: string | null
  readonly receiptCode: string | null
  readonly lines: readonly PaidLine[]
  /** R27: what came back in an exchange. */
  readonly back?: readonly PaidLine[]
  readonly tenders: readonly NewTender[]
  /** Of an exchange signed: below zero it was paid out. */
  readonly total: number
  readonly change: number
  readonly at: number
  readonly staffName: string
  /** What the buyer asked of the e-invoice; a carrier is never printed. */
  readonly invoice: Pick<InvoiceWish, 'ban' | 'donation'> & { readonly isKept?: boolean }
  /** Points that this purchase earns; undefined when it is nobody's. */
  readonly points: number | undefined
  /** The order that was handed over with it, and what of it stays in the store. */
  readonly pickup?: PickedUp
  /** A second copy says so. */
  readonly isCopy: boolean
}
