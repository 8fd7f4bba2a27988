// Prices alone, for a list that somebody else keeps.

import type { Product } from '#shared/domain/product.ts'
import { type Change, put } from '#shared/sync/change.ts'
import { CATALOG } from '#shared/sync/scope.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { putRows } from '#server/sync/rows.ts'
import { type CellProblem, priceCell, skuCell } from './cells.ts'
import type { Outcome, TableImport } from './outcome.ts'
import { readCatalogue } from './products.ts'
import { readTable, type RowTrouble, tableText } from './table.ts'

/** The name is for whoever reads the file: it is not taken in. */
const COLUMNS = ['sku', 'name', 'price'] as const
type Column = (typeof COLUMNS)[number]

export async function exportPrices(ledger: Pick<Ledger, 'db'>): Promise<{ text: string; rows: number }> {
  const { products } = await readCatalogue(ledger)
  const rows = [...products.values()].map(({ sku, name, price }) => [sku, name, price])
  return { text: tableText(COLUMNS, rows), rows: rows.length }
}

export async function importPrices(ledger: Ledger, { file, dryRun }: TableImport): Promise<Outcome> {
  const table = await readTable<Column>(file, { all: COLUMNS, needed: ['sku', 'price'] })
  const { products } = await readCatalogue(ledger)
  const troubles: RowTrouble[] = [...table.troubles]
  const lines = new Map<string, number>()
  const changes: Change[] = []
  for (const { line, get } of table.rows) {
    const tell = (column: Column, { what, next }: CellProblem): void =>
      void troubles.push({ line, column, what, next })
    const sku = skuCell(get('sku') ?? '')
    if (!sku.ok) {
      tell('sku', sku.error)
      continue
    }
    const product = products.get(sku.value)
    const twice = lines.get(sku.value)
    if (product === undefined)
      tell('sku', {
        what: `there is no product ${sku.value}`,
        next: 'Import it with its name first: npm run import -- products FILE.csv',
      })
    else if (twice !== undefined)
      tell('sku', {
        what: `${sku.value} stands in line ${twice} already`,
        next: 'Leave one of the two lines.',
      })
    else {
      const price = priceCell(get('price') ?? '', { mayBeNegative: product.kind === 'service' })
      if (!price.ok) tell('price', price.error)
      else if (price.value !== product.price) changes.push(priced(product, price.value))
    }
    lines.set(sku.value, line)
  }
  if (!dryRun) await putRows(ledger, changes)
  troubles.sort((a, b) => a.line - b.line)
  const taken = table.rows.length + table.troubles.length - troubles.length
  return { added: 0, changed: changes.length, unchanged: taken - changes.length, troubles }
}

const priced = (product: Product, price: Product['price']): Change =>
  put(CATALOG, 'product', [product.sku, { ...product, price }])
