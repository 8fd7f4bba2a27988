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
  readonly wanted: number
  readonly picked: number
  readonly missing: Missing | undefined
}

/** What is still to pick of these orders, by where it stands in the shop: category, then article number, then the older order. */
export function pickLines(
  pickups: readonly Pickup[],
  categoryOf: (sku: string) => string | undefined,
): PickLine[] {
  const lines = pickups.flatMap((pickup) =>
    pickup.lines.flatMap((line): PickLine[] => {
      const wanted = line.quantity - line.cancelled - line.expired
      if (wanted <= 0 || line.kind === 'service') return []
      const key = `${pickup.key}/${line.line}`
      const { number } = pickup
      return [{ key, pickup: pickup.key, number, line, wanted, picked: line.picked, missing: undefined }]
    }),
  )
  const shelf = ({ line }: PickLine): string => `${categoryOf(line.sku) ?? '\uffff'}\n${line.sku}`
  const placed = new Map(pickups.map(({ key, placedAt }) => [key, placedAt]))
  return lines.toSorted(
    (a, b) =>
      compared(shelf(a), shelf(b)) ||
      (placed.get(a.pickup) ?? 0) - (placed.get(b.pickup) ?? 0) ||
      compared(a.key, b.key),
  )
}

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
