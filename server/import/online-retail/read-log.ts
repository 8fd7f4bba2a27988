// Reads a transaction log (`.csv` or `.csv.gz`) row by row. Columns are found by their names in the header, in any order; others are ignored.
// Text is handed on as it stands (blanks included); what is malformed stops the reading with its line number.

import { FileError } from '../file-error.ts'
import { type BytesRead, type CsvRecord, readCsv } from '../read-csv.ts'

export type LogRow = {
  /** where the row starts in the unpacked file; the header is line 1 */
  readonly line: number
  readonly invoice: string
  readonly stockCode: string
  readonly description: string
  /** units, never 0; negative = returned or written off */
  readonly quantity: number
  /** `YYYY-MM-DD HH:MM:SS`, the shop's wall clock */
  readonly at: string
  /** decimal text, so that no float ever holds a price */
  readonly unitPrice: string
  /** '' = no account */
  readonly customer: string
}

export type ReadProgress = BytesRead & { readonly rows: number }

export type ReadOptions = {
  /** first day, `YYYY-MM-DD`, included */
  readonly from?: string | undefined
  /** last day, `YYYY-MM-DD`, included */
  readonly to?: string | undefined
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined
}

export async function* readLog(path: string, options: ReadOptions = {}): AsyncGenerator<LogRow> {
  const reader = new RowReader()
  const { from = '', to = '9999-12-31' } = options
  let rows = 0
  for await (const record of readCsv(path, (bytes) => options.onProgress?.({ ...bytes, rows }))) {
    const row = reader.read(record)
    if (row === undefined) continue
    const day = row.at.slice(0, 10)
    if (day < from || day > to) continue
    rows += 1
    yield row
  }
  if (!reader.sawHeader) throw new FileError(0, 'the log is empty: not even a header row')
}

const columns = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const
type Column = (typeof columns)[number]

class RowReader {
  #places: ReadonlyMap<Column, number> | undefined
  #width = 0
  // Codes, names and dates repeat thousands of times: one copy of each keeps a long log small.
  readonly #texts = new Map<string, string>()
  #lastDate = ''

  get sawHeader(): boolean {
    return this.#places !== undefined
  }

  read(record: CsvRecord): LogRow | undefined {
    const places = this.#places
    if (places === undefined) {
      this.#places = headerPlaces(record)
      this.#width = record.fields.length
      return undefined
    }
    const { line, fields } = record
    if (fields.length !== this.#width)
      throw new FileError(line, `${fields.length} fields where the header has ${this.#width}`)
    const text = (column: Column) => this.#once(fields[places.get(column) ?? -1] ?? '')
    return {
      line,
      invoice: matching(text('InvoiceNo'), /^[AC]?\d{1,9}$/, {
        line,
        column: 'InvoiceNo',
        wanted: 'up to 9 digits, C or A first if need be',
      }),
      stockCode: matching(text('StockCode'), /^\S.{0,63}$/, {
        line,
        column: 'StockCode',
        wanted: '1 to 64 characters',
      }),
      description: text('Description'),
      quantity: this.#quantity(text('Quantity'), line),
      at: this.#date(text('InvoiceDate'), line),
      unitPrice: matching(text('UnitPrice'), /^-?\d{1,9}(\.\d{1,6})?$/, {
        line,
        column: 'UnitPrice',
        wanted: 'a decimal number such as 2.55',
      }),
      customer: matching(text('CustomerID'), /^([1-9]\d{0,6})?$/, {
        line,
        column: 'CustomerID',
        wanted: 'at most 7 digits, or nothing',
      }),
    }
  }

  #once(text: string): string {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    this.#texts.set(text, text)
    return text
  }

  #quantity(text: string, line: number): number {
    const expectation = { line, column: 'Quantity', wanted: 'a whole number of units other than 0' } as const
    const quantity = Number(matching(text, /^-?\d{1,7}$/, expectation))
    if (quantity === 0) throw unmatched(text, expectation)
    return quantity
  }

  #date(text: string, line: number): string {
    if (text === this.#lastDate) return text
    const expectation = { line, column: 'InvoiceDate', wanted: 'YYYY-MM-DD HH:MM:SS' } as const
    matching(text, /^\d{4}-\d\d-\d\d ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/, expectation)
    if (!isCalendarDay(text.slice(0, 10))) throw unmatched(text, expectation)
    this.#lastDate = text
    return text
  }
}

export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

type Expectation = { readonly line: number; readonly column: Column; readonly wanted: string }

function matching(text: string, pattern: RegExp, expectation: Expectation): string {
  if (!pattern.test(text)) throw unmatched(text, expectation)
  return text
}

function unmatched(text: string, { line, column, wanted }: Expectation): FileError {
  return new FileError(line, `${column} is ${JSON.stringify(text.slice(0, 80))}, but should be ${wanted}`)
}

function headerPlaces(record: CsvRecord): ReadonlyMap<Column, number> {
  const places = new Map<Column, number>()
  for (const column of columns) {
    const place = record.fields.indexOf(column)
    if (place < 0)
      throw new FileError(
        record.line,
        `the header has no column ${column}; it has ${record.fields.join(', ').slice(0, 200)}`,
      )
    places.set(column, place)
  }
  return places
}
