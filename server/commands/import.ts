// First: every schema that is made after this line is compiled to code.
import 'zod/compile'
import { parseArgs } from 'node:util'
import type { Config } from '#server/config.ts'
import { ImportFailure } from '#server/import/failure.ts'
import { FileError } from '#server/import/file-error.ts'
import { runCommand } from '#server/run-command.ts'
import { demandDatabase, StartFailure } from '#server/start-failure.ts'
import { importOnlineRetail } from './import-online-retail.ts'
import { outcomeLines, type TableKind, tableKinds } from './tables.ts'
import { withLedger } from './with-ledger.ts'

type Given = { readonly file: string; readonly dryRun: boolean }
type Said = { readonly lines: readonly string[]; readonly isWhole: boolean }
type Kind = (config: Config, given: Given) => Promise<Said>

const log: Kind = async (config, { file, dryRun }) => {
  if (dryRun)
    throw new StartFailure(
      'a log cannot be tried without writing it',
      'Use an empty folder: DATA_DIR=… npm run import -- …',
    )
  const lines = await importOnlineRetail(config, { file, out: process.stderr, now: () => performance.now() })
  return { lines, isWhole: true }
}

const table =
  (kind: TableKind): Kind =>
  async (config, given) => {
    demandDatabase(config)
    const outcome = await withLedger(config, (ledger) => kind.import(ledger, given))
    return { lines: outcomeLines(kind, outcome, given), isWhole: outcome.troubles.length === 0 }
  }

/** What can be imported, by the word that stands behind `npm run import --`. */
const kinds: Readonly<Record<string, Kind>> = {
  'online-retail': log,
  ...Object.fromEntries(Object.entries(tableKinds).map(([word, kind]) => [word, table(kind)])),
}

const usage = `npm run import -- KIND FILE.csv[.gz] [--dry-run], where KIND is one of ${Object.keys(kinds).join(', ')}`

await runCommand('The import', async (config, args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean', default: false } },
  })
  const [word = '', file, ...others] = positionals
  const kind = Object.hasOwn(kinds, word) ? kinds[word] : undefined
  if (kind === undefined)
    throw new StartFailure(word === '' ? 'no kind is named' : `there is no kind ${word}`, usage)
  if (file === undefined || others.length > 0) throw new StartFailure('it takes one file', usage)
  try {
    const { lines, isWhole } = await kind(config, { file, dryRun: values['dry-run'] })
    if (!isWhole) process.exitCode = 1
    return lines
  } catch (error) {
    if (error instanceof ImportFailure) throw new StartFailure(error.message, error.next)
    if (error instanceof FileError)
      throw new StartFailure(`${file}: ${error.message}`, 'Correct the file and start the import again.')
    throw error
  }
})
