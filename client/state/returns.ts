/** Goods that come back: from a receipt of any store or channel, or without one and with a reason. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { calendarDate } from '#shared/base/time.ts'
import { money } from '#shared/domain/money.ts'
import type { Product } from '#shared/domain/product.ts'
import type { Receipt, ReceiptCode } from '#shared/domain/receipt.ts'
import type { Disposition } from '#shared/domain/return.ts'
import { isOver, type ReturnWindow, returnWindow } from '#shared/domain/return-window.ts'
import { lowestPrices } from './lowest-prices.ts'
import { useParts } from './parts.ts'
import {
  type ReturnLine,
  chosenLines,
  receiptLines,
  refundOf,
  refundsByKey,
  stillLeft,
  unlinkedLine,
  withAll,
  withDisposition,
  withQuantity,
} from './return-lines.ts'
import { useTerms } from './terms.ts'

export type ReturnSource =
  | { readonly kind: 'receipt'; readonly receipt: Receipt }
  /** `code`: a receipt of ours whose lines are not on this tablet; no more than its total comes back. */
  | { readonly kind: 'unlinked'; readonly code: ReceiptCode | undefined }

export const reasons = ['changed-mind', 'defective', 'wrong-item', 'other'] as const
export type Reason = (typeof reasons)[number]

const reasonLengthMax = 200

export const useReturns = defineStore('returns', () => {
  const { tablet, clock } = useParts()
  const terms = useTerms()
  const source = shallowRef<ReturnSource>()
  const lines = shallowRef<readonly ReturnLine[]>([])
  const reason = shallowRef<Reason>()
  const note = shallowRef('')
  /** R27: other goods are taken for these; the basket holds them. */
  const exchanging = shallowRef(false)
  const windows = shallowRef<ReadonlyMap<string, ReturnWindow>>(new Map())
  const lowest = shallowRef<ReadonlyMap<string, number>>(new Map())
  /** The days, or the prices of the last days, are still being looked up. */
  const busy = shallowRef(false)
  let inHand: Promise<void> = Promise.resolve()
  let begun = 0

  const receipt = computed(() => (source.value?.kind === 'receipt' ? source.value.receipt : undefined))
  /** What stands in the books: the reason's own word, which every language of the screen can show again. */
  const reasonWords = computed(() =>
    reason.value === 'other' ? note.value.trim().slice(0, reasonLengthMax) : (reason.value ?? ''),
  )
  const refunds = computed(() => refundsByKey(lines.value, receipt.value))
  const chosen = computed(() => chosenLines(lines.value, refunds.value))
  const total = computed(() => refundOf(refunds.value))
  const today = computed(() => calendarDate(clock.now(), tablet.device?.chain.utcOffsetMinutes ?? 0))
  /** R26: the chosen lines whose days are over. */
  const late = computed(() =>
    lines.value.filter(({ key, quantity }) => {
      const window = windows.value.get(key)
      return quantity > 0 && window !== undefined && isOver(window, today.value)
    }),
  )
  const limit = computed(() => (source.value?.kind === 'unlinked' ? source.value.code?.total : undefined))
  const problem = computed(() => {
    if (chosen.value.length === 0) return 'no-lines' as const
    if (total.value > (limit.value ?? Infinity)) return 'above-receipt' as const
    return reasonWords.value === '' ? ('no-reason' as const) : undefined
  })

  /** By the code in the QR or by the printed number; a receipt whose lines are not here yet is as good as unknown. */
  async function find(text: string): Promise<{ readonly receipt?: Receipt; readonly code?: ReceiptCode }> {
    const { receipt: found, code } = await tablet.receipt(text)
    return { ...(found?.lines ? { receipt: found } : {}), ...(code ? { code } : {}) }
  }

  function begin(from: ReturnSource | undefined): void {
    source.value = from
    lines.value = from?.kind === 'receipt' ? receiptLines(from.receipt) : []
    reason.value = undefined
    note.value = ''
    exchanging.value = false
    windows.value = new Map()
    begun += 1
    busy.value = from !== undefined
    if (from === undefined) return
    const mine = begun
    const isStillOpen = (): boolean => begun === mine
    inHand = lookUp(from, isStillOpen)
      .catch(() => undefined)
      .finally(() => (busy.value &&= !isStillOpen()))
  }

  /** How long it may come back, or for how much, takes a moment to find out. */
  async function lookUp(from: ReturnSource, isStillOpen: () => boolean): Promise<void> {
    if (from.kind === 'unlinked') {
      await terms.refresh()
      const found = await lowestPrices(tablet.rows, today.value, terms.current.returns.unverified.priceDays)
      lowest.value = found
      if (!isStillOpen()) return
      lines.value = lines.value.map((line) => ({ ...line, line: cheaper(line, found) }))
      return
    }
    const under = await terms.soldUnder(from.receipt.terms)
    const entries = receiptLines(from.receipt).map(async ({ key, line, of }) => {
      const category = (await tablet.rows.get('product', line.sku))?.category
      return [key, returnWindow(from.receipt, of?.line ?? 0, { terms: under, category })] as const
    })
    const found = new Map(await Promise.all(entries))
    if (isStillOpen()) windows.value = found
  }

  /** Another tablet may take goods of the same receipt back while it lies open here. */
  async function refresh(): Promise<void> {
    const from = source.value
    if (from?.kind !== 'receipt') return
    const { receipt: now } = await tablet.receipt(from.receipt.ref)
    if (!now?.lines || source.value !== from) return
    source.value = { kind: 'receipt', receipt: now }
    lines.value = stillLeft(lines.value, now)
  }

  /** Scanned goods tick one more of their line; what a receipt does not hold cannot come back from it. */
  function add(product: Product): boolean {
    const held = lines.value.find(
      ({ line, quantity, remaining }) => line.sku === product.sku && quantity < remaining,
    )
    if (held === undefined && source.value?.kind !== 'unlinked') return false
    if (held === undefined)
      lines.value = [...lines.value, unlinkedLine(product, lowest.value.get(product.sku))]
    else setQuantity(held.key, held.quantity + 1)
    return true
  }

  function setQuantity(key: string, wanted: number): void {
    lines.value = withQuantity(lines.value, key, wanted)
  }

  function setDisposition(key: string, disposition: Disposition): void {
    lines.value = withDisposition(lines.value, key, disposition)
  }

  function setAll(): void {
    lines.value = withAll(lines.value)
  }

  /** What was begun is looked up. */
  function settled(): Promise<void> {
    return inHand
  }

  return {
    source,
    receipt,
    lines,
    reason,
    note,
    reasonWords,
    exchanging,
    windows,
    busy,
    refunds,
    chosen,
    total,
    today,
    late,
    problem,
    find,
    begin,
    refresh,
    add,
    setQuantity,
    setDisposition,
    setAll,
    settled,
  }
})

/** Never dearer than what was on the screen. */
function cheaper({ line }: ReturnLine, found: ReadonlyMap<string, number>): ReturnLine['line'] {
  return { ...line, unitPrice: money(Math.min(line.unitPrice, found.get(line.sku) ?? line.unitPrice)) }
}
