/** Lines being rung: not yet a fact. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { type NewLine, lineAmount } from '#shared/domain/line.ts'
import { sum } from '#shared/domain/money.ts'
import type { Product } from '#shared/domain/product.ts'

const quantityMax = 9999

type Removed = { readonly line: NewLine; readonly place: number }

/** A price that changed while the basket was open makes a line of its own. */
export function lineKey(line: Pick<NewLine, 'sku' | 'unitPrice'>): string {
  return `${line.sku}@${line.unitPrice}`
}

export const useBasket = defineStore('basket', () => {
  const lines = shallowRef<readonly NewLine[]>([])
  const removed = shallowRef<Removed>()
  const lastKey = shallowRef<string>()

  const total = computed(() => sum(lines.value.map(lineAmount)))
  const pieces = computed(() => lines.value.reduce((count, line) => count + line.quantity, 0))
  const isEmpty = computed(() => lines.value.length === 0)

  /** Returns how many of it are in the basket now. */
  function add({ sku, name, price: unitPrice, kind }: Product): number {
    removed.value = undefined
    const key = lineKey({ sku, unitPrice })
    lastKey.value = key
    const held = lines.value.find((line) => lineKey(line) === key)
    if (held !== undefined) return setQuantity(key, held.quantity + 1)
    lines.value = [...lines.value, { sku, name, unitPrice, kind, quantity: 1 }]
    return 1
  }

  /** Below one the line goes, and can be brought back. */
  function setQuantity(key: string, wanted: number): number {
    if (wanted < 1) {
      remove(key)
      return 0
    }
    const quantity = Math.min(wanted, quantityMax)
    lastKey.value = key
    lines.value = lines.value.map((line) => (lineKey(line) === key ? { ...line, quantity } : line))
    return quantity
  }

  function remove(key: string): void {
    const place = lines.value.findIndex((line) => lineKey(line) === key)
    const line = lines.value[place]
    if (line === undefined) return
    removed.value = { line, place }
    lines.value = lines.value.filter((other) => other !== line)
  }

  function bringBack(): void {
    if (removed.value === undefined) return
    const { line, place } = removed.value
    lines.value = lines.value.toSpliced(place, 0, line)
    removed.value = undefined
  }

  function clear(): void {
    lines.value = []
    removed.value = undefined
    lastKey.value = undefined
  }

  return { lines, removed, lastKey, total, pieces, isEmpty, add, setQuantity, remove, bringBack, clear }
})
