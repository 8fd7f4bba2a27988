/** What a receipt says: of a sale that was just kept, or of an older one that is printed again. */
import type { InvoiceWish } from '#shared/domain/invoice.ts'
import type { NewLine } from '#shared/domain/line.ts'
import { money } from '#shared/domain/money.ts'
import type { NewTender } from '#shared/domain/tender.ts'
import { pointsFor } from '#shared/domain/timeline.ts'
import type { Committed, ReturnIntent, SaleIntent } from './tablet.ts'

export type Paid = {
  readonly kind: 'sale' | 'return'
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
  /** A second copy says so. */
  readonly isCopy: boolean
}

export function paidOf(
  { receiptNumber, receiptCode, total, change }: Committed,
  by: { readonly intent: SaleIntent | ReturnIntent; readonly staffName: string; readonly at: number },
): Paid {
  const { intent, staffName, at } = by
  const { lines, tenders } = intent
  const isSale = intent.kind === 'sale.complete'
  const { ban, donation, carrier } = (isSale ? intent.invoice : undefined) ?? {}
  return {
    kind: isSale ? 'sale' : 'return',
    receiptNumber,
    receiptCode,
    lines,
    tenders,
    total: total ?? 0,
    change,
    at,
    staffName,
    invoice: {
      ...(ban === undefined ? {} : { ban }),
      ...(donation === undefined ? {} : { donation }),
      ...(carrier === undefined ? {} : { isKept: true }),
    },
    points: isSale && intent.member !== undefined ? pointsFor(money(total ?? 0)) : undefined,
    isCopy: false,
  }
}
