/** What a receipt says: of a sale that was just kept, or of an older one that is printed again. */
import type { InvoiceWish } from '#shared/domain/invoice.ts'
import type { NewLine } from '#shared/domain/line.ts'
import type { NewTender } from '#shared/domain/tender.ts'

export type PickedUp = {
  readonly number: string
  readonly rest: number
  /** Unix ms. */
  readonly keptUntil: number | null
}

export type Paid = {
  /** A handover for which nothing was paid here has no receipt: the paper says what changed hands. */
  readonly kind: 'sale' | 'return' | 'handover'
  readonly receiptNumber: string | null
  readonly receiptCode: string | null
  readonly lines: readonly NewLine[]
  readonly tenders: readonly NewTender[]
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
