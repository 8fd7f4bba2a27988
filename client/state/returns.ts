/** Goods that come back: from a receipt of any store or channel, or without one and with a reason. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { type NewLine, lineAmount } from '#shared/domain/line.ts'
import { sum } from '#shared/domain/money.ts'
import type { Product } from '#shared/domain/product.ts'
import { type Receipt, remainingQuantity } from '#shared/domain/receipt.ts'
import { useParts } from './parts.ts'
import type { ReturnIntent } from './tablet.ts'

export type ReturnSource =
  | { readonly kind: 'receipt'; readonly receipt: Receipt }
  | { readonly kind: 'unlinked' }

export type ReturnLine = {
  readonly key: string
  readonly line: NewLine
  /** How many may come back; an unlinked line knows no limit. */
  readonly remaining: number
  readonly sold: number | undefined
  readonly quantity: number
  readonly of: { readonly ref: Receipt['ref']; readonly line: number } | undefined
}

const unlinkedMax = 999

export const reasons = ['changed-mind', 'defective', 'wrong-item', 'other'] as const
export type Reason = (typeof reasons)[number]

export const useReturns = defineStore('returns', () => {
  const { tablet } = useParts()
  const source = shallowRef<ReturnSource>()
  const lines = shallowRef<readonly ReturnLine[]>([])
  const reason = shallowRef<Reason>()
  const note = shallowRef('')

  const chosen = computed(() => lines.value.filter((line) => line.quantity > 0))
  const total = computed(() => sum(chosen.value.map(({ line, quantity }) => lineAmount({ ...line, quantity }))))
  const problem = computed((): 'no-lines' | 'no-reason' | undefined => {
    if (chosen.value.length === 0) return 'no-lines'
    if (reason.value === undefined) return 'no-reason'
    return reason.value === 'other' && note.value.trim() === '' ? 'no-reason' : undefined
  })

  async function findByNumber(number: string): Promise<Receipt | undefined> {
    const receipts = await tablet.rows.list('receipt')
    return receipts.find((receipt) => receipt.number === number)
  }

  function open(receipt: Receipt): void {
    clear()
    source.value = { kind: 'receipt', receipt }
    lines.value = (receipt.lines ?? []).map((line, place) => ({
      key: `${receipt.ref}/${place}`,
      line,
      sold: line.quantity,
      remaining: remainingQuantity(receipt, place),
      quantity: 0,
      of: { ref: receipt.ref, line: place },
    }))
  }

  function openUnlinked(): void {
    clear()
    source.value = { kind: 'unlinked' }
  }

  /** Only without a receipt: the article is named by scanning it. */
  function add({ sku, name, price: unitPrice, kind }: Product): void {
    const held = lines.value.find((line) => line.key === sku)
    if (held !== undefined) {
      setQuantity(sku, held.quantity + 1)
      return
    }
    const line = { sku, name, unitPrice, kind, quantity: 1 }
    lines.value = [...lines.value, { key: sku, line, sold: undefined, remaining: unlinkedMax, quantity: 1, of: undefined }]
  }

  function setQuantity(key: string, wanted: number): void {
    lines.value = lines.value.map((line) =>
      line.key === key ? { ...line, quantity: Math.max(0, Math.min(wanted, line.remaining)) } : line,
    )
  }

  function setAll(): void {
    lines.value = lines.value.map((line) => (line.of === undefined ? line : { ...line, quantity: line.remaining }))
  }

  function intentLines(): ReturnIntent['lines'] {
    return chosen.value.map(({ line, quantity, of }) => ({
      sku: line.sku,
      name: line.name,
      unitPrice: line.unitPrice,
      kind: line.kind,
      quantity,
      ...(of === undefined ? {} : { of }),
    }))
  }

  function clear(): void {
    source.value = undefined
    lines.value = []
    reason.value = undefined
    note.value = ''
  }

  return {
    source, lines, reason, note, chosen, total, problem,
    findByNumber, open, openUnlinked, add, setQuantity, setAll, intentLines, clear,
  }
})
