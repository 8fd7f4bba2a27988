/** What an older receipt said, from whatever of it is on this tablet. */
import { totalOf } from '#shared/domain/line.ts'
import type { Money } from '#shared/domain/money.ts'
import type { Tender } from '#shared/domain/tender.ts'
import { pointsFor } from '#shared/domain/timeline.ts'
import type { Ticket } from '#shared/sync/change.ts'
import type { Operation } from '#shared/sync/operation.ts'
import { useOrderSlips } from './order-slips.ts'
import type { Paid } from './paid.ts'
import { useParts } from './parts.ts'
import { useSession } from './session.ts'

export function useReceiptCopies() {
  const { tablet } = useParts()
  const session = useSession()
  const slips = useOrderSlips()

  function of(ticket: Ticket): Promise<Paid | undefined> {
    if (ticket.kind === 'sale') return copyOfSale(ticket)
    return ticket.kind === 'order' ? copyOfOrder(ticket) : copyOfOperation(ticket)
  }

  async function copyOfSale(ticket: Ticket): Promise<Paid | undefined> {
    const { receipt } = await tablet.receipt(ticket.op)
    if (!receipt?.lines) return undefined
    const { businessDate, total } = ticket
    const code = await tablet.care.codeOf({ sale: ticket.op, businessDate, total })
    return {
      ...facts(ticket),
      kind: 'sale',
      receiptCode: code ?? null,
      lines: receipt.lines,
      ...paidWith(receipt.tenders ?? []),
      invoice: receipt.ban === undefined ? {} : { ban: receipt.ban },
      points: ticket.who === null ? undefined : pointsFor(total),
    }
  }

  /** What waits where stands in the store's own row of the order, on every tablet of the store. */
  async function copyOfOrder(ticket: Ticket): Promise<Paid | undefined> {
    const [known, { receipt }] = await Promise.all([
      tablet.rows.get('order', ticket.op),
      tablet.receipt(ticket.op),
    ])
    if (!known || !receipt) return undefined
    const { lines, parts = [] } = known.order
    const { businessDate } = ticket
    const code = await tablet.care.codeOf({ sale: ticket.op, businessDate, total: totalOf(lines) })
    return {
      ...facts(ticket),
      kind: 'order',
      receiptCode: code ?? null,
      lines,
      ...paidWith(receipt.tenders ?? []),
      order: slips.of(ticket.op, { lines, parts }, businessDate),
      invoice: receipt.ban === undefined ? {} : { ban: receipt.ban },
      points: undefined,
    }
  }

  /** Receipts know what came back or was collected, not how that was paid: only the tablet that did it can print it again. */
  async function copyOfOperation(ticket: Ticket): Promise<Paid | undefined> {
    const operation = await tablet.care.operation(ticket.op)
    const told = operation && copied(operation)
    if (told === undefined) return undefined
    const { businessDate } = ticket
    const code = { sale: ticket.op, businessDate, total: told.total }
    return {
      ...facts(ticket),
      ...told,
      receiptCode: told.kind === 'sale' ? ((await tablet.care.codeOf(code)) ?? null) : null,
      invoice: {},
      points: undefined,
    }
  }

  function facts({ number, total, at, staff }: Ticket) {
    const staffName = session.people.find(({ id }) => id === staff)?.name ?? staff ?? ''
    return { receiptNumber: number, total, at, staffName, isCopy: true }
  }

  return { of }
}

const paidWith = (tenders: readonly Tender[]): Pick<Paid, 'tenders' | 'change'> => ({
  tenders,
  change: tenders.reduce((sum, tender) => sum + (tender.kind === 'cash' ? tender.change : 0), 0),
})

/** What a return gave back, or what was paid when an order was collected. */
function copied(
  operation: Operation,
): (Pick<Paid, 'kind' | 'lines' | 'back' | 'tenders' | 'change'> & { readonly total: Money }) | undefined {
  if (operation.kind === 'return.complete') {
    const { lines, tenders, total } = operation.args
    return { kind: 'return', lines, ...paidWith(tenders), total }
  }
  if (operation.kind === 'exchange.complete') {
    const { back, lines, tenders, total } = operation.args
    return { kind: 'exchange', back, lines, ...paidWith(tenders), total }
  }
  const { lines, paid } = operation.kind === 'pickup.handover' ? operation.args : {}
  if (lines === undefined || paid === undefined) return undefined
  const { due, more, tenders, total } = paid
  return { kind: 'sale', lines: due > 0 ? [...lines, ...more] : more, ...paidWith(tenders), total }
}
