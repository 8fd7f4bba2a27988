import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import * as z from 'zod/mini'
import { NewStaffRequest, type StaffSeen } from '#shared/office/messages.ts'
import type { Acting, Viewing } from './acting.ts'
import { changeStaff, createStaff, listStaff, type StaffRefusal } from './staff.ts'

/** `pin` only comes in: what the server keeps of one cannot be read. */
const COLUMNS = ['id', 'name', 'role', 'stores', 'pin', 'active'] as const
const ROWS_MAX = 20_000
const YES = ['', '1', 'true', 'yes', 'y', '是', '在職']
const NO = ['0', 'false', 'no', 'n', '否', '停用']

export type RowProblem = {
  /** Of the file, from 1; the header is line 1. */
  readonly line: number
  readonly id: string
  readonly reason:
    | StaffRefusal
    | 'not-csv'
    | 'columns-differ'
    | 'id-twice'
    | 'too-many-rows'
    | `${Column}-unclear`
}
type Column = (typeof COLUMNS)[number]

export type StaffImported = {
  readonly created: number
  readonly changed: number
  readonly unchanged: number
  readonly problems: readonly RowProblem[]
}

/** The staff that the asking person sees. Cells that a spreadsheet would run as formulas are quoted. */
export async function exportStaff(acting: Viewing): Promise<string> {
  const rows = (await listStaff(acting)).map(({ id, name, role, stores, active }) => ({
    id,
    name,
    role,
    stores: stores.join(' '),
    pin: '',
    active: active ? '1' : '0',
  }))
  return stringify(rows, { header: true, columns: [...COLUMNS], escape_formulas: true, bom: true })
}

/**
 * Row by row, each on its own: what is right is taken and what is not is told with its line. A new person needs a PIN; an empty
 * one, and an empty `active`, leave what is there. The same file a second time changes nothing.
 */
export async function importStaff(
  acting: Acting,
  text: string,
  { dryRun = false } = {},
): Promise<StaffImported> {
  const { rows, problems } = readRows(text)
  const known = new Map((await listStaff(acting)).map((one) => [one.id, one]))
  const count = { created: 0, changed: 0, unchanged: 0 }
  const seen = new Set<string>()
  for (const row of rows) {
    const read = seen.has(row.cells.id) ? 'id-twice' : wantedIn(row.cells, known.get(row.cells.id))
    seen.add(row.cells.id)
    const came =
      typeof read === 'string' ? { problem: read } : dryRun ? wouldDo(read) : await saved(acting, read)
    if ('problem' in came) problems.push({ line: row.line, id: row.cells.id, reason: came.problem })
    else count[came.did]++
  }
  return { ...count, problems: problems.toSorted((a, b) => a.line - b.line) }
}

type Cells = Readonly<Record<Column, string>>
type Row = { readonly line: number; readonly cells: Cells }
type Wanted = {
  readonly before: StaffSeen | undefined
  readonly person: NewStaffRequest
  readonly active: boolean
}
type Saved = { readonly did: 'created' | 'changed' | 'unchanged' } | { readonly problem: StaffRefusal }

const Parsed = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }))

function readRows(text: string): { readonly rows: readonly Row[]; readonly problems: RowProblem[] } {
  const problems: RowProblem[] = []
  const parsed = z.parse(
    Parsed,
    parse(text, {
      bom: true,
      info: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: (error) =>
        void problems.push({ line: Number(error?.['lines'] ?? 0), id: '', reason: 'not-csv' }),
    }),
  )
  const [header, ...records] = parsed
  const columns = header?.record.map((name) => name.toLowerCase()) ?? []
  const isKnown = columns.every((name) => COLUMNS.some((column) => column === name))
  if (!isKnown || !['id', 'name', 'role', 'stores'].every((name) => columns.includes(name)))
    return { rows: [], problems: [{ line: 1, id: '', reason: 'columns-differ' }] }
  if (records.length > ROWS_MAX)
    return { rows: [], problems: [{ line: ROWS_MAX + 2, id: '', reason: 'too-many-rows' }] }
  const rows = records.map(({ record, info }) => {
    const cell = (column: Column): string => plain(record[columns.indexOf(column)] ?? '')
    const cells = { name: cell('name'), stores: cell('stores'), pin: cell('pin'), active: cell('active') }
    return {
      line: info.lines,
      cells: { ...cells, id: cell('id').toUpperCase(), role: cell('role').toLowerCase() },
    }
  })
  return { rows, problems }
}

/** Our own export puts a quote before what looks like a formula. */
const plain = (cell: string): string => cell.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '')

function wantedIn(cells: Cells, before: StaffSeen | undefined): Wanted | RowProblem['reason'] {
  const { id, name, role, pin } = cells
  const stores = cells.stores
    .toUpperCase()
    .split(/[\s;,|、]+/)
    .filter((store) => store !== '')
  const person = z.safeParse(NewStaffRequest, { id, name, role, stores, ...(pin === '' ? {} : { pin }) })
  const active = cells.active.toLowerCase()
  if (!person.success) {
    const wrong = COLUMNS.find((column) => column === person.error.issues[0]?.path[0])
    return `${wrong ?? 'id'}-unclear`
  }
  if (![...YES, ...NO].includes(active)) return 'active-unclear'
  const stays = active === '' ? (before?.active ?? true) : YES.includes(active)
  return { before, person: person.data, active: stays }
}

/** What the file alone tells; whether a store exists only the writing finds out. */
const wouldDo = ({ before, person, active }: Wanted): Saved =>
  before
    ? { did: isSame(before, person, active) ? 'unchanged' : 'changed' }
    : person.pin === undefined
      ? { problem: 'pin-needed' }
      : { did: 'created' }

async function saved(acting: Acting, { before, person, active }: Wanted): Promise<Saved> {
  const { id, ...change } = person
  if (!before) {
    const made = await createStaff(acting, person)
    if (!made.ok) return { problem: made.error }
    if (active) return { did: 'created' }
    const left = await changeStaff(acting, id, { active })
    return left.ok ? { did: 'created' } : { problem: left.error }
  }
  if (isSame(before, person, active)) return { did: 'unchanged' }
  const made = await changeStaff(acting, id, { ...change, ...(active === before.active ? {} : { active }) })
  return made.ok ? { did: 'changed' } : { problem: made.error }
}

const isSame = (before: StaffSeen, { name, role, stores, pin }: NewStaffRequest, active: boolean): boolean =>
  pin === undefined &&
  before.name === name &&
  before.role === role &&
  before.active === active &&
  [...new Set(stores)].sort().join(' ') === before.stores.join(' ')
