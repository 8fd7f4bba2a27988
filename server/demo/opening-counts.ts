import { canonicalJson } from '#shared/base/canonical-json.ts'
import { idFromText } from '#shared/base/id.ts'
import { calendarDate } from '#shared/base/time.ts'
import type { Product } from '#shared/domain/product.ts'
import { bodyOf } from '#shared/sync/operation.ts'
import { stableHash } from '#server/import/online-retail/deal.ts'
import { sha256 } from '#server/sync/incoming.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { knownOperations } from '#server/tables/operation.ts'
import { DEMO_UTC_OFFSET_MINUTES, demoStores } from './people.ts'

/** Every store of the demo begins with so many pieces of an article: from 6 to 29, by the two names alone. */
const openingCount = (store: string, sku: string): number => 6 + (stableHash(`stock:${store}:${sku}`) % 24)

const ARTICLES_AT_ONCE = 400

/** One count in each store. `name` tells one shelf from another: counted twice under one name is counted once. */
export async function countShelves(
  ledger: Ledger,
  { name, products }: { readonly name: string; readonly products: readonly Product[] },
): Promise<void> {
  const goods = products.filter(({ kind }) => kind === 'goods')
  const counts = demoStores.flatMap(({ id: store }) =>
    Array.from({ length: Math.ceil(goods.length / ARTICLES_AT_ONCE) }, (_, n) => ({
      id: idFromText(canonicalJson(['demo', 'stock.count', store, name, n]), sha256),
      store,
      some: goods.slice(n * ARTICLES_AT_ONCE, (n + 1) * ARTICLES_AT_ONCE),
    })),
  )
  const known = await ledger.db.read(() => knownOperations(counts.map(({ id }) => id)))
  const at = ledger.now()
  const ops = counts.flatMap(({ id, store, some }) =>
    known.has(id)
      ? []
      : [
          {
            body: bodyOf({
              id,
              kind: 'stock.count',
              version: 1,
              args: { lines: some.map((product) => countedLine(store, product, at)), blind: false },
              store,
              businessDate: calendarDate(at, DEMO_UTC_OFFSET_MINUTES),
              at: { wall: at },
            }),
            sidecars: [],
          },
        ],
  )
  if (ops.length > 0) await ledger.writer.submit({ origin: { is: 'system' }, ops })
}

const countedLine = (store: string, { sku, name, price }: Product, at: number) => ({
  sku,
  name,
  counted: openingCount(store, sku),
  at,
  unitPrice: price,
})
