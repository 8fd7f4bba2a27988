// A month is small enough to be held whole: the network is planned over all of its steps.

import { type Invoice, InvoiceIndex, invoicesInOrder } from '#server/import/online-retail/invoices.ts'
import { Planner } from '#server/import/online-retail/plan.ts'
import type { LogRow } from '#server/import/online-retail/read-log.ts'
import type { Step } from '#server/import/online-retail/steps.ts'

export async function collectInvoices(rows: AsyncIterable<LogRow>): Promise<Invoice[]> {
  const index = new InvoiceIndex()
  const held: LogRow[] = []
  for await (const row of rows) {
    index.add(row)
    held.push(row)
  }
  const invoices: Invoice[] = []
  for await (const invoice of invoicesInOrder(again(held), index)) invoices.push(invoice)
  return invoices
}

export function planSteps(invoices: readonly Invoice[], seed?: string): Step[] {
  const planner = new Planner(seed)
  return invoices.flatMap((invoice) => [...planner.steps(invoice)])
}

async function* again(rows: readonly LogRow[]): AsyncGenerator<LogRow> {
  for (const row of rows) yield await Promise.resolve(row)
}
