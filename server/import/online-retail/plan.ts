// The log as steps for four stores and the channel's door.

import { cardNumberOf, channel, codeKind, placeOf, rowKind, stableHash, unitPriceOf } from './deal.ts'
import type { Place, StoreName } from './deal.ts'
import type { Invoice } from './invoices.ts'
import { OpenLines } from './link.ts'
import type { LogRow } from './read-log.ts'
import type { AdjustmentLine, OrderStep, Refund, ReturnLine, SaleLine, Step, Tender } from './steps.ts'

type Visit = { readonly invoice: string; readonly at: string; readonly cardNumber: string | undefined }

/** Fed with the invoices in order. It remembers what may still be brought back, and the orders that may be refunded. */
export class Planner {
  readonly #seed: string | undefined
  readonly #open = new OpenLines()
  readonly #enrolled = new Set<string>()
  readonly #orders = new Map<string, OrderStep>()

  constructor(seed?: string) {
    this.#seed = seed
  }

  /** An invoice usually is one step; one that mixes kinds becomes a step of each: sold first, then written off, then brought back. */
  *steps(invoice: Invoice): Generator<Step> {
    const where = placeOf(invoice.number, this.#seed)
    const cardNumber = invoice.customer === '' ? undefined : cardNumberOf(invoice.customer)
    const visit = { invoice: invoice.number, at: invoice.at, cardNumber }
    if (cardNumber !== undefined && !this.#enrolled.has(cardNumber)) {
      this.#enrolled.add(cardNumber)
      yield {
        kind: 'enrol',
        where,
        invoice: invoice.number,
        at: invoice.at,
        cardNumber,
        name: `Customer ${invoice.customer}`,
      }
    }
    const ofKind = (kind: string) => invoice.rows.filter((row) => rowKind(row) === kind)
    const sold = ofKind('sale')
    const writtenOff = ofKind('adjustment')
    const broughtBack = ofKind('return')
    if (sold.length > 0) yield this.#sale(visit, where, sold)
    if (writtenOff.length > 0) {
      yield {
        kind: 'adjustment',
        where,
        invoice: invoice.number,
        at: invoice.at,
        lines: writtenOff.map(adjustmentLine),
      }
    }
    if (broughtBack.length > 0) yield* this.#returns(visit, where, broughtBack)
  }

  #sale(visit: Visit, where: Place, rows: readonly LogRow[]): Step {
    const lines = rows.map((row, index) => ({ ...priced(row), line: index + 1 }))
    const total = sum(lines)
    rows.forEach((row, index) => {
      const ref = { invoice: visit.invoice, line: index + 1, where }
      this.#open.sold(row.customer, row.stockCode, { ref, quantity: row.quantity })
    })
    if (where !== channel)
      return { kind: 'sale', ...visit, where, lines, total, tender: tenderOf(visit.invoice, total) }
    return this.#recorded({
      kind: 'order',
      ...visit,
      where,
      order: visit.invoice,
      snapshot: 1,
      placedAt: visit.at,
      lines,
      total,
      payments: [{ reference: `pay-${visit.invoice}`, amount: total }],
      refunds: [],
    })
  }

  *#returns(visit: Visit, where: Place, rows: readonly LogRow[]): Generator<Step> {
    const lines = rows.map((row): ReturnLine => {
      const line = priced(row)
      return { ...line, ...this.#open.broughtBack(row.customer, row.stockCode, line.quantity) }
    })
    if (where !== channel) {
      yield returned(visit, where, lines)
      return
    }
    // The online shop refunds its own orders in their next snapshot; what was bought at a store or is not known comes back as a return.
    const refunds = Map.groupBy(lines, (line) => (line.of?.where === channel ? line.of.invoice : undefined))
    for (const [order, own] of refunds) if (order !== undefined) yield this.#refunded(visit, order, own)
    const others = refunds.get(undefined) ?? []
    if (others.length > 0) yield returned(visit, where, others)
  }

  #refunded(visit: Visit, order: string, lines: readonly ReturnLine[]): OrderStep {
    const last = this.#orders.get(order)
    if (last === undefined) throw new Error(`a refund of the order ${order}, which was never planned`)
    const refund: Refund = {
      refund: visit.invoice,
      at: visit.at,
      amount: sum(lines),
      lines: lines.map(({ row, sku, quantity, unitPrice, amount, of }) => ({
        row,
        line: of?.line ?? 0,
        sku,
        quantity,
        unitPrice,
        amount,
      })),
    }
    return this.#recorded({
      ...last,
      ...visit,
      snapshot: last.snapshot + 1,
      refunds: [...last.refunds, refund],
    })
  }

  #recorded(order: OrderStep): OrderStep {
    this.#orders.set(order.order, order)
    return order
  }
}

function returned(visit: Visit, where: StoreName | typeof channel, lines: readonly ReturnLine[]): Step {
  return { kind: 'return', ...visit, where, lines, total: sum(lines) }
}

function priced(row: LogRow): Omit<SaleLine, 'line'> {
  const quantity = Math.abs(row.quantity)
  const unitPrice = unitPriceOf(row.unitPrice)
  const name = row.description.trim() === '' ? row.stockCode : row.description
  return {
    row: row.line,
    sku: row.stockCode,
    name,
    quantity,
    unitPrice,
    amount: unitPrice * quantity,
    kind: codeKind(row.stockCode),
  }
}

function adjustmentLine(row: LogRow): AdjustmentLine {
  const { sku, name, quantity } = priced(row)
  return { row: row.line, sku, name, quantity, reason: row.description.trim() }
}

/** Half of the customers hand over notes of a thousand, the others pay on a terminal that stands beside the tablet. */
function tenderOf(invoice: string, amount: number): Tender {
  const hash = stableHash(`tender:${invoice}`)
  if (hash % 2 === 0) return { kind: 'external', amount, reference: `T${String(hash).padStart(10, '0')}` }
  const given = amount > 0 ? Math.ceil(amount / 1000) * 1000 : amount
  return { kind: 'cash', amount, given, change: given - amount }
}

function sum(lines: readonly { readonly amount: number }[]): number {
  return lines.reduce((total, line) => total + line.amount, 0)
}
