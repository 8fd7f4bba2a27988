/** The store's receipts of the last days: found again, looked at, and printed once more. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Tender } from '#shared/domain/tender.ts'
import { pointsFor } from '#shared/domain/timeline.ts'
import type { Ticket } from '#shared/sync/change.ts'
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
    opened.value = await copyOf(ticket)
    isElsewhere.value = opened.value === undefined
  }

  async function copyOf(ticket: Ticket): Promise<Paid | undefined> {
    if (ticket.kind === 'sale') return copyOfSale(ticket)
    return ticket.kind === 'handover' ? copyOfHandover(ticket) : copyOfReturn(ticket)
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

  /** Receipts know what came back, not how it was paid back: only the tablet that did it can print it again. */
  async function copyOfReturn(ticket: Ticket): Promise<Paid | undefined> {
    const operation = await tablet.care.operation(ticket.op)
    if (operation?.kind !== 'return.complete') return undefined
    const { lines, tenders } = operation.args
    return {
      ...facts(ticket),
      kind: 'return',
      receiptCode: null,
      lines,
      ...paidWith(tenders),
      total: operation.args.total,
      invoice: {},
      points: undefined,
    }
  }

  /** What was paid when an order was collected stands in the operation alone. */
  async function copyOfHandover(ticket: Ticket): Promise<Paid | undefined> {
    const operation = await tablet.care.operation(ticket.op)
    const paid = operation?.kind === 'pickup.handover' ? operation.args.paid : undefined
    if (operation?.kind !== 'pickup.handover' || paid === undefined) return undefined
    const { businessDate } = ticket
    const code = await tablet.care.codeOf({ sale: ticket.op, businessDate, total: paid.total })
    return {
      ...facts(ticket),
      kind: 'sale',
      receiptCode: code ?? null,
      lines: paid.due > 0 ? [...operation.args.lines, ...paid.more] : paid.more,
      ...paidWith(paid.tenders),
      total: paid.total,
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
