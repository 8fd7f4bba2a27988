// What an associate does who is handed goods back and has the customer's card but no receipt: she looks through what this customer bought
// and has not brought back, and names the line only when there is exactly one it can be.

import type { Place } from './deal.ts'

/** A sold line: which invoice, its number among the invoice's sold lines from 1, and where it was rung. */
export type LineRef = { readonly invoice: string; readonly line: number; readonly where: Place }

export type UnlinkedReason = 'no-customer' | 'no-open-line' | 'several-open-lines'
export type Linkage = { readonly of: LineRef } | { readonly reason: UnlinkedReason }

type OpenLine = { readonly ref: LineRef; remaining: number }

export class OpenLines {
  readonly #byCustomerAndCode = new Map<string, OpenLine[]>()

  /** Lines without a customer can never be found again, so they are not kept. */
  sold(
    customer: string,
    stockCode: string,
    line: { readonly ref: LineRef; readonly quantity: number },
  ): void {
    if (customer === '') return
    const key = `${customer} ${stockCode}`
    const lines = this.#byCustomerAndCode.get(key)
    const open = { ref: line.ref, remaining: line.quantity }
    if (lines === undefined) this.#byCustomerAndCode.set(key, [open])
    else lines.push(open)
  }

  /** Links and takes the quantity off the line, or says why not. A line is open for a quantity when at least that much of it is not yet brought back. */
  broughtBack(customer: string, stockCode: string, quantity: number): Linkage {
    if (customer === '') return { reason: 'no-customer' }
    const open = (this.#byCustomerAndCode.get(`${customer} ${stockCode}`) ?? []).filter(
      (line) => line.remaining >= quantity,
    )
    const [only, another] = open
    if (only === undefined) return { reason: 'no-open-line' }
    if (another !== undefined) return { reason: 'several-open-lines' }
    only.remaining -= quantity
    return { of: only.ref }
  }
}
