/** Lines being rung: not yet a fact. */
import { defineStore } from 'pinia'
import { computed, type ShallowRef, shallowRef } from 'vue'
import { cut } from '#shared/base/cut.ts'
import { LINE_NOTE_LENGTH_MAX, type NewLine, lineAmount, priceOfWeight } from '#shared/domain/line.ts'
import { type Money, sum } from '#shared/domain/money.ts'
import type { Product } from '#shared/domain/product.ts'
import type { Destination } from './destination.ts'

const quantityMax = 9999

/** `to`: where the goods go that are not carried out at once. */
export type BasketLine = NewLine & { readonly key: string; readonly to?: Destination }

/** As an operation says it. */
export const goodsOf = (lines: readonly BasketLine[]): NewLine[] =>
  lines.map(({ key: _, to: __, ...line }) => line)

/** What a label of the shop says besides the product: what was weighed, or the price that was printed for it. */
export type Label = { readonly grams?: number; readonly price?: Money }

type Removed = { readonly line: BasketLine; readonly place: number }

export const useBasket = defineStore('basket', () => {
  const lines = shallowRef<readonly BasketLine[]>([])
  const removed = shallowRef<Removed>()
  const lastKey = shallowRef<string>()
  let keys = 0

  const total = computed(() => sum(lines.value.map(lineAmount)))
  const pieces = computed(() => lines.value.reduce((count, line) => count + line.quantity, 0))
  const isEmpty = computed(() => lines.value.length === 0)

  /** Returns how many of it are in the basket now. */
  function add(product: Product, label: Label = {}): number {
    removed.value = undefined
    const line = lineOf(product, label)
    const held = lines.value.find((other) => isMore(other, line))
    if (held !== undefined && line.grams === undefined) return setQuantity(held.key, held.quantity + 1)
    keys += 1
    lastKey.value = String(keys)
    lines.value = [...lines.value, { ...line, key: lastKey.value }]
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
    lines.value = lines.value.map((line) => (line.key === key ? { ...line, quantity } : line))
    return quantity
  }

  function remove(key: string): void {
    const place = lines.value.findIndex((line) => line.key === key)
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

  /** What was sold goes, what was rung besides stays. */
  function takeOut(sold: readonly BasketLine[]): void {
    lines.value = without(lines.value, sold)
    removed.value = undefined
  }

  function clear(): void {
    lines.value = []
    removed.value = undefined
    lastKey.value = undefined
  }

  return {
    lines,
    removed,
    lastKey,
    total,
    pieces,
    isEmpty,
    add,
    setQuantity,
    ...labelling(lines),
    remove,
    bringBack,
    takeOut,
    clear,
  }
})

/** What is said of a line besides how many there are. */
function labelling(lines: ShallowRef<readonly BasketLine[]>) {
  function setNote(key: string, text: string): void {
    const note = cut(text.trim(), LINE_NOTE_LENGTH_MAX)
    lines.value = lines.value.map((line) => (line.key === key ? withNote(line, note) : line))
  }

  /** Undefined: it is carried out. One more piece of what goes elsewhere is a line of its own, so that some can be carried out. */
  function setDestination(key: string, to: Destination | undefined): void {
    lines.value = lines.value.map((line) => (line.key === key ? goingTo(line, to) : line))
  }

  return { setNote, setDestination }
}

/** A price that changed meanwhile, a note, a weight or another way home make a line of their own. */
const isMore = ({ sku, unitPrice, note, grams, to }: BasketLine, line: NewLine): boolean =>
  sku === line.sku && unitPrice === line.unitPrice && [note, grams, to].every((own) => own === undefined)

function without(lines: readonly BasketLine[], sold: readonly BasketLine[]): BasketLine[] {
  const out = new Map(sold.map(({ key, quantity }) => [key, quantity]))
  return lines.flatMap((line) => {
    const quantity = line.quantity - (out.get(line.key) ?? 0)
    return quantity > 0 ? [{ ...line, quantity }] : []
  })
}

/** Sold by weight, and nobody has weighed it yet: the price of a kilogram is not its price. */
export const mustBeWeighed = ({ measure }: Product, { grams, price }: Label): boolean =>
  measure === 'weight' && grams === undefined && price === undefined

/** A label's own price wins: it is what the customer has read. */
export function lineOf(
  { sku, name, price, kind, measure }: Product,
  { grams, price: printed }: Label,
): NewLine {
  const line = { sku, name, kind, quantity: 1 }
  if (measure !== 'weight' || grams === undefined) return { ...line, unitPrice: printed ?? price }
  return { ...line, unitPrice: printed ?? priceOfWeight(price, grams), grams }
}

function withNote({ note: _, ...line }: BasketLine, note: string): BasketLine {
  return note === '' ? line : { ...line, note }
}

function goingTo({ to: _, ...line }: BasketLine, to: Destination | undefined): BasketLine {
  return to === undefined ? line : { ...line, to }
}
