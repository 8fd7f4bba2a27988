/** The goods that are packed for another store, or unpacked from one. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { id, type Id } from '#shared/base/id.ts'
import type { TransferLine } from '#shared/domain/stock.ts'
import { type Transfer, transferredLines } from '#shared/domain/transfer.ts'
import { useParts } from './parts.ts'
import { useSession } from './session.ts'
import type { Article } from './shelf.ts'
import type { TransferIntent } from './tablet.ts'
import { type ShownTransfer, useTransfers } from './transfers.ts'

/** `due`: pieces that were asked for or sent and are not in the parcel yet. */
type ParcelLine = TransferLine & { readonly due: number }

type Parcel = {
  readonly is: 'sending' | 'receiving'
  /** Undefined: nobody asked for it. */
  readonly transfer: Id | undefined
  readonly store: string
}

export const useParcel = defineStore('parcel', () => {
  const { tablet, feedback } = useParts()
  const session = useSession()
  const transfers = useTransfers()
  const opened = shallowRef<Parcel>()
  const lines = shallowRef<readonly ParcelLine[]>([])
  /** Nothing more of it is on its way. */
  const complete = shallowRef(true)
  const told = shallowRef<Parcel>()
  const refusal = shallowRef<string>()
  const busy = shallowRef(false)

  const pieces = computed(() => lines.value.reduce((sum, { quantity }) => sum + quantity, 0))

  function open({ transfer, does, store }: ShownTransfer): void {
    if (does === undefined) return
    begin({ is: does, transfer: id(transfer.id), store })
    lines.value = dueLines(transfer, does)
  }

  function begin(what: Parcel | undefined): void {
    opened.value = what
    lines.value = []
    complete.value = true
    told.value = undefined
    refusal.value = undefined
  }

  /** A scanned article goes into the parcel, or comes out of it, whether or not anybody expected it. */
  function add({ sku, name }: Article): void {
    const held = lines.value.find((line) => line.sku === sku)
    if (held) setQuantity(sku, held.quantity + 1)
    else lines.value = [...lines.value, { sku, name, quantity: 1, due: 0 }]
  }

  function setQuantity(sku: string, quantity: number): void {
    lines.value = lines.value
      .map((line) => (line.sku === sku ? { ...line, quantity: Math.max(0, quantity) } : line))
      .filter((line) => line.quantity > 0 || line.due > 0)
  }

  function setAll(): void {
    lines.value = lines.value.map((line) => ({ ...line, quantity: Math.max(line.quantity, line.due) }))
  }

  async function tell(): Promise<void> {
    const { value: parcel } = opened
    if (parcel === undefined || busy.value) return
    busy.value = true
    const committed = await tablet
      .commit(
        intentOf(parcel, { lines: lines.value, complete: complete.value, staff: session.staff?.id ?? '' }),
      )
      .finally(() => (busy.value = false))
    if (!committed.ok) {
      feedback.failure()
      refusal.value = committed.error
      return
    }
    feedback.success()
    begin(undefined)
    told.value = parcel
    await transfers.refresh()
  }

  return { opened, lines, complete, told, refusal, busy, pieces, open, begin, add, setQuantity, setAll, tell }
})

const dueLines = (transfer: Transfer, does: Parcel['is']): ParcelLine[] =>
  transferredLines(transfer)
    .map(({ sku, name, owed, inTransit }) => {
      const left = does === 'sending' ? owed : inTransit
      return { sku, name, quantity: 0, due: Math.max(0, left) }
    })
    .filter((line) => line.due > 0)

/** Only what is in the parcel is told. */
function intentOf(
  { is, transfer, store }: Parcel,
  { lines, complete, staff }: { lines: readonly ParcelLine[]; complete: boolean; staff: string },
): TransferIntent {
  const goods = lines.flatMap(({ sku, name, quantity }) => (quantity > 0 ? [{ sku, name, quantity }] : []))
  if (is === 'receiving' && transfer !== undefined)
    return { kind: 'stock.receive', staff, transfer, from: store, lines: goods, complete }
  const asked = transfer === undefined ? {} : { transfer }
  return { kind: 'stock.send', staff, ...asked, to: store, lines: goods }
}
