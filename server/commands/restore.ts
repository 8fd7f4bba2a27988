import { existsSync } from 'node:fs'
import { link, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { letterBase, skipLostLetters } from '#server/auth/letter.ts'
import { type Config, databaseUrl } from '#server/config.ts'
import { copyDatabase, demandIntact, readFromFile, renameDurably } from '#server/db/copy.ts'
import { holdFolder } from '#server/db/folder-lock.ts'
import { migrations } from '#server/db/migrate.ts'
import { openDatabase } from '#server/db/open.ts'
import { runCommand } from '#server/run-command.ts'
import { StartFailure } from '#server/start-failure.ts'
import { beginEpoch } from '#server/sync/ledger.ts'
import { durables } from '#server/tables/device-life.ts'
import { appliedMigrations } from '#server/tables/migration.ts'
import { allSettings } from '#server/tables/setting.ts'
import { endAllSessions } from '#server/tables/staff-session.ts'
import { stamp } from './backup.ts'

export type Restored = {
  readonly epoch: string
  readonly aside: string | undefined
  readonly chains: number
  readonly operations: number
}

/**
 * Puts a backup in the place of the embedded database, while no server runs, and begins a new epoch, so that every device
 * pushes again what it retained. Epoch and letters are set before the file gets its name: a crash at any point leaves either
 * the old database or the restored one, never a restored one that passes for the old.
 */
export async function restore(
  config: Config,
  from: { readonly file: string; readonly at: number },
): Promise<Restored> {
  if (config.database.is === 'postgres') {
    throw new StartFailure(
      'PostgreSQL restores its own backups',
      'Restore it with its tools, then: npm run restore -- --postgres-restored',
    )
  }
  const lock = holdFolder(config.dataFolder)
  try {
    const { file } = config.database
    demandUsable(from.file)
    const replaced = existsSync(file) ? await foldLog(config) : undefined
    const backend = settingsIn(from.file).backend
    if (replaced?.backend !== undefined && replaced.backend !== backend) {
      throw new StartFailure(
        'this backup is of another chain',
        'Its tablets would refuse this server: restore it into a folder of its own with DATA_DIR=…',
      )
    }
    const restoring = `${file}.restoring`
    for (const end of ['', '-wal', '-shm', '.partial']) await rm(restoring + end, { force: true })
    await copyDatabase(from.file, restoring)
    const begun = await beginAnew(`sqlite:${restoring}`, replaced?.letterBase ?? 0)
    const aside = existsSync(file) ? await setAside(file, from.at) : undefined
    await renameDurably(restoring, file)
    return { ...begun, aside }
  } finally {
    lock.release()
  }
}

/** After PostgreSQL restored itself: only the epoch and the letters are ours to change. */
export async function afterPostgresRestore(config: Config): Promise<Restored> {
  if (config.database.is !== 'postgres')
    throw new StartFailure('DATABASE_URL names no PostgreSQL', 'Set it, or name the backup file to restore.')
  return { ...(await beginAnew(databaseUrl(config), 0)), aside: undefined }
}

async function beginAnew(url: string, replacedLetters: number): Promise<Omit<Restored, 'aside'>> {
  const db = await openDatabase({ url })
  try {
    return await db.write(function* () {
      yield* skipLostLetters({ replaced: replacedLetters, now: Date.now() })
      // Some of them had ended since the backup.
      yield* endAllSessions()
      const epoch = yield* beginEpoch()
      const chains = yield* durables()
      return {
        epoch,
        chains: chains.length,
        operations: chains.reduce((sum, { durableSeq }) => sum + durableSeq, 0),
      }
    })
  } finally {
    await db.close()
  }
}

function demandUsable(file: string): void {
  demandIntact(file)
  const newer = readFromFile(file, appliedMigrations).filter(
    (id) => !migrations.some((migration) => migration.id === id),
  )
  if (newer.length > 0)
    throw new StartFailure(
      `a newer version made this backup (${newer.join(', ')})`,
      'Restore it with that version.',
    )
}

type Settings = { readonly backend: string | undefined; readonly letterBase: number }

const settingsIn = (file: string): Settings =>
  readFromFile(file, function* () {
    return { backend: (yield* allSettings()).get('backend'), letterBase: yield* letterBase() }
  })

/** Brings what stands in the log beside the database into it. Undefined when it is too damaged for that: hence the restore. */
async function foldLog(config: Config): Promise<Settings | undefined> {
  try {
    const db = await openDatabase({ url: databaseUrl(config) })
    await db.close()
    return settingsIn(databaseUrl(config).slice('sqlite:'.length))
  } catch {
    return undefined
  }
}

/** A second name for the old database: under its first one there is always a whole database. A log left beside it would be laid over the restored one. */
async function setAside(file: string, at: number): Promise<string> {
  const aside = `${file}.before-${stamp(at)}`
  for (const end of ['-wal', '-shm']) {
    if (existsSync(file + end)) await rename(file + end, aside + end)
  }
  await link(file, aside)
  return aside
}

if (import.meta.main) {
  await runCommand('The restore', async (config, args) => {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'postgres-restored': { type: 'boolean' } },
    })
    const [file] = positionals
    if (values['postgres-restored'] !== true && file === undefined) {
      throw new StartFailure('no backup was named', 'npm run restore -- FILE')
    }
    const restored =
      file === undefined
        ? await afterPostgresRestore(config)
        : await restore(config, { file: resolve(file), at: Date.now() })
    return [
      `Restored: ${restored.operations} operations of ${restored.chains} device chains. New epoch: ${restored.epoch}`,
      ...(restored.aside === undefined ? [] : [`  The database of before: ${restored.aside}`]),
      '  Start the server. With its next contact each tablet sees the new epoch and pushes again what it has kept since; nothing doubles.',
      '  Tablets enrolled after the backup are not known any more: enrol them again; they keep what they hold and hand it in then.',
    ]
  })
}
