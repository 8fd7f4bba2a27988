// The month as each store's own tablet has it in the end: its journal, ticket by ticket, against the file and against the server.
import { receiptsOn } from '../make/receipts-on.ts'
import { assert } from '#shared/base/assert.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Ticket } from '#shared/sync/change.ts'
import { storeScope } from '#shared/sync/scope.ts'
import type { Dump } from '../tablet/look.ts'
import type { Totals } from './books.ts'
import type { StoreName } from '#server/import/online-retail/deal.ts'
import type { Fold } from './fold.ts'
import { placeTotals } from './found-books.ts'
import { ofTickets, textsOf, unlike } from './journal.ts'
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
    receipts: await receiptsOn(tablet),
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
  const journal = ofTickets(view.tickets, papers)
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

function totalDifferences(label: string, wanted: Totals | undefined, got: Totals): string[] {
  const [expected, found] = [JSON.stringify(wanted), JSON.stringify(got)]
  return expected === found ? [] : [`${label}: totals are ${found} instead of ${expected}`]
}
