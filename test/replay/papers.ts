// What is written on paper in the shop: a receipt for every sale, and in the office which invoice of the log became which operation.

import { known } from '#shared/base/assert.ts'
import type { Id } from '#shared/base/id.ts'

/** Of a sale or an online order. `code` is enough to use a receipt that is not on the tablet. */
export type Receipt = { readonly id: Id; readonly number: string; readonly code: string }

export class Papers {
  readonly #receipts = new Map<string, Receipt>()
  readonly #invoices = new Map<string, string>()

  file(invoice: string, receipt: Receipt): void {
    this.#receipts.set(invoice, receipt)
    this.note(invoice, receipt.id)
  }

  note(invoice: string, operation: Id): void {
    this.#invoices.set(operation, invoice)
  }

  receiptOf(invoice: string): Receipt {
    return known(this.#receipts.get(invoice), `the receipt of invoice ${invoice}`)
  }

  /** The log's invoice behind an operation or an order; `?` for what nobody rang. */
  invoiceOf(id: string): string {
    return this.#invoices.get(id) ?? '?'
  }
}
