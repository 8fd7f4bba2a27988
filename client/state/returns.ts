/** Goods that come back: from a receipt of any store or channel, or without one and with a reason. */
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { cut } from '#shared/base/cut.ts'
import type { Product } from '#shared/domain/product.ts'
import type { Receipt, ReceiptCode } from '#shared/domain/receipt.ts'
import type { Disposition } from '#shared/domain/disposition.ts'
import { type Label, lineOf } from './basket.ts'
import { useParts } from './parts.ts'
import {
  type ReturnLine,
  type ReturnSource,
  lineFor,
  receiptLines,
  stillLeft,
  unlinkedLine,
  withAll,
  withDisposition,
  withPrice,
  withQuantity,
} from './return-lines.ts'
import { useReturnTerms } from './return-terms.ts'
import { useWorth } from './return-worth.ts'

export const reasons = ['changed-mind', 'defective', 'wrong-item', 'other'] as const
export type Reason = (typeof reasons)[number]

const reasonLengthMax = 200

export const useReturns = defineStore('returns', () => {
  const { tablet } = useParts()
  const terms = useReturnTerms()
  const source = shallowRef<ReturnSource>()
  const lines = shallowRef<readonly ReturnLine[]>([])
  const reason = shallowRef<Reason>()
  const note = shallowRef('')
  /** R27: other goods are taken for these; the basket holds them. */
  const exchanging = shallowRef(false)

  /** What stands in the books: the reason's own word, which every language of the screen can show again. */
  const reasonWords = computed(() =>
    reason.value === 'other' ? cut(note.value.trim(), reasonLengthMax) : (reason.value ?? ''),
  )
  const worth = useWorth({ source, lines, reasonWords })

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
    terms.begin(from)
  }
  // R29: what lay here when the prices of the last days were found out becomes cheaper, never dearer.
  watch(
    () => terms.lowest,
    (found) => (lines.value = lines.value.map((line) => withPrice(line, found.get(line.line.sku)))),
    { flush: 'sync' },
  )

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
  function add(product: Product, label: Label = {}): boolean {
    const line = lineOf(product, label)
    const loose = unlinkedLine(line, String(lines.value.length), terms.lowest.get(product.sku))
    const held = lineFor(lines.value, line) ?? lineFor(lines.value, loose.line)
    if (held !== undefined) setQuantity(held.key, held.quantity + 1)
    else if (source.value?.kind === 'unlinked')
      lines.value = [...lines.value, { ...loose, category: product.category }]
    else return false
    return true
  }

  const setQuantity = (key: string, wanted: number): void =>
    void (lines.value = withQuantity(lines.value, key, wanted))
  const setDisposition = (key: string, disposition: Disposition): void =>
    void (lines.value = withDisposition(lines.value, key, disposition))
  const setAll = (): void => void (lines.value = withAll(lines.value))

  return {
    source,
    lines,
    reason,
    note,
    reasonWords,
    exchanging,
    ...worth,
    find,
    begin,
    refresh,
    add,
    setQuantity,
    setDisposition,
    setAll,
  }
})
