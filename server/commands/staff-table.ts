import { readFile } from 'node:fs/promises'
import type { Outcome, TableImport } from '#server/import/outcome.ts'
import type { RowTrouble } from '#server/import/table.ts'
import { THE_SERVER } from '#server/office/acting.ts'
import { exportStaff, importStaff, type RowProblem } from '#server/office/staff-csv.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import type { TableKind } from './tables.ts'

/** Staff as head office keeps them in a spreadsheet; their PINs come in and never go out. */
export const staffTable: TableKind = {
  rows: 'staff',
  async import(ledger: Ledger, { file, dryRun }: TableImport): Promise<Outcome> {
    const text = await readFile(file, 'utf8')
    const { created, changed, unchanged, problems } = await importStaff(
      { ledger, person: THE_SERVER },
      text,
      {
        dryRun,
      },
    )
    return { added: created, changed, unchanged, troubles: problems.map(inWords) }
  },
  async export(ledger) {
    const text = await exportStaff({ ledger, person: THE_SERVER })
    return { text, rows: text.trimEnd().split('\n').length - 1 }
  },
}

type Words = readonly [column: string, what: string, next: string]

const WORDS: Readonly<Record<RowProblem['reason'], Words>> = {
  'not-csv': ['', 'the row is not CSV', 'Look for a quote that is opened and not closed.'],
  'columns-differ': [
    '',
    'the first row does not name the columns',
    'It holds id,name,role,stores,pin,active.',
  ],
  'id-twice': ['id', 'this person stands in the file twice', 'Keep one of the rows.'],
  'too-many-rows': ['', 'the file is too long', 'Split it.'],
  'id-unclear': ['id', 'it is no staff id', 'Use 1 to 12 capital letters and digits.'],
  'name-unclear': ['name', 'the name is missing or too long', 'Give 1 to 100 characters.'],
  'role-unclear': ['role', 'it is no role', 'Write associate, manager or admin.'],
  'stores-unclear': ['stores', 'they are no store ids', 'Write store ids with blanks between them.'],
  'pin-unclear': ['pin', 'it is no PIN', 'Use digits only.'],
  'active-unclear': ['active', 'it is neither yes nor no', 'Write 1 or 0.'],
  'not-yours': ['', 'this person may not be changed from here', 'Ask head office.'],
  'not-found': ['id', 'nobody has this id', 'Check it, or give a new person a PIN.'],
  'id-taken': ['id', 'somebody else got this id meanwhile', 'Import the file again.'],
  'store-unknown': ['stores', 'there is no such store', 'Make the store first, or correct its id.'],
  'store-needed': ['stores', 'this person works nowhere', 'Name at least one store.'],
  'pin-needed': ['pin', 'somebody new has no PIN', 'Give one: 4 digits or more, 6 for managers.'],
  'last-admin': ['role', 'the chain would be left without head office', 'Make another admin first.'],
  'own-account': ['', 'nobody takes their own rights away', 'Let somebody else do it.'],
  'pin-too-short': ['pin', 'the PIN is too short', 'Use 4 digits or more, 6 for managers.'],
  'pin-too-long': ['pin', 'the PIN is too long', 'Use 12 digits at most.'],
  'pin-not-digits': ['pin', 'a PIN is made of digits', 'Use digits only.'],
  'pin-trivial': ['pin', 'the PIN is too easy to guess', 'No sequence, no repetition.'],
}

function inWords({ line, reason }: RowProblem): RowTrouble {
  const [column, what, next] = WORDS[reason]
  return { line, column, what, next }
}
