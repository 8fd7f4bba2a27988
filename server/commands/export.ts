import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { databaseUrl } from '#server/config.ts'
import { openDatabase } from '#server/db/open.ts'
import { runCommand } from '#server/run-command.ts'
import { demandDatabase, StartFailure } from '#server/start-failure.ts'
import { tableKinds } from './tables.ts'

const usage = `npm run export -- KIND FILE.csv, where KIND is one of ${Object.keys(tableKinds).join(', ')}`

/** The server may run: what is read is one moment of it. */
await runCommand('The export', async (config, args) => {
  const { positionals } = parseArgs({ args, allowPositionals: true })
  const [word = '', file, ...others] = positionals
  const kind = Object.hasOwn(tableKinds, word) ? tableKinds[word] : undefined
  if (kind === undefined)
    throw new StartFailure(word === '' ? 'no kind is named' : `there is no kind ${word}`, usage)
  if (file === undefined || others.length > 0) throw new StartFailure('it takes one file', usage)
  if (!file.endsWith('.csv')) throw new StartFailure(`${file} does not end in .csv`, usage)
  if (existsSync(file))
    throw new StartFailure(`${file} is there already`, 'Name another file, or move that one away.')
  demandDatabase(config)
  const db = await openDatabase({ url: databaseUrl(config) })
  try {
    const { text, rows } = await kind.export({ db })
    await writeFile(file, text, { flag: 'wx' })
    return [`${rows} ${kind.rows} are in ${file}`]
  } finally {
    await db.close()
  }
})
