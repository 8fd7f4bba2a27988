// What the ledger holds of a log, counted from its rows: tickets of the stores and of the channel, and the channel's orders.

import type { Id } from '#shared/base/id.ts'
import { totalOf } from '#shared/domain/line.ts'
import type { OrderArgs } from '#shared/domain/order.ts'
import type { KnownOrder, TableName, Tables, Ticket } from '#shared/sync/change.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import type { Step } from '#server/db/query.ts'
import { rowsOfTable } from '#server/tables/replica-row.ts'
import type { Booked } from './operations.ts'
import { Journals } from './sheet.ts'

/** Which tickets and orders of the ledger are this log's, and which invoice each is of. */
export class Origins {
  readonly #tickets = new Map<string, string>()
  readonly #orders = new Map<string, string>()
  readonly members = new Set<Id>()

  note({ id, kind, document, step }: Booked): void {
    if (step.kind === 'enrol') this.members.add(id)
    else if (kind !== 'order.record') this.#tickets.set(id, step.invoice)
    else if (step.kind === 'order' && document !== null) this.#orders.set(document, step.order)
  }

  invoiceOfTicket(ticket: Ticket): string | undefined {
    return this.#tickets.get(ticket.op)
  }

  invoiceOfOrder(externalId: string): string | undefined {
    return this.#orders.get(externalId)
  }
}

export type Found = { readonly journals: Journals; readonly customers: number }

export async function readFound(ledger: Ledger, channel: string, origins: Origins): Promise<Found> {
  const journals = new Journals()
  return await ledger.db.read(function* () {
    for (const prefix of ['store:', `channel:${channel}`]) {
      for (const { scope, value } of yield* valuesOf('ticket', prefix)) {
        const invoice = origins.invoiceOfTicket(value)
        if (invoice !== undefined) journals.add(scope, invoice, ofTicket(value))
      }
    }
    for (const { scope, value } of yield* valuesOf('order', `channel:${channel}`)) {
      const invoice = origins.invoiceOfOrder(value.order.externalId)
      if (invoice !== undefined) addOrder(journals, { scope, invoice, known: value })
    }
    const members = yield* valuesOf('member', 'directory:')
    return { journals, customers: members.filter(({ value }) => origins.members.has(value.id)).length }
  })
}

function ofTicket({ kind, total, lineCount, units }: Ticket): Parameters<Journals['add']>[2] {
  switch (kind) {
    case 'sale':
      return { soldRows: lineCount, soldUnits: units, soldAmount: total }
    case 'return':
      return { backRows: lineCount, backUnits: -units, backAmount: 0 - total }
    case 'exchange':
      throw new Error('the log exchanges nothing')
    case 'stock':
      return { offRows: lineCount, offUnits: -units }
    // The log knows neither.
    case 'order':
    case 'handover':
      return {}
  }
}

function addOrder(
  journals: Journals,
  { scope, invoice, known }: { scope: string; invoice: string; known: KnownOrder },
): void {
  const { lines, refunds, cancellations } = known.order
  journals.add(scope, invoice, {
    soldRows: lines.length,
    soldUnits: unitsOf(lines),
    soldAmount: totalOf(lines),
  })
  // A refund is known by the invoice that gave it.
  for (const part of [...refunds, ...cancellations]) journals.add(scope, part.id, ofPart(part))
}

const ofPart = ({ lines, amount }: OrderArgs['refunds'][number]): Parameters<Journals['add']>[2] => ({
  backRows: lines.length,
  backUnits: unitsOf(lines),
  backAmount: amount,
})

const unitsOf = (lines: readonly { readonly quantity: number }[]): number =>
  lines.reduce((units, { quantity }) => units + quantity, 0)

function* valuesOf<Table extends TableName>(
  table: Table,
  prefix: string,
): Step<{ readonly scope: string; readonly value: Tables[Table] }[]> {
  const rows = yield* rowsOfTable(table, prefix)
  // Trusted: the rows of a table hold what the rules put there.
  return rows.map(({ scope, value }) => ({ scope, value: JSON.parse(value) as Tables[Table] }))
}
