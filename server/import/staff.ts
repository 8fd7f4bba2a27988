// Staff as head office keeps them in a spreadsheet. A PIN only comes in: what the server keeps of one cannot be read.

import * as z from 'zod/mini'
import { failure, type Result, success } from '#shared/base/result.ts'
import { NewStaffRequest, type StaffSeen } from '#shared/office/messages.ts'
import { THE_SERVER } from '#server/office/acting.ts'
import { findMembership } from '#server/office/member-of.ts'
import { changeStaff, createStaff, listStaff, type StaffRefusal } from '#server/office/staff.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import type { Outcome, TableImport } from './outcome.ts'
import { type Cells, readTable, type RowTrouble, tableText } from './table.ts'

const COLUMNS = ['id', 'name', 'role', 'stores', 'pin', 'active', 'member'] as const
type Column = (typeof COLUMNS)[number]
const YES = ['', '1', 'true', 'yes', 'y', '是', '在職']
const NO = ['0', 'false', 'no', 'n', '否', '停用']

type Trouble = Omit<RowTrouble, 'line'>
type Wanted = {
  readonly before: StaffSeen | undefined
  readonly person: NewStaffRequest
  readonly active: boolean
  /** Whose card or phone number it is by now; null: nobody's; undefined: the file does not say. */
  readonly member: string | null | undefined
}
type Read = Omit<Wanted, 'member'>
type Came = 'added' | 'changed' | 'unchanged'

export async function exportStaff(ledger: Pick<Ledger, 'db'>): Promise<{ text: string; rows: number }> {
  const staff = await listStaff({ ledger, person: THE_SERVER })
  const rows = staff.map(({ id, name, role, stores, active, member }) => [
    id,
    name,
    role,
    stores.join(' '),
    '',
    active ? '1' : '0',
    member?.found ?? '',
  ])
  return { text: tableText(COLUMNS, rows), rows: rows.length }
}

/**
 * Row by row, each on its own. A new person needs a PIN; an empty one, and an empty `active` or `member`, leave what is there; `-` says that somebody is no member. The same file
 * a second time changes nothing.
 */
export async function importStaff(ledger: Ledger, { file, dryRun }: TableImport): Promise<Outcome> {
  const table = await readTable<Column>(file, { all: COLUMNS, needed: ['id', 'name', 'role', 'stores'] })
  const known = new Map((await listStaff({ ledger, person: THE_SERVER })).map((one) => [one.id, one]))
  const count = { added: 0, changed: 0, unchanged: 0 }
  const troubles: RowTrouble[] = [...table.troubles]
  const lines = new Map<string, number>()
  for (const { line, get } of table.rows) {
    const id = (get('id') ?? '').toUpperCase()
    const twice = lines.get(id)
    const read = twice === undefined ? wantedIn(id, get, known.get(id)) : failure(standsIn(twice))
    const wanted = read.ok ? await withMember(ledger, read.value) : read
    const came = !wanted.ok || dryRun ? foreseen(wanted) : await saved(ledger, wanted.value)
    if (came.ok) count[came.value]++
    else troubles.push({ line, ...came.error })
    lines.set(id, twice ?? line)
  }
  return { ...count, troubles: troubles.toSorted((a, b) => a.line - b.line) }
}

const standsIn = (line: number): Trouble => ({
  column: 'id',
  what: `this person stands in line ${line} already`,
  next: 'Leave one of the two lines.',
})

function wantedIn(
  id: string,
  get: Cells<Column>['get'],
  before: StaffSeen | undefined,
): Result<Read, Trouble> {
  const stores = (get('stores') ?? '')
    .toUpperCase()
    .split(/[\s;,|、]+/)
    .filter((store) => store !== '')
  const pin = get('pin') ?? ''
  const role = (get('role') ?? '').toLowerCase()
  const asked = {
    id,
    name: get('name') ?? '',
    role,
    stores,
    ...(pin === '' ? {} : { pin }),
    ...memberIn(get('member')),
  }
  const person = z.safeParse(NewStaffRequest, asked)
  if (!person.success) {
    const wrong = COLUMNS.find((column) => column === person.error.issues[0]?.path[0])
    return failure(UNCLEAR[wrong ?? 'id'])
  }
  const active = (get('active') ?? '').toLowerCase()
  if (![...YES, ...NO].includes(active)) return failure(UNCLEAR.active)
  const stays = active === '' ? (before?.active ?? true) : YES.includes(active)
  return success({ before, person: person.data, active: stays })
}

