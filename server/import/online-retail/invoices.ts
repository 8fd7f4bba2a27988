// Rows to invoices, in the order in which the shop lived them, without holding the log: one reading learns where each invoice begins and
// ends, the next one puts them together.

import { FileError } from '../file-error.ts'
import type { LogRow } from './read-log.ts'

export type Invoice = {
  readonly number: string
  /** the earliest of its rows: a few invoices run over the minute */
  readonly at: string
  /** '' = no account */
  readonly customer: string
  /** as in the file */
  readonly rows: readonly LogRow[]
}

type Span = { at: string; readonly customer: string; readonly line: number; rows: number }

/** What one reading learns of a log: which invoices there are, and how many rows each has. */
export class InvoiceIndex {
  readonly #spans = new Map<string, Span>()

  get size(): number {
    return this.#spans.size
  }

  add(row: LogRow): void {
    const known = this.#spans.get(row.invoice)
    if (known === undefined) {
      this.#spans.set(row.invoice, { at: row.at, customer: row.customer, line: row.line, rows: 1 })
      return
    }
    if (known.customer !== row.customer) {
      throw new FileError(
        row.line,
        `invoice ${row.invoice} has rows of two customers (${known.customer || 'none'} and ${row.customer || 'none'})`,
      )
    }
    known.rows += 1
    if (row.at < known.at) known.at = row.at
  }

  rowsOf(invoice: string): number {
    return this.#spans.get(invoice)?.rows ?? 0
  }

  /** By the earliest date, then by the place of the first row in the file. */
  inOrder(): { readonly number: string; readonly at: string }[] {
    return [...this.#spans]
      .toSorted(([, a], [, b]) => (a.at === b.at ? a.line - b.line : a.at < b.at ? -1 : 1))
      .map(([number, { at }]) => ({ number, at }))
  }
}

/** Each invoice as soon as it is whole and all before it are told; only those that wait for one of these two are held. */
export async function* invoicesInOrder(
  rows: AsyncIterable<LogRow>,
  index: InvoiceIndex,
): AsyncGenerator<Invoice> {
  const order = index.inOrder()
  const gathered = new Map<string, LogRow[]>()
  let told = 0
  for await (const row of rows) {
    const known = gathered.get(row.invoice)
    if (known === undefined) gathered.set(row.invoice, [row])
    else known.push(row)
    for (let next = order[told]; next !== undefined; next = order[told]) {
      const own = gathered.get(next.number)
      if (own === undefined || own.length < index.rowsOf(next.number)) break
      gathered.delete(next.number)
      told += 1
      yield { ...next, customer: own[0]?.customer ?? '', rows: own }
    }
  }
  if (told < order.length) throw new FileError(0, 'the file changed while it was read: start again')
}
