// Rows to invoices, in the order in which the shop lived them.

import { LogError } from './log-error.ts'
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

type Gathered = { readonly rows: LogRow[]; at: string; readonly customer: string; readonly line: number }

/** By date, then by the place in the file of the invoice's first row. The whole log is held: links need the past, order needs the rest. */
export async function collectInvoices(rows: AsyncIterable<LogRow>): Promise<Invoice[]> {
  const invoices = new Map<string, Gathered>()
  for await (const row of rows) {
    const known = invoices.get(row.invoice)
    if (known === undefined) {
      invoices.set(row.invoice, { rows: [row], at: row.at, customer: row.customer, line: row.line })
      continue
    }
    if (known.customer !== row.customer) {
      throw new LogError(
        row.line,
        `invoice ${row.invoice} has rows of two customers (${known.customer || 'none'} and ${row.customer || 'none'})`,
      )
    }
    known.rows.push(row)
    if (row.at < known.at) known.at = row.at
  }
  return [...invoices]
    .toSorted(([, a], [, b]) => (a.at === b.at ? a.line - b.line : a.at < b.at ? -1 : 1))
    .map(([number, { rows: own, at, customer }]) => ({ number, at, customer, rows: own }))
}
