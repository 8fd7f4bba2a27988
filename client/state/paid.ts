/** What a receipt says: of a sale that was just kept, or of an older one that is printed again. */
import type { InvoiceWish } from '#shared/domain/invoice.ts'
import { lineAmount, type NewLine } from '#shared/domain/line.ts'
import { type Money, money } from '#shared/domain/money.ts'
import type { NewTender } from '#shared/domain/tender.ts'
import { pointsFor } from '#shared/domain/timeline.ts'
import type { OrderSlip } from './order-slip.ts'
import type {
  Committed,
  ExchangeIntent,
  HandoverIntent,
  PlaceIntent,
  ReturnIntent,
  SaleIntent,
} from './tablet.ts'

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
  readonly kind: 'sale' | 'return' | 'exchange' | 'handover' | 'order'
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
  /** Of an order: what waits where, and what is still to pay. */
  readonly order?: OrderSlip | undefined
  /** A second copy says so. */
  readonly isCopy: boolean
}

export type TicketIntent = SaleIntent | ReturnIntent | ExchangeIntent | HandoverIntent | PlaceIntent

export function paidOf(
  { receiptNumber, receiptCode, total, change }: Committed,
  by: {
    readonly intent: TicketIntent
    readonly staffName: string
    readonly at: number
    readonly pickup?: PickedUp | undefined
    readonly order?: OrderSlip | undefined
  },
): Paid {
  const { intent, staffName, at, pickup, order } = by
  const { kind, lines, tenders, invoice, back } = ticketOf(intent)
  const { ban, donation, carrier } = invoice ?? {}
  return {
    kind,
    ...(back === undefined ? {} : { back }),
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
    points: kind === 'sale' && intent.member !== undefined ? pointsFor(money(total ?? 0)) : undefined,
    ...(pickup === undefined ? {} : { pickup }),
    ...(order === undefined ? {} : { order }),
    isCopy: false,
  }
}

/** What the paper says of it. */
function ticketOf(
  intent: TicketIntent,
): Pick<Paid, 'kind' | 'lines' | 'tenders' | 'back'> & { readonly invoice?: InvoiceWish | undefined } {
  const { lines } = intent
  switch (intent.kind) {
    case 'sale.complete':
      return { kind: 'sale', lines, tenders: intent.tenders, invoice: intent.invoice }
    case 'order.place':
      return { kind: 'order', lines, tenders: intent.tenders, invoice: intent.invoice }
    case 'return.complete':
      return { kind: 'return', lines, tenders: intent.tenders }
    case 'exchange.complete':
      return { kind: 'exchange', lines, back: intent.back, tenders: intent.tenders, invoice: intent.invoice }
    case 'pickup.handover': {
      if (intent.paid === undefined) return { kind: 'handover', lines, tenders: [] }
      const { due, more, tenders, invoice } = intent.paid
      return { kind: 'sale', lines: due > 0 ? [...lines, ...more] : more, tenders, invoice }
    }
  }
}
