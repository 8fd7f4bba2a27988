/** The store's receipts of the last days: found again, looked at, and printed once more. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Ticket } from '#shared/sync/change.ts'
import type { Paid } from './paid.ts'
import { useParts } from './parts.ts'
import { useReceiptCopies } from './receipt-copies.ts'

const shownMax = 200

export const useJournal = defineStore('journal', () => {
  const { tablet } = useParts()
  const copies = useReceiptCopies()
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
    opened.value = await copies.of(ticket)
    isElsewhere.value = opened.value === undefined
  }

  function close(): void {
    opened.value = undefined
    isElsewhere.value = false
  }

  return { search, found, opened, isElsewhere, load, open, close }
})
