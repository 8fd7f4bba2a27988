// What was sold, to whom, where and for how much, as far as a return asks for it. From the steps alone, without the product. Pure.

import { daysFromDate } from '#shared/base/time.ts'
import { channel, type Place, type StoreName } from '#server/import/online-retail/deal.ts'
import type { LineRef } from '#server/import/online-retail/link.ts'
import type { Step } from '#server/import/online-retail/steps.ts'

export type OpenLine = {
  readonly ref: LineRef
  readonly at: string
  readonly unitPrice: number
  /** The way it was paid; `shop`: online. */
  readonly paidBy: 'cash' | 'external' | 'shop'
  remaining: number
}

export class SoldGoods {
  readonly #lines = new Map<string, OpenLine[]>()
  /** By article, in order of time: the day, and what a piece cost. */
  readonly #prices = new Map<string, { readonly day: number; readonly unitPrice: number }[]>()
  /** Who was at which store: its tablets have their picture. */
  readonly #seen = new Set<string>()

  happened(step: Step): void {
    if (step.kind === 'enrol') this.visited(step.where, step.cardNumber)
    if (step.kind !== 'sale' && step.kind !== 'order') return
    const { invoice, where, at, cardNumber, lines } = step
    if (cardNumber !== undefined) this.visited(where, cardNumber)
    const paidBy = step.kind === 'order' ? 'shop' : step.tender.kind
    for (const { sku, kind, line, quantity, unitPrice } of lines) {
      // What was given for nothing is no price.
      if (kind === 'goods' && unitPrice > 0) push(this.#prices, sku, { day: dayOf(at), unitPrice })
      if (cardNumber === undefined) continue
      const open = { ref: { invoice, line, where }, at, unitPrice, paidBy, remaining: quantity }
      push(this.#lines, `${cardNumber} ${sku}`, open)
    }
  }

  visited(where: Place, cardNumber: string): void {
    if (where !== channel) this.#seen.add(`${where} ${cardNumber}`)
  }

  hasSeen(store: StoreName, cardNumber: string): boolean {
    return this.#seen.has(`${store} ${cardNumber}`)
  }

  linesOf(cardNumber: string, sku: string): readonly OpenLine[] {
    return this.#lines.get(`${cardNumber} ${sku}`) ?? []
  }

  /** The latest purchase with a line of which at least that much is left, and of its lines the first. */
  lineFor(cardNumber: string, sku: string, quantity: number): OpenLine | undefined {
    const open = this.linesOf(cardNumber, sku).filter(({ remaining }) => remaining >= quantity)
    const last = open.reduce<OpenLine | undefined>(
      (latest, line) => (latest && latest.at > line.at ? latest : line),
      undefined,
    )
    return open.find(({ ref }) => ref.invoice === last?.ref.invoice)
  }

  /** R29: the lowest price of the last days; undefined when nobody bought it. */
  lowestPrice(sku: string, { at, days }: { at: string; days: number }): number | undefined {
    const today = dayOf(at)
    let lowest: number | undefined
    for (const { day, unitPrice } of (this.#prices.get(sku) ?? []).toReversed()) {
      if (today - day > days) break
      lowest = Math.min(unitPrice, lowest ?? unitPrice)
    }
    return lowest
  }
}

export const dayOf = (at: string): number => daysFromDate(at.slice(0, 10))

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const there = map.get(key)
  if (there) there.push(value)
  else map.set(key, [value])
}
