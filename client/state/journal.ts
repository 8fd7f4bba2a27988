/** The store's receipts of the last days: found again, looked at, and printed once more. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Money } from '#shared/domain/money.ts'
import type { Tender } from '#shared/domain/tender.ts'
import { pointsFor } from '#shared/domain/timeline.ts'
import type { Ticket } from '#shared/sync/change.ts'
import type { Operation } from '#shared/sync/operation.ts'
import type { Paid } from './paid.ts'
import { useParts } from './parts.ts'
import { useSession } from './session.ts'

const shownMax = 200

export const useJournal = defineStore('journal', () => {
  const { tablet } = useParts()
  const session = useSession()
  const tickets = shallowRef<readonly Ticket[]>([])
  const search = shallowRef('')
  const opened = shallowRef<Paid>()
  /** Its lines are on the server only, or on paper. */
  const isElsewhere = shallowRef(false)

  const found = computed(() => {
    const wanted = search.value.trim().toUpperCase()
    return tickets.value.filter(({ number }) => wanted === '' || number?.includes(wanted)).slice(0, shownMax)
  })

  async function load(): Promise<void> {
    if (tablet.device === undefined) return
    const rows = await tablet.rows.list('ticket')
    tickets.value = rows.filter(({ number }) => number !== null).toSorted((a, b) => b.at - a.at)
  }

  async function open(ticket: Ticket): Promise<void> {
    opened.value = ticket.kind === 'sale' ? await copyOfSale(ticket) : await copyOfOperation(ticket)
    isElsewhere.value = opened.value === undefined
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

  function close(): void {
    opened.value = undefined
    isElsewhere.value = false
  }

  return { search, found, opened, isElsewhere, load, open, close }
})

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
