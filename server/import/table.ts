// A chain's own CSV: a header row with known columns in any order, then one thing a row. A wrong row is told and the others go on; a file that
// is no table at all is an error of the whole.

import { stringify } from 'csv-stringify/sync'
import { FileError } from './file-error.ts'
import { type CsvRecord, readCsv } from './read-csv.ts'

/** What is wrong with one row, and what to do about it. */
export type RowTrouble = {
  readonly line: number
  /** '' when it is the row as a whole. */
  readonly column: string
  readonly what: string
  readonly next: string
}

/** `get` answers undefined for a column that the file does not have, which leaves things as they are; '' empties them. */
export type Cells<Column extends string> = {
  readonly line: number
  readonly get: (column: Column) => string | undefined
}

export type Columns<Column extends string> = {
  readonly all: readonly Column[]
  /** Without one of these the file is not of this kind. */
  readonly needed: readonly Column[]
}

export type Table<Column extends string> = {
  readonly rows: readonly Cells<Column>[]
  readonly troubles: readonly RowTrouble[]
}

/** The whole file: nothing is written before its last row has been read. */
export async function readTable<Column extends string>(
  path: string,
  columns: Columns<Column>,
): Promise<Table<Column>> {
  const rows: Cells<Column>[] = []
  const troubles: RowTrouble[] = []
  let header: Header<Column> | undefined
  for await (const record of readCsv(path)) {
    if (header === undefined) header = headerOf(record, columns)
    else if (record.fields.length === header.width) rows.push(cellsOf(record, header))
    else
      troubles.push({
        line: record.line,
        column: '',
        what: `${record.fields.length} fields where the header has ${header.width}`,
        next: 'Put a field that holds a comma in quotes.',
      })
  }
  if (header === undefined) throw new FileError(0, 'the file is empty: not even a header row')
  return { rows, troubles }
}

type Header<Column> = { readonly places: ReadonlyMap<Column, number>; readonly width: number }

function headerOf<Column extends string>(
  { line, fields }: CsvRecord,
  { all, needed }: Columns<Column>,
): Header<Column> {
  const names = fields.map((field) => field.trim().toLowerCase())
  const places = new Map<Column, number>()
  for (const [place, name] of names.entries()) {
    const column = all.find((one) => one === name)
    if (column === undefined)
      throw new FileError(line, `there is no column ${JSON.stringify(name)}; known are ${all.join(', ')}`)
    if (places.has(column)) throw new FileError(line, `the column ${name} stands there twice`)
    places.set(column, place)
  }
  const missing = needed.filter((column) => !places.has(column))
  if (missing.length > 0) throw new FileError(line, `the header has no column ${missing.join(', ')}`)
  return { places, width: fields.length }
}

function cellsOf<Column extends string>(
  { line, fields }: CsvRecord,
  { places }: Header<Column>,
): Cells<Column> {
  return {
    line,
    get(column) {
      const place = places.get(column)
      return place === undefined ? undefined : unescaped((fields[place] ?? '').trim())
    },
  }
}

/** CSV that a spreadsheet opens as it is: a byte order mark, and no cell that it would take for a formula. */
export function tableText(
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  return stringify([[...columns], ...rows.map((row) => row.map(escapedTwice))], {
    bom: true,
    escape_formulas: true,
  })
}

/** What `escape_formulas` of csv-stringify puts an apostrophe before. */
const FORMULA = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/

/** A text that begins with an apostrophe of its own gets another one, so that reading takes away exactly what was added. */
const escapedTwice = (value: string | number): string | number =>
  typeof value === 'string' && value.startsWith("'") && FORMULA.test(value) ? `'${value}` : value

const unescaped = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text

export const shownTrouble = ({ line, column, what, next }: RowTrouble): string =>
  `line ${line}${column === '' ? '' : `, ${column}`}: ${what}. ${next}`
