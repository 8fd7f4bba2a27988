// The journal of a store or of the online shop, invoice by invoice, out of tickets and orders.

import { totalOf } from '#shared/domain/line.ts'
import type { KnownOrder, Ticket } from '#shared/sync/change.ts'
import { wallOf } from '#server/import/online-retail/clock.ts'
import type { Fold, JournalEntry } from './fold.ts'
import { placeOfScope } from './found-books.ts'
import type { LedgerRows } from './ledger-rows.ts'
import type { Papers } from './papers.ts'

const kinds = {
  sale: 'sale',
  exchange: 'sale',
  order: 'sale',
  handover: 'sale',
  return: 'return',
  stock: 'adjustment',
} as const

export function ofTickets(tickets: readonly Ticket[], papers: Papers): JournalEntry[] {
  return tickets.map(({ op, kind, at, total, lineCount, units }) => {
    const words = { invoice: papers.invoiceOf(op), at: wallOf(at), kind: kinds[kind] }
    return { ...words, amount: total, lines: lineCount, units }
  })
}

function ofOrders(orders: readonly KnownOrder[]): JournalEntry[] {
  return orders.flatMap(({ order }): JournalEntry[] => [
    {
      invoice: order.externalId,
      at: wallOf(order.placedAt),
      kind: 'sale',
      amount: totalOf(order.lines),
      lines: order.lines.length,
      units: unitsOf(order.lines),
    },
    ...order.refunds.map(({ id, at, amount, lines }) => ({
      invoice: id,
      at: wallOf(at),
      kind: 'return' as const,
      amount: -amount,
      lines: lines.length,
      units: -unitsOf(lines),
    })),
  ])
}

/** What the server's journals say otherwise than the file. */
export function journalDifferences(fold: Fold, rows: LedgerRows, papers: Papers): string[] {
  const entries = [
    ...rows.tickets.flatMap(({ scope, value }) => placed(scope, ofTickets([value], papers))),
    ...rows.orders.flatMap(({ scope, value }) => placed(scope, ofOrders([value]))),
  ]
  const journals = Map.groupBy(entries, ({ place }) => place)
  return [...new Set([...fold.journals.keys(), ...journals.keys()])].flatMap((place) => {
    const found = (journals.get(place) ?? []).map(({ entry }) => entry)
    return unlike(`journal of ${place}:`, textsOf(fold.journals.get(place) ?? []), textsOf(merged(found)))
  })
}

const placed = (scope: string, entries: readonly JournalEntry[]) =>
  entries.map((entry) => ({ place: placeOfScope(scope), entry }))

/** One invoice of the online shop may come as refunds of several orders and a return. */
function merged(entries: readonly JournalEntry[]): JournalEntry[] {
  const journal = new Map<string, JournalEntry>()
  for (const entry of entries) {
    const name = `${entry.kind} ${entry.invoice} ${entry.at}`
    const same = journal.get(name) ?? { amount: 0, lines: 0, units: 0 }
    journal.set(name, {
      ...entry,
      amount: same.amount + entry.amount,
      lines: same.lines + entry.lines,
      units: same.units + entry.units,
    })
  }
  return [...journal.values()]
}

export const textsOf = (values: readonly object[]): string[] => values.map((value) => JSON.stringify(value))

/** Each text that is only on one side, and how many the right side has more than once. */
export function unlike(label: string, wanted: readonly string[], got: readonly string[]): string[] {
  const [left, right] = [new Set(wanted), new Set(got)]
  const twice = got.length - right.size
  return [
    ...[...left.difference(right)].map((text) => `${label} missing ${text.slice(0, 200)}`),
    ...[...right.difference(left)].map((text) => `${label} not expected ${text.slice(0, 200)}`),
    ...(twice === 0 ? [] : [`${label} ${twice} are there twice`]),
  ]
}

const unitsOf = (lines: readonly { readonly quantity: number }[]): number =>
  lines.reduce((units, { quantity }) => units + quantity, 0)
