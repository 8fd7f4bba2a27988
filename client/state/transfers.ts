/** Goods between this store and the others: what to send, what to receive, and what was. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import {
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
  const isOnTheWay = transferredLines(transfer).some(({ inTransit }) => inTransit > 0)
  const isOwed = transferredLines(transfer).some(({ asked, sent }) => asked > sent)
  const sends = isSender && isOwed && (state === 'asked' || state === 'on-the-way')
  const receives = !isSender && isOnTheWay
  return {
    transfer,
    state,
    at: transferAt(transfer),
    store: isSender ? transfer.to : transfer.from,
    does: sends ? 'sending' : receives ? 'receiving' : undefined,
  }
}
