/** Goods between this store and the others: what to send, what to receive, and what was. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import {
  endingOf,
  type Transfer,
  transferAt,
  transferredLines,
  type TransferState,
  transferState,
} from '#shared/domain/transfer.ts'
import { useParts } from './parts.ts'

export type ShownTransfer = {
  readonly transfer: Transfer
  readonly state: TransferState
  readonly at: number
  /** The other store. */
  readonly store: string
  /** What this store can do now. */
  readonly does: 'sending' | 'receiving' | undefined
  /** How this store can see to it that nothing more of it is sent. */
  readonly ends: 'decline' | 'withdraw' | undefined
  /** Why the other one, or this one, will not send it. */
  readonly why: string | undefined
  /** What this store asked for in vain. */
  readonly wasRefused: boolean
}

const shownMax = 100

export const useTransfers = defineStore('transfers', () => {
  const { tablet } = useParts()
  const all = shallowRef<readonly ShownTransfer[]>([])
  const due = computed(() => all.value.filter(({ does }) => does !== undefined))
  const others = computed(() => all.value.filter(({ does }) => does === undefined))

  async function refresh(): Promise<void> {
    const { device } = tablet
    if (device === undefined) return
    const rows = await tablet.rows.list('transfer')
    all.value = rows
      .map((transfer) => shown(transfer, device.store.id))
      .toSorted((a, b) => b.at - a.at)
      .slice(0, shownMax)
  }

  return { due, others, refresh }
})

function shown(transfer: Transfer, here: string): ShownTransfer {
  const state = transferState(transfer)
  const isSender = transfer.from === here
  const lines = transferredLines(transfer)
  const isOwed = lines.some(({ owed }) => owed > 0)
  const sends = isSender && isOwed
  const receives = !isSender && lines.some(({ inTransit }) => inTransit > 0)
  const ending = endingOf(transfer)
  return {
    transfer,
    state,
    at: transferAt(transfer),
    store: isSender ? transfer.to : transfer.from,
    does: sends ? 'sending' : receives ? 'receiving' : undefined,
    ends: isOwed ? (isSender ? 'decline' : 'withdraw') : undefined,
    why: ending?.is === 'declined' ? ending.reason : undefined,
    wasRefused: !isSender && state === 'declined',
  }
}
