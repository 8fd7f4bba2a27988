import type { Receipt } from './receipt.ts'

/**
 * R13: a number as it is looked for, however it was typed: full width, in small letters, with blanks around it. A paper shows an
 * e-invoice's number with a hyphen that is no part of it.
 */
export function spelledNumber(text: string): string {
  const plain = text.normalize('NFKC').trim().toUpperCase()
  return plain.replace(/^([A-Z]{2})-(\d{8})$/, '$1$2')
}

/** What a receipt is found by besides its id: its own number or the order's, and those of the e-invoices that a shop made out for it. */
export function receiptNumbers({ number, invoices = [] }: Pick<Receipt, 'number' | 'invoices'>): string[] {
  return [...new Set([...(number === null ? [] : [number]), ...invoices].map(spelledNumber))]
}
