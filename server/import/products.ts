// Products as a table: what a chain keeps in a spreadsheet, both ways. A column that is not in the file leaves things as they are.

import { assert } from '#shared/base/assert.ts'
import type { Category, Product } from '#shared/domain/product.ts'
import { type Change, put, type TableName, type Tables } from '#shared/sync/change.ts'
import { CATALOG } from '#shared/sync/scope.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { putRows } from '#server/sync/rows.ts'
import { rowsOfTable } from '#server/tables/replica-row.ts'
import { barcodesCell, type Cell, oneOfCell, priceCell, skuCell, textCell } from './cells.ts'
import type { Outcome, TableImport } from './outcome.ts'
import { type Cells, readTable, type RowTrouble, shownTrouble, tableText } from './table.ts'

const COLUMNS = [
  'sku',
  'name',
  'price',
  'kind',
  'measure',
  'category',
  'place',
  'brand',
  'size',
  'barcodes',
] as const
type Column = (typeof COLUMNS)[number]

export type Catalogue = {
  readonly products: ReadonlyMap<string, Product>
  readonly categories: ReadonlyMap<string, Category>
}

export async function readCatalogue({ db }: Pick<Ledger, 'db'>): Promise<Catalogue> {
  return await db.read(function* () {
    const products = yield* rowsOfTable('product', CATALOG)
    const categories = yield* rowsOfTable('category', CATALOG)
    return { products: byKey(products, 'product'), categories: byKey(categories, 'category') }
  })
}

// Trusted: the rows of a table hold what the rules put there. `_table` says which.
const byKey = <Table extends TableName>(
  rows: readonly { readonly key: string; readonly value: string }[],
  _table: Table,
): Map<string, Tables[Table]> =>
  new Map(rows.map(({ key, value }) => [key, JSON.parse(value) as Tables[Table]]))

export async function exportProducts(ledger: Pick<Ledger, 'db'>): Promise<{ text: string; rows: number }> {
  const { products } = await readCatalogue(ledger)
  const rows = [...products.values()].map(({ sku, name, price, kind, ...rest }) => [
    sku,
    name,
    price,
    kind,
    rest.measure ?? 'piece',
    rest.category ?? '',
    rest.place ?? '',
    rest.brand ?? '',
    rest.size ?? '',
    rest.barcodes.join(' '),
  ])
  return { text: tableText(COLUMNS, rows), rows: rows.length }
}

/** A file that comes with the program, for an empty shelf: a mistake in it is a bug. */
export async function readProducts(file: string): Promise<Product[]> {
  const table = await readTable<Column>(file, { all: COLUMNS, needed: ['sku'] })
  const shelf = new Shelf({ products: new Map(), categories: undefined })
  for (const row of table.rows) shelf.take(row)
  const [trouble] = [...table.troubles, ...shelf.troubles]
  assert(trouble === undefined, trouble === undefined ? '' : `${file}: ${shownTrouble(trouble)}`)
  return shelf.products
}

export async function importProducts(ledger: Ledger, { file, dryRun }: TableImport): Promise<Outcome> {
  const table = await readTable<Column>(file, { all: COLUMNS, needed: ['sku'] })
  const shelf = new Shelf(await readCatalogue(ledger))
  for (const row of table.rows) shelf.take(row)
  if (!dryRun) {
    for (let at = 0; at < shelf.changes.length; at += CHANGES_MAX)
      await putRows(ledger, shelf.changes.slice(at, at + CHANGES_MAX))
  }
  return { ...shelf.counts, troubles: inOrder([...table.troubles, ...shelf.troubles]) }
}

/** One transaction; a product and its barcodes may fall into two, which the next start puts right. */
const CHANGES_MAX = 5000

const inOrder = (troubles: readonly RowTrouble[]): RowTrouble[] =>
  troubles.toSorted((a, b) => a.line - b.line)

/** The catalogue with the rows that were taken so far. */
class Shelf {
  readonly changes: Change[] = []
  readonly troubles: RowTrouble[] = []
  readonly counts = { added: 0, changed: 0, unchanged: 0 }
  /** Undefined: any is taken. */
  readonly #categories: Catalogue['categories'] | undefined
  readonly #products: Map<string, Product>
  readonly #owners = new Map<string, string>()
  readonly #lines = new Map<string, number>()

  constructor({
    products,
    categories,
  }: Pick<Catalogue, 'products'> & { readonly categories: Catalogue['categories'] | undefined }) {
    this.#categories = categories
    this.#products = new Map(products)
    for (const { sku, barcodes } of products.values())
      for (const code of barcodes) this.#owners.set(code, sku)
  }

