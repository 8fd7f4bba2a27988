import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { stringify } from 'csv-stringify/sync'
import {
  isSoldAnywhere,
  type Candidate,
  type Picked,
  sensibleName,
  shelved,
} from '#server/demo/pick-products.ts'
import { stableHash } from '#server/import/online-retail/deal.ts'
import { readCsv } from '#server/import/read-csv.ts'
import { runCommand } from '#server/run-command.ts'
import { StartFailure } from '#server/start-failure.ts'

const FIRST_DAY = '2011-03-01'
const LAST_DAY = '2011-08-31'
/** One customer of so many, and one of so many invoices that nobody owns. */
const ONE_OF = 6
const PRODUCTS_MAX = 1200
/** Of these, so many with brand and size at most. */
const RICH_MAX = 300

const usage =
  'npm run demo-data -- --log online-retail.csv.gz --names off-names.csv.gz --rich off-rich.csv.gz [--out FOLDER]'

/** Makes the demo's data files anew from their sources; the rules in words stand beside the data. */
await runCommand('The making of the demo data', async (_config, args) => {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ args, options: { log: text, names: text, rich: text, out: text } })
  const { log, names, rich } = values
  if (log === undefined || names === undefined || rich === undefined)
    throw new StartFailure('a source is not named', usage)
  const folder = resolve(values.out ?? join(import.meta.dirname, '../demo/data'))
  mkdirSync(folder, { recursive: true })
  const rows = await extract(log)
  pack(join(folder, 'online-retail.csv.gz'), rows)
  const products = await pick(names, rich)
  const columns = ['sku', 'name', 'price', 'category', 'brand', 'size', 'barcodes']
  pack(join(folder, 'products.csv.gz'), [columns, ...products.map(productRow)])
  return [`${rows.length - 1} rows of the log and ${products.length} products are in ${folder}`]
})

/** Gzip of node writes neither name nor time: the same sources give the same bytes. */
function pack(path: string, rows: readonly (readonly (string | number)[])[]): void {
  writeFileSync(path, gzipSync(stringify(rows.map((row) => [...row])), { level: 9 }))
}

async function extract(path: string): Promise<(readonly string[])[]> {
  const kept: (readonly string[])[] = []
  let at: { invoice: number; date: number; customer: number } | undefined
  for await (const { fields } of readCsv(path)) {
    if (at === undefined) {
      at = {
        invoice: fields.indexOf('InvoiceNo'),
        date: fields.indexOf('InvoiceDate'),
        customer: fields.indexOf('CustomerID'),
      }
      kept.push(fields)
      continue
    }
    const day = (fields[at.date] ?? '').slice(0, 10)
    const whose = fields[at.customer] || fields[at.invoice]
    if (day >= FIRST_DAY && day <= LAST_DAY && stableHash(`demo:${whose}`) % ONE_OF === 0) kept.push(fields)
  }
  return kept
}

async function pick(names: string, rich: string): Promise<Picked[]> {
  const described = await candidates(rich)
  const plain = await candidates(names)
  const richByCode = new Map(described.map((one) => [one.code, one]))
  const ranked = plain
    .map((one) => richByCode.get(one.code) ?? one)
    .toSorted((a, b) => rank(a) - rank(b) || order(a) - order(b))
  const full = described
    .filter(({ brand, size }) => brand !== '' && size !== '')
    .toSorted((a, b) => order(a) - order(b))
    .slice(0, RICH_MAX)
  const picked = new Map<string, Picked>()
  const taken = new Set<string>()
  const first = ranked.filter((one) => rank(one) < 2)
  for (const one of [...first, ...full, ...ranked]) {
    const name = one.name.toLowerCase()
    if (picked.size >= PRODUCTS_MAX) break
    if (taken.has(name) || picked.has(one.code)) continue
    taken.add(name)
    picked.set(one.code, shelved(one))
  }
  return [...picked.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

/** Taiwan first, then names in Chinese characters, then the rest of Asia, then all others. */
function rank({ code, name }: Candidate): number {
  if (code.startsWith('471')) return 0
  if (/\p{Script=Han}/u.test(name)) return 1
  return /^(45|49|489|69|880|885|888|893|955|899|890)/.test(code) ? 2 : 3
}

function order({ code }: Candidate): number {
  return stableHash(`demo:${code}`)
}

async function candidates(path: string): Promise<Candidate[]> {
  const all: Candidate[] = []
  let columns: readonly string[] | undefined
  for await (const { fields } of readCsv(path)) {
    if (columns === undefined) {
      columns = fields
      continue
    }
    const cell = (column: string): string => fields[columns?.indexOf(column) ?? -1] ?? ''
    const name = sensibleName(cell('name'))
    const code = cell('code')
    if (name === undefined || !isSoldAnywhere(code)) continue
    const brand = sensibleName(cell('brands').split(',')[0] ?? '') ?? ''
    const size = /^\d[\d.,]* ?(g|kg|ml|cl|l)$/i.test(cell('quantity').trim()) ? cell('quantity').trim() : ''
    all.push({ code, name, brand, size })
  }
  return all
}

function productRow({ code, name, price, category, brand, size }: Picked): (string | number)[] {
  return [code, name, price, category, brand, size, code]
}
