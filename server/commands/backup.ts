import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { timeOrderedId } from '#shared/base/id.ts'
import { MINUTE_MS } from '#shared/base/time.ts'
import { type Config, databaseUrl } from '#server/config.ts'
import { copyDatabase, demandIntact, readFromFile } from '#server/db/copy.ts'
import { openDatabase } from '#server/db/open.ts'
import { runCommand } from '#server/run-command.ts'
import { demandDatabase, StartFailure } from '#server/start-failure.ts'
import { insertBackup } from '#server/tables/backup.ts'
import { cover, durables, durablesBefore } from '#server/tables/device-life.ts'
import { allSettings } from '#server/tables/setting.ts'

export type Backup = { readonly file: string; readonly chains: number; readonly operations: number }

/**
 * A consistent copy of the embedded database, taken while the server runs or when it is stopped. Devices may drop what a
 * backup holds, so the order is: copy, read every page of the copy, and only then say, with the numbers that stand in the copy
 * itself, what is covered.
 */
export async function takeBackup(
  config: Config,
  wanted: { readonly file?: string | undefined; readonly at: number },
): Promise<Backup> {
  if (config.database.is === 'postgres') {
    throw new StartFailure(
      'PostgreSQL makes its own backups',
      'Use pg_dump, then say when it began: npm run backup -- --postgres-begun 2026-01-31T02:00:00Z. After restoring one: npm run restore -- --postgres-restored',
    )
  }
  demandDatabase(config)
  const { at } = wanted
  const file = resolve(wanted.file ?? join(config.dataFolder, 'backups', `onecounter-${stamp(at)}.db`))
  mkdirSync(dirname(file), { recursive: true })
  await copyDatabase(config.database.file, file)
  try {
    demandIntact(file)
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
  const held = readFromFile(file, function* () {
    return { chains: yield* durables(), epoch: (yield* allSettings()).get('epoch') }
  })
  const db = await openDatabase({ url: databaseUrl(config) })
  try {
    await db.write(function* () {
      const epoch = (yield* allSettings()).get('epoch')
      if (epoch !== held.epoch)
        throw new StartFailure('the database was restored meanwhile', 'Take the backup again.')
      yield* cover(held.chains)
      const id = timeOrderedId(at, randomBytes(10))
      yield* insertBackup({ id, takenAt: at, epoch: JSON.parse(epoch ?? '""') as string, file })
    })
  } finally {
    await db.close()
  }
  const operations = held.chains.reduce((sum, { durableSeq }) => sum + durableSeq, 0)
  return { file, chains: held.chains.length, operations }
}

/** Transactions of this long ago have ended, one way or the other. */
const OPEN_MS_MAX = 5 * MINUTE_MS

/**
 * After a dump that PostgreSQL made by itself and that is known to be good: what was durable well before it began is covered, and
 * tablets may drop it when it is old enough.
 */
export async function tellOfDump(
  config: Config,
  dump: { readonly begunAt: number; readonly at: number },
): Promise<Backup> {
  if (config.database.is !== 'postgres')
    throw new StartFailure('DATABASE_URL names no PostgreSQL', 'npm run backup makes the copy itself.')
  const { begunAt, at } = dump
  if (!Number.isFinite(begunAt) || begunAt > at)
    throw new StartFailure('that is no moment in the past', 'Say it as 2026-01-31T02:00:00Z.')
  const db = await openDatabase({ url: databaseUrl(config) })
  try {
    const held = await db.write(function* () {
      const chains = yield* durablesBefore(begunAt - OPEN_MS_MAX)
      yield* cover(chains)
      const epoch = (yield* allSettings()).get('epoch')
      const id = timeOrderedId(at, randomBytes(10))
      const file = 'made by PostgreSQL'
      yield* insertBackup({ id, takenAt: begunAt, epoch: JSON.parse(epoch ?? '""') as string, file })
      return chains
    })
    const operations = held.reduce((sum, { durableSeq }) => sum + durableSeq, 0)
    return { file: 'made by PostgreSQL', chains: held.length, operations }
  } finally {
    await db.close()
  }
}

/** 20261122T013800Z */
export const stamp = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')

if (import.meta.main) {
  await runCommand('The backup', async (config, args) => {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'postgres-begun': { type: 'string' } },
    })
    const at = Date.now()
    const [file] = positionals
    const begun = values['postgres-begun']
    const backup =
      begun === undefined
        ? await takeBackup(config, { file, at })
        : await tellOfDump(config, { begunAt: Date.parse(begun), at })
    return [
      `Backup: ${backup.file}`,
      `  It holds ${backup.operations} operations of ${backup.chains} device chains${begun === undefined ? ', and every page of it was read back' : ''}.`,
      '  Tablets learn with their next push that these are covered. Keep the file on another machine: it holds personal data and keys.',
    ]
  })
}
