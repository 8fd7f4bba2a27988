/** The lines of a pick list: in the order of the shelves, ticked one by one. Pure. */
import { type Line, priced } from '#shared/domain/line.ts'
import { type Money, money } from '#shared/domain/money.ts'
import type { Pickup, PickupLine } from '#shared/domain/pickup.ts'
import { givenOf } from '#shared/domain/pickup-units.ts'
import type { Product } from '#shared/domain/product.ts'
import type { PickIntent } from './tablet.ts'

export type Missing =
  | { readonly how: 'wait' }
  | { readonly how: 'refund' }
  /** `by` is scanned; nothing is put in its place before the buyer agreed. */
  | { readonly how: 'substitute'; readonly by: Line | undefined; readonly agreed: boolean }

export type PickLine = {
  readonly key: string
  readonly pickup: string
  readonly number: string
  readonly line: PickupLine
  /** On the shelves, where it has one. */
  readonly place: string | undefined
  readonly wanted: number
  readonly picked: number
  readonly missing: Missing | undefined
}

/** Where an article stands. */
export type Stand = Pick<Product, 'place' | 'category'>

/**
 * What is still to pick of these orders, in the order of the shelves: by place, then what has none by category; then by article
 * number, then the older order.
 */
export function pickLines(pickups: readonly Pickup[], standOf: (sku: string) => Stand): PickLine[] {
  const lines = pickups.flatMap((pickup) =>
    pickup.lines.flatMap((line): PickLine[] => {
      const wanted = line.quantity - line.cancelled - line.expired
      if (wanted <= 0 || line.kind === 'service') return []
      const key = `${pickup.key}/${line.line}`
      const { number } = pickup
      const { place } = standOf(line.sku)
      return [
        { key, pickup: pickup.key, number, line, place, wanted, picked: line.picked, missing: undefined },
      ]
    }),
  )
  const shelf = ({ line }: PickLine): string => `${wayTo(standOf(line.sku))}\n${line.sku}`
  const placed = new Map(pickups.map(({ key, placedAt }) => [key, placedAt]))
  return lines.toSorted(
    (a, b) =>
      compared(shelf(a), shelf(b)) ||
      (placed.get(a.pickup) ?? 0) - (placed.get(b.pickup) ?? 0) ||
      compared(a.key, b.key),
  )
}

const DIGITS_MAX = 8

/** Numbers in a place are compared as numbers. */
const wayTo = ({ place, category }: Stand): string =>
  place === undefined
    ? `1${category ?? '\uffff'}`
    : `0${place.replace(/\d+/g, (digits) => digits.padStart(DIGITS_MAX, '0'))}`

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The line that a scanned article ticks: the first that still wants one. */
export const lineToTick = (lines: readonly PickLine[], sku: string): PickLine | undefined =>
  lines.find(({ line, picked, wanted }) => line.sku === sku && picked < wanted)

/** What was handed over already cannot be put back on the shelf. */
export function withPicked(line: PickLine, picked: number, pickup: Pickup | undefined): PickLine {
  const least = pickup === undefined ? 0 : givenOf(pickup, line.line.line)
  const count = Math.max(least, Math.min(picked, line.wanted))
  return { ...line, picked: count, missing: count < line.wanted ? line.missing : undefined }
}

/** The lower of both prices: the buyer never pays more for what the store did not have. */
const substitutePrice = (line: PickupLine, { price }: Product): Money =>
  money(Math.min(line.unitPrice, price))

export function substituteOf({ line, wanted, picked }: PickLine, product: Product): Line {
  const { sku, name, kind } = product
  const unitPrice = substitutePrice(line, product)
  return priced({ sku, name, kind, quantity: wanted - picked, unitPrice })
}

/** Nobody has to look at it again: all is there, or it is decided what happens with the rest. */
export function isSettled({ wanted, picked, missing }: PickLine): boolean {
  if (picked >= wanted) return true
  if (missing === undefined) return false
  return missing.how !== 'substitute' || (missing.by !== undefined && missing.agreed)
}

/** What is told of one pickup: lines that changed or were decided. */
export function pickedOf(lines: readonly PickLine[]): PickIntent['lines'] {
  return lines.flatMap((one) => {
    const { line, picked, wanted, missing } = one
    const quantity = wanted - picked
    if (picked === line.picked && (missing === undefined || !isSettled(one))) return []
    const told = { line: line.line, picked }
    if (missing === undefined || quantity <= 0 || !isSettled(one)) return [told]
    return [{ ...told, ...decided(missing, quantity) }]
  })
}

function decided(missing: Missing, quantity: number): Pick<PickIntent['lines'][number], 'missing'> {
  switch (missing.how) {
    case 'wait':
      return { missing: { how: 'wait' } }
    case 'refund':
      return { missing: { how: 'refund', quantity } }
    case 'substitute': {
      const { how, by } = missing
      return by === undefined ? {} : { missing: { how, quantity, by, agreed: true } }
    }
  }
}
