import type { Stock } from '#shared/domain/stock.ts'
import { storeScope } from '#shared/sync/scope.ts'
import type { Shelf, Shelves } from '#shared/sync/shelves.ts'
import type { Step } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { stores } from '#server/tables/register.ts'
import { rowsAt } from '#server/tables/replica-row.ts'

/** R45: what every store has of these articles, in the order of the stores. On demand: no tablet holds the shelves of the whole chain. */
export async function shelvesOf(ledger: Ledger, skus: readonly string[]): Promise<Shelves> {
  return await ledger.db.read(() => read([...new Set(skus)]))
}

function* read(skus: readonly string[]): Step<Shelves> {
  const places = (yield* stores()).map(({ id }) => ({ store: id, scope: storeScope(id) }))
  const addresses = places.flatMap(({ scope }) => skus.map((key) => ({ scope, table: 'stock', key })))
  const found = new Map<string, Stock>()
  for (const { scope, key, deleted, value } of yield* rowsAt(addresses)) {
    // Trusted: stock rows are written by the rules only.
    if (!deleted) found.set(nameOf(scope, key), JSON.parse(value) as Stock)
  }
  return {
    shelves: places.flatMap(({ store, scope }) =>
      skus.map((sku) => shelfOf(store, sku, found.get(nameOf(scope, sku)))),
    ),
  }
}

const nameOf = (scope: string, sku: string): string => `${scope}\n${sku}`

const shelfOf = (store: string, sku: string, stock: Stock | undefined): Shelf => ({
  store,
  sku,
  onHand: stock?.onHand ?? 0,
  reserved: stock?.reserved ?? 0,
  countedAt: stock?.countedAt ?? null,
  movedAt: stock?.last[0]?.at ?? null,
})
