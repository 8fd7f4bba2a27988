// The month as each store's own tablet has it in the end: its journal, ticket by ticket, against the file and against the server.

import { assert } from '#shared/base/assert.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Ticket } from '#shared/sync/change.ts'
import { storeScope } from '#shared/sync/scope.ts'
import type { Dump } from '../tablet/look.ts'
import type { Totals } from './books.ts'
import { wallOf } from './clock.ts'
import type { StoreName } from './deal.ts'
import type { Fold, JournalEntry } from './fold.ts'
import { placeTotals } from './found-books.ts'
import type { LedgerRows } from './ledger-rows.ts'
import type { Papers } from './papers.ts'
import type { StoreTablet } from './store-tablet.ts'

export type TabletView = {
  readonly store: StoreName
  readonly till: Dump['till']
  readonly device: string
  readonly shown: number
  readonly tickets: readonly Ticket[]
  readonly receipts: readonly Receipt[]
  /** Whom the tablet can find; undefined while its directory has gaps. */
  readonly members: number | undefined
  readonly products: number
}

export async function viewOf({ store, headless, shown }: StoreTablet): Promise<TabletView> {
  const { tablet } = headless
  const dumped = await headless.dump()
  assert(dumped.ok, 'a tablet can be dumped')
  const { tickets, till, cache, device } = dumped.value
  const { members, complete } = await tablet.directory.coverage()
  return {
    store,
    till,
    device: device?.id ?? '',
    shown: shown.size,
    tickets,
    receipts: await tablet.rows.list('receipt'),
    members: complete ? members : undefined,
    products: cache.rows['product'] ?? 0,
  }
}

/** What a tablet has that the file or the server says otherwise. */
export function tabletDifferences(
  view: TabletView,
  { fold, rows, papers }: { fold: Fold; rows: LedgerRows; papers: Papers },
): string[] {
  const { store } = view
  const label = `tablet of ${store}`
  const server = rows.tickets.filter(({ scope }) => scope === storeScope(store)).map(({ value }) => value)
  const journal = view.tickets.map((ticket) => entryOf(ticket, papers))
  return [
    ...unlike(`${label}: ticket`, textsOf(fold.journals.get(store) ?? []), textsOf(journal)),
    ...unlike(`${label} and server: ticket`, textsOf(server), textsOf(view.tickets)),
    ...unlike(
      `${label} and server: receipt`,
      textsOf(rows.receipts.map(({ value }) => value)),
      textsOf(view.receipts),
    ),
    ...totalDifferences(label, fold.books.places.get(store), placeTotals(store, { ...view, orders: [] })),
    ...(view.members === rows.members.length
      ? []
      : [`${label}: ${view.members ?? 'not all'} members instead of ${rows.members.length}`]),
  ]
}

const kinds = { sale: 'sale', return: 'return', stock: 'adjustment' } as const

function entryOf({ op, kind, at, total, lineCount, units }: Ticket, papers: Papers): JournalEntry {
  const words = { invoice: papers.invoiceOf(op), at: wallOf(at), kind: kinds[kind] }
  return { ...words, amount: total, lines: lineCount, units }
}

function totalDifferences(label: string, wanted: Totals | undefined, got: Totals): string[] {
  const [expected, found] = [JSON.stringify(wanted), JSON.stringify(got)]
  return expected === found ? [] : [`${label}: totals are ${found} instead of ${expected}`]
}

const textsOf = (values: readonly object[]): string[] => values.map((value) => JSON.stringify(value))

function unlike(label: string, wanted: readonly string[], got: readonly string[]): string[] {
  const [left, right] = [new Set(wanted), new Set(got)]
  const twice = got.length - right.size
  return [
    ...[...left.difference(right)].map((text) => `${label} missing: ${text.slice(0, 200)}`),
    ...[...right.difference(left)].map((text) => `${label} not expected: ${text.slice(0, 200)}`),
    ...(twice === 0 ? [] : [`${label}: ${twice} are there twice`]),
  ]
}
