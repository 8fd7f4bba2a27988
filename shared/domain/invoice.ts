import * as z from 'zod/mini'
import type { Carrier } from './carrier.ts'

/** What a buyer says of the e-invoice: a company's number, a carrier to keep it in, or whom to give it to. */
export type InvoiceWish = {
  /** 統一編號 of the buying company. */
  readonly ban?: string
  readonly carrier?: Carrier
  /** 捐贈碼 (愛心碼): 3 to 7 digits, zeros in front are part of it. */
  readonly donation?: string
}

/** The same in an operation. A carrier is personal: its value travels beside the operation. */
export const InvoiceArgs = z.object({
  ban: z.optional(z.string().check(z.regex(/^\d{8}$/))),
  carrier: z.optional(
    z.object({ kind: z.enum(['mobile', 'citizen']), commitment: z.string().check(z.length(64)) }),
  ),
  donation: z.optional(z.string().check(z.regex(/^\d{3,7}$/))),
})
export type InvoiceArgs = Readonly<z.infer<typeof InvoiceArgs>>

/** 字軌號碼: two letters and eight digits, as a shop that issues e-invoices tells it. */
export const InvoiceNumber = z.string().check(z.regex(/^[A-Z]{2}\d{8}$/))

export type InvoiceProblem = 'donation-alone' | 'ban-with-citizen'

/**
 * R18: an invoice that is given away has neither carrier nor company. A company's invoice is printed, or kept in a mobile
 * barcode; the citizen's certificate is for persons.
 */
export function invoiceProblem(wish: {
  readonly ban?: string | undefined
  readonly carrier?: { readonly kind: Carrier['kind'] } | undefined
  readonly donation?: string | undefined
}): InvoiceProblem | undefined {
  if (wish.donation !== undefined && (wish.ban !== undefined || wish.carrier !== undefined))
    return 'donation-alone'
  return wish.ban !== undefined && wish.carrier?.kind === 'citizen' ? 'ban-with-citizen' : undefined
}