  get products(): Product[] {
    return [...this.#products.values()]
  }

  take(row: Cells<Column>): void {
    const product = this.#read(row)
    if (product === undefined) return
    const before = this.#products.get(product.sku)
    this.#products.set(product.sku, product)
    for (const code of before?.barcodes ?? []) this.#owners.delete(code)
    for (const code of product.barcodes) this.#owners.set(code, product.sku)
    if (before !== undefined && JSON.stringify(sorted(before)) === JSON.stringify(sorted(product))) {
      this.counts.unchanged += 1
      return
    }
    this.counts[before === undefined ? 'added' : 'changed'] += 1
    const gone = (before?.barcodes ?? []).filter((code) => !product.barcodes.includes(code))
    this.changes.push(
      put(CATALOG, 'product', [product.sku, product]),
      ...gone.map((code) => put(CATALOG, 'barcode', [code, null])),
      ...product.barcodes.map((code) => put(CATALOG, 'barcode', [code, { sku: product.sku }])),
    )
  }

  /** Undefined when anything in the row is wrong; all that is wrong is told. */
  #read(row: Cells<Column>): Product | undefined {
    const had = this.troubles.length
    const sku = this.#cell(row, 'sku', skuCell)
    if (sku === undefined) return undefined
    const twice = this.#lines.get(sku)
    if (twice !== undefined) {
      this.#tell(row, 'sku', {
        what: `${sku} stands in line ${twice} already`,
        next: 'Leave one of the two lines in the file.',
      })
      return undefined
    }
    this.#lines.set(sku, row.line)
    const before = this.#products.get(sku)
    const kind =
      this.#cell(row, 'kind', (text) => oneOfCell(text || 'goods', ['goods', 'service'])) ??
      before?.kind ??
      'goods'
    const name = this.#name(row, before)
    const price = this.#price(row, { before, kind })
    const measure = this.#cell(row, 'measure', (text) => oneOfCell(text || 'piece', ['piece', 'weight']))
    const barcodes = this.#barcodes(row, sku, before?.barcodes ?? [])
    const words = {
      category: this.#category(row) ?? before?.category,
      place: this.#optional(row, 'place', before?.place),
      brand: this.#optional(row, 'brand', before?.brand),
      size: this.#optional(row, 'size', before?.size),
      measure: measure ?? before?.measure,
    }
    if (this.troubles.length > had || name === undefined || price === undefined) return undefined
    return { ...withoutWords(before), sku, name, price, kind, barcodes, ...withWords(words) }
  }

  #name(row: Cells<Column>, before: Product | undefined): string | undefined {
    if (before !== undefined && isSame(row.get('name'), before.name)) return before.name
    const name = this.#cell(row, 'name', (text) => textCell(text, { max: 200, what: 'name' }))
    if (name === undefined && row.get('name') === undefined)
      this.#tell(row, 'name', {
        what: 'a new product needs a name',
        next: 'Add the column name to the file.',
      })
    return name
  }

  #price(
    row: Cells<Column>,
    { before, kind }: { before: Product | undefined; kind: Product['kind'] },
  ): Product['price'] | undefined {
    if (before !== undefined && row.get('price') === String(before.price)) return before.price
    const price = this.#cell(row, 'price', (text) => priceCell(text, { mayBeNegative: kind === 'service' }))
    if (price !== undefined || row.get('price') !== undefined) return price
    if (before === undefined)
      this.#tell(row, 'price', {
        what: 'a new product needs a price',
        next: 'Add the column price to the file.',
      })
    return before?.price
  }

  /** What stands there already is no mistake of this file. */
  #barcodes(row: Cells<Column>, sku: string, before: Product['barcodes']): Product['barcodes'] {
    if (row.get('barcodes') === before.join(' ')) return before
    const codes = this.#cell(row, 'barcodes', barcodesCell)
    for (const code of codes ?? []) {
      const owner = this.#owners.get(code)
      if (owner !== undefined && owner !== sku)
        this.#tell(row, 'barcodes', {
          what: `${code} belongs to the product ${owner}`,
          next: 'Take it away from one of the two.',
        })
    }
    return codes ?? before
  }

  #category(row: Cells<Column>): string | undefined {
    const id = row.get('category')
    if (id === undefined || id === '' || this.#categories === undefined || this.#categories.has(id)) return id
    const known = [...this.#categories.keys()]
    this.#tell(row, 'category', {
      what: `there is no category ${JSON.stringify(id.slice(0, 60))}`,
      next:
        known.length === 0
          ? 'Leave it empty: this chain has no categories.'
          : `Write one of ${known.join(', ')}, or leave it empty.`,
    })
    return undefined
  }

  #optional(
    row: Cells<Column>,
    column: 'place' | 'brand' | 'size',
    before: string | undefined,
  ): string | undefined {
    const text = row.get(column)
    if (text === undefined || text === '') return text ?? before
    if (before !== undefined && isSame(text, before)) return before
    return this.#cell(row, column, (cell) => textCell(cell, { max: 100, what: column }))
  }

  /** Undefined when the file has no such column, or when what stands there is wrong, which is told. */
  #cell<T>(row: Cells<Column>, column: Column, parse: (text: string) => Cell<T>): T | undefined {
    const text = row.get(column)
    if (text === undefined) return undefined
    const cell = parse(text)
    if (cell.ok) return cell.value
    this.#tell(row, column, cell.error)
    return undefined
  }

  #tell({ line }: Cells<Column>, column: Column, trouble: Pick<RowTrouble, 'what' | 'next'>): void {
    this.troubles.push({ line, column, ...trouble })
  }
}

/** Cells are read without blanks at their ends. */
const isSame = (cell: string | undefined, before: string): boolean => cell === before.trim()

type Words = Pick<Product, 'category' | 'place' | 'brand' | 'size' | 'measure'>
type Told = { readonly [Word in keyof Words]: string | undefined }

/** An emptied cell takes the word away; sold by the piece is what is not said. */
function withWords({ category, place, brand, size, measure }: Told): Words {
  return {
    ...(category ? { category } : {}),
    ...(place ? { place } : {}),
    ...(brand ? { brand } : {}),
    ...(size ? { size } : {}),
    ...(measure === 'weight' ? { measure } : {}),
  }
}

function withoutWords(product: Product | undefined): Partial<Product> {
  if (product === undefined) return {}
  const { category: _, place: _p, brand: _b, size: _s, measure: _m, ...rest } = product
  return rest
}

const sorted = (product: Product) => Object.entries(product).toSorted(([a], [b]) => (a < b ? -1 : 1))
