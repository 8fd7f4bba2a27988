// The books as the server has them. Places are counted from tickets and orders, members from their threads; what those rows do not hold (units,
// and which lines are linked) comes from receipts and timelines.

import { totalOf } from '#shared/domain/line.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { KnownOrder, Ticket } from '#shared/sync/change.ts'
import type { Books, TimelineEntry, Totals } from './books.ts'
import { channel, stores } from '#server/import/online-retail/deal.ts'
import type { LedgerRows } from './ledger-rows.ts'

type Sheet = { -readonly [Field in keyof Totals]: number }

const blankSheet = (): Sheet => ({
  sales: 0,
  returns: 0,
  saleLines: 0,
  returnLines: 0,
  linkedLines: 0,
  adjustmentLines: 0,
  unitsSold: 0,
  unitsReturned: 0,
  unitsAdjusted: 0,
})

export const placeOfScope = (scope: string): string => scope.slice(scope.indexOf(':') + 1)

export function foundBooks(rows: LedgerRows, timelines: Books['timelines']): Books {
  const places = new Map<string, Totals>()
  const homes = new Set([
    ...[...rows.tickets, ...rows.orders].map(({ scope }) => placeOfScope(scope)),
    ...stores,
    channel,
  ])
  const receipts = rows.receipts.map(({ value }) => value)
  for (const place of homes) {
    const here = <Value>(all: readonly { readonly scope: string; readonly value: Value }[]): Value[] =>
      all.filter(({ scope }) => placeOfScope(scope) === place).map(({ value }) => value)
    places.set(
      place,
      placeTotals(place, { tickets: here(rows.tickets), orders: here(rows.orders), receipts }),
    )
  }
  return { all: totalled(places.values()), places, members: memberTotals(rows, timelines), timelines }
}

type Journal = {
  readonly tickets: readonly Ticket[]
  readonly orders: readonly KnownOrder[]
  readonly receipts: readonly Receipt[]
}

/** Of a store as its own tablet sees it, or as the server does. */
export function placeTotals(place: string, { tickets, orders, receipts }: Journal): Totals {
  const sheet = blankSheet()
  for (const ticket of tickets) addTicket(sheet, ticket)
  for (const order of orders) addOrder(sheet, order)
  const returned = receipts.flatMap((receipt) => Object.values(receipt.returned))
  for (const { home, lines } of returned) if (placeOfScope(home) === place) sheet.linkedLines += lines.length
  return sheet
}

function addTicket(sheet: Sheet, { kind, total, lineCount, units }: Ticket): void {
  switch (kind) {
    case 'sale':
      sheet.sales += total
      sheet.saleLines += lineCount
      sheet.unitsSold += units
      break
    case 'return':
      sheet.returns -= total
      sheet.returnLines += lineCount
      sheet.unitsReturned -= units
      break
    case 'exchange':
      throw new Error('the log exchanges nothing')
    case 'stock':
      sheet.adjustmentLines += lineCount
      sheet.unitsAdjusted -= units
      break
    // The log knows neither.
    case 'order':
    case 'handover':
      break
  }
}

function addOrder(sheet: Sheet, { order }: KnownOrder): void {
  sheet.sales += totalOf(order.lines)
  sheet.saleLines += order.lines.length
  sheet.unitsSold += unitsOf(order.lines)
  for (const { amount, lines } of [...order.refunds, ...order.cancellations]) {
    sheet.returns += amount
    sheet.returnLines += lines.length
    sheet.unitsReturned += unitsOf(lines)
  }
}

function memberTotals(rows: LedgerRows, timelines: Books['timelines']): Map<string, Totals> {
  const members = new Map<string, Sheet>()
  const cards = cardsOf(rows)
  for (const card of cards.values()) members.set(card, blankSheet())
  for (const { key, value } of rows.threads) {
    const sheet = members.get(cards.get(key.slice(0, key.indexOf('/'))) ?? '')
    if (!sheet) continue
    for (const { kind, amount, lineCount } of Object.values(value.entries)) {
      const sold = kind === 'sale' || kind === 'order'
      sheet[sold ? 'sales' : 'returns'] += sold ? amount : -amount
      sheet[sold ? 'saleLines' : 'returnLines'] += lineCount
    }
  }
  for (const [card, sheet] of members) addLines(sheet, timelines.get(card) ?? [])
  return members
}

function addLines(sheet: Sheet, entries: readonly TimelineEntry[]): void {
  for (const { kind, lines } of entries) {
    sheet[kind === 'sale' ? 'unitsSold' : 'unitsReturned'] += unitsOf(lines)
    sheet.linkedLines += lines.filter(({ of }) => of !== '').length
  }
}

/** Member id → card number, for everybody who did not go elsewhere. */
export function cardsOf({ members }: Pick<LedgerRows, 'members'>): Map<string, string> {
  const cards = new Map<string, string>()
  for (const { value } of members) {
    if (!('credentials' in value)) continue
    for (const { kind, value: text } of value.credentials) if (kind === 'card') cards.set(value.id, text)
  }
  return cards
}

function totalled(all: Iterable<Totals>): Totals {
  const sum = blankSheet()
  for (const totals of all) {
    for (const field of Object.keys(sum) as (keyof Totals)[]) sum[field] += totals[field]
  }
  return sum
}

const unitsOf = (lines: readonly { readonly quantity: number }[]): number =>
  lines.reduce((units, { quantity }) => units + quantity, 0)
