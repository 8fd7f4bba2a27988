/** Goods that come back: from a receipt of any store or channel, or without one and with a reason. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { cut } from '#shared/base/cut.ts'
import type { Product } from '#shared/domain/product.ts'
import type { Receipt, ReceiptCode } from '#shared/domain/receipt.ts'
import { type Label, lineOf } from './basket.ts'
import { useParts } from './parts.ts'
import {
  type ReturnLine,
  chosenLines,
  lineFor,
  receiptLines,
  refundOf,
  stillLeft,
  unlinkedLine,
  withAll,
  withQuantity,
} from './return-lines.ts'

export type ReturnSource =
  | { readonly kind: 'receipt'; readonly receipt: Receipt }
  /** `code`: a receipt of ours whose lines are not on this tablet; no more than its total comes back. */
  | { readonly kind: 'unlinked'; readonly code: ReceiptCode | undefined }

export const reasons = ['changed-mind', 'defective', 'wrong-item', 'other'] as const
export type Reason = (typeof reasons)[number]

const reasonLengthMax = 200

export const useReturns = defineStore('returns', () => {
  const { tablet } = useParts()
  const source = shallowRef<ReturnSource>()
  const lines = shallowRef<readonly ReturnLine[]>([])
  const reason = shallowRef<Reason>()
  const note = shallowRef('')

  /** What stands in the books: the reason's own word, which every language of the screen can show again. */
  const reasonWords = computed(() =>
    reason.value === 'other' ? cut(note.value.trim(), reasonLengthMax) : (reason.value ?? ''),
  )
  const chosen = computed(() => chosenLines(lines.value))
  const total = computed(() => refundOf(lines.value))
  const limit = computed(() => (source.value?.kind === 'unlinked' ? source.value.code?.total : undefined))
  const problem = computed(() => {
    if (chosen.value.length === 0) return 'no-lines' as const
    if (total.value > (limit.value ?? Infinity)) return 'above-receipt' as const
    return reasonWords.value === '' ? ('no-reason' as const) : undefined
  })

  /** By the code in the QR or by the printed number; a receipt whose lines are not here yet is as good as unknown. */
  async function find(text: string): Promise<{ readonly receipt?: Receipt; readonly code?: ReceiptCode }> {
    const { receipt, code } = await tablet.receipt(text)
    return { ...(receipt?.lines ? { receipt } : {}), ...(code ? { code } : {}) }
  }

  function begin(from: ReturnSource | undefined): void {
    source.value = from
    lines.value = from?.kind === 'receipt' ? receiptLines(from.receipt) : []
    reason.value = undefined
    note.value = ''
  }

  /** Another tablet may take goods of the same receipt back while it lies open here. */
  async function refresh(): Promise<void> {
    const from = source.value
    if (from?.kind !== 'receipt') return
    const { receipt } = await tablet.receipt(from.receipt.ref)
    if (receipt?.lines && source.value === from) lines.value = stillLeft(lines.value, receipt)
  }

  /** Scanned goods tick one more of their line; what a receipt does not hold cannot come back from it. */
  function add(product: Product, label: Label = {}): boolean {
    const line = lineOf(product, label)
    const held = lineFor(lines.value, line)
    if (held === undefined && source.value?.kind !== 'unlinked') return false
    if (held === undefined) lines.value = [...lines.value, unlinkedLine(line, String(lines.value.length))]
    else setQuantity(held.key, held.quantity + 1)
    return true
  }

  function setQuantity(key: string, wanted: number): void {
    lines.value = withQuantity(lines.value, key, wanted)
  }

  function setAll(): void {
    lines.value = withAll(lines.value)
  }

  return {
    source,
    lines,
    reason,
    note,
    reasonWords,
    chosen,
    total,
    problem,
    find,
    begin,
    refresh,
    add,
    setQuantity,
    setAll,
  }
})
