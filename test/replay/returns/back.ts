// The log with its returns taken out: what is sold is rung as ever, and each `C` invoice is somebody who comes to a counter with goods.

import { money } from '#shared/domain/money.ts'
import type { Product } from '#shared/domain/product.ts'
import { cardNumberOf, codeKind, rowKind, unitPriceOf } from '#server/import/online-retail/deal.ts'
import type { Invoice } from '#server/import/online-retail/invoices.ts'
import { Planner } from '#server/import/online-retail/plan.ts'
import type { LogRow } from '#server/import/online-retail/read-log.ts'
import type { Step } from '#server/import/online-retail/steps.ts'
import { productsOf } from '../chain.ts'

/** A row that brings goods back, as the file has it: the quantity positive, the price in TWD. */
export type BackRow = {
  /** the line of the file */
  readonly row: number
  readonly sku: string
  readonly name: string
  readonly quantity: number
  readonly unitPrice: number
  /** unitPrice × quantity */
  readonly amount: number
  readonly kind: 'goods' | 'service'
}

export type BackInvoice = {
  readonly invoice: string
  readonly at: string
  readonly cardNumber: string | undefined
  readonly rows: readonly BackRow[]
}

export type BackScript = {
  readonly steps: readonly Step[]
  /** By the step that they come after. */
  readonly backs: ReadonlyMap<number, readonly BackInvoice[]>
  readonly products: readonly Product[]
}

export function backScript(invoices: readonly Invoice[], seed?: string): BackScript {
  const planner = new Planner(seed)
  const steps: Step[] = []
  const backs = new Map<number, BackInvoice[]>()
  for (const invoice of invoices) {
    const brought = invoice.rows.filter(isBack)
    steps.push(...planner.steps({ ...invoice, rows: invoice.rows.filter((row) => !isBack(row)) }))
    if (brought.length === 0) continue
    const { number, at, customer } = invoice
    const cardNumber = customer === '' ? undefined : cardNumberOf(customer)
    const after = Math.max(0, steps.length - 1)
    const back = { invoice: number, at, cardNumber, rows: brought.map(backRow) }
    backs.set(after, [...(backs.get(after) ?? []), back])
  }
  return { steps, backs, products: [...productsOf(steps), ...unsold(steps, backs)] }
}

export const isBack = (row: LogRow): boolean => rowKind(row) === 'return'

function backRow(row: LogRow): BackRow {
  const quantity = Math.abs(row.quantity)
  const unitPrice = unitPriceOf(row.unitPrice)
  const { line, stockCode: sku, description } = row
  const name = description.trim() === '' ? sku : description
  return { row: line, sku, name, quantity, unitPrice, amount: unitPrice * quantity, kind: codeKind(sku) }
}

/** What comes back although the log sold none of it was in the catalogue before the log begins, at the price it comes back for. */
function unsold(steps: readonly Step[], backs: BackScript['backs']): Product[] {
  const known = new Set(productsOf(steps).map(({ sku }) => sku))
  const products: Product[] = []
  for (const { sku, name, unitPrice, kind } of [...backs.values()].flat().flatMap(({ rows }) => rows)) {
    if (kind !== 'goods' || known.has(sku)) continue
    known.add(sku)
    products.push({ sku, name, price: money(unitPrice), kind, barcodes: [] })
  }
  return products
}