/** A card and a phone number of one member are the same answer to who somebody is. */
async function withMember(ledger: Ledger, read: Read): Promise<Result<Wanted, Trouble>> {
  const { member: text } = read.person
  if (text === undefined || text === '') return success({ ...read, member: text === '' ? null : undefined })
  const found = await ledger.db.read(() => findMembership(text, ledger.settings.buckets))
  return found ? success({ ...read, member: found.id }) : failure(REFUSED['member-unknown'])
}

/** What can be told without writing; whether a store exists only the writing finds out. */
function foreseen(wanted: Result<Wanted, Trouble>): Result<Came, Trouble> {
  if (!wanted.ok) return wanted
  const { before, person } = wanted.value
  if (before) return success(isSame(wanted.value) ? 'unchanged' : 'changed')
  return person.pin === undefined ? failure(REFUSED['pin-needed']) : success('added')
}

async function saved(ledger: Ledger, wanted: Wanted): Promise<Result<Came, Trouble>> {
  const { before, person, active } = wanted
  const acting = { ledger, person: THE_SERVER }
  const { id, ...change } = person
  if (before && isSame(wanted)) return success('unchanged')
  const made = before
    ? await changeStaff(acting, id, { ...change, ...(active === before.active ? {} : { active }) })
    : await createStaff(acting, person)
  if (!made.ok) return failure(REFUSED[made.error])
  if (before || active) return success(before ? 'changed' : 'added')
  const left = await changeStaff(acting, id, { active })
  return left.ok ? success('added') : failure(REFUSED[left.error])
}

const memberIn = (text = ''): { readonly member?: string } => {
  if (text === '') return {}
  return { member: text === '-' ? '' : text }
}

const isSame = ({ before, person: { name, role, stores, pin }, active, member }: Wanted): boolean =>
  before !== undefined &&
  pin === undefined &&
  (member === undefined || member === (before.member?.id ?? null)) &&
  before.name === name &&
  before.role === role &&
  before.active === active &&
  [...new Set(stores)].sort().join(' ') === before.stores.join(' ')

const trouble = (column: Column | '', what: string, next: string): Trouble => ({ column, what, next })

const UNCLEAR: Readonly<Record<Column, Trouble>> = {
  id: trouble('id', 'it is no staff id', 'Use 1 to 12 letters and digits.'),
  name: trouble('name', 'the name is missing or too long', 'Give 1 to 100 characters.'),
  role: trouble('role', 'it is no role', 'Write associate, manager or admin.'),
  stores: trouble('stores', 'they are no store ids', 'Write store ids with blanks between them.'),
  pin: trouble('pin', 'it is no PIN', 'Use digits only.'),
  member: trouble('member', 'it is too long', 'Write a card or a phone number of theirs.'),
  active: trouble('active', 'it is neither yes nor no', 'Write 1 or 0.'),
}

const REFUSED: Readonly<Record<StaffRefusal, Trouble>> = {
  'not-yours': trouble('', 'this person may not be changed from here', 'Ask head office.'),
  'not-found': trouble('id', 'nobody has this id', 'Check it, or give a new person a PIN.'),
  'id-taken': trouble('id', 'somebody else got this id meanwhile', 'Import the file again.'),
  'store-unknown': trouble('stores', 'there is no such store', 'Make the store first, or correct its id.'),
  'store-needed': trouble('stores', 'this person works nowhere', 'Name at least one store.'),
  'pin-needed': trouble('pin', 'somebody new has no PIN', 'Give one: 4 digits or more, 6 for managers.'),
  'last-admin': trouble('role', 'the chain would be left without head office', 'Make another admin first.'),
  'own-account': trouble('', 'nobody takes their own rights away', 'Let somebody else do it.'),
  'member-unknown': trouble(
    'member',
    'no member has this card or phone number',
    'Enrol them first, or correct it.',
  ),
  'pin-not-digits': trouble('pin', 'a PIN is made of digits', 'Use digits only.'),
  'pin-too-short': trouble('pin', 'the PIN is too short', 'Use 4 digits or more, 6 for managers.'),
  'pin-too-long': trouble('pin', 'the PIN is too long', 'Use 12 digits at most.'),
  'pin-trivial': trouble('pin', 'the PIN is too easy to guess', 'No sequence, no repetition.'),
}
