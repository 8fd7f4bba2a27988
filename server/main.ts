// First: every schema that is made after this line is compiled to code, which checks a pushed operation ten times as fast.
import 'zod/compile'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { HOUR_MS } from '#shared/base/time.ts'
import { issueCode } from '#server/auth/issue-code.ts'
import { holdFolder } from '#server/db/folder-lock.ts'
import { migrations } from '#server/db/migrate.ts'
import { openDatabase } from '#server/db/open.ts'
import { demoChain, ensureDemoChain } from '#server/demo/demo-chain.ts'
import { serve } from '#server/http/serve.ts'
import { ensureFirstAdmin } from '#server/office/first-admin.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { openLedger } from '#server/sync/open-ledger.ts'
import { emptyRegisters, registers } from '#server/tables/register.ts'
import { type Log, openLog, shownError } from '#server/watch/log.ts'
import { Meters } from '#server/watch/meters.ts'
import { readinessOf } from '#server/watch/readiness.ts'
import { keepHouse } from './chores.ts'
import { type Config, databaseUrl, readConfig } from './config.ts'
import { type Greeting, greetingLines } from './greeting.ts'
import { ofSettings, shownFailure, startFailure } from './start-failure.ts'
import { stopOnSignals } from './stop.ts'
import { tellDemo } from './tell-demo.ts'

const CODE_HOURS = 24
const BUILT_CLIENT = resolve(import.meta.dirname, '../dist/client')

export type Running = { readonly url: string; readonly ledger: Ledger; readonly stop: () => Promise<void> }
export type StartOptions = {
  readonly config: Config
  readonly say: (line: string) => void
  readonly log?: Log
  readonly clientFolder?: string
  /** Called when the storage cannot be trusted any more. */
  readonly fail?: (error: unknown) => void
}

/** config → database → ledger → demo chain → door. What was opened before a failure is closed again. */
export async function start({ config, say, ...options }: StartOptions): Promise<Running> {
  const log = options.log ?? openLog(config.logLevel)
  const undo: (() => Promise<void> | void)[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    if (config.database.is === 'sqlite') {
      mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })
      const lock = holdFolder(config.dataFolder)
      undo.push(() => lock.release())
    }
    const db = await openDatabase({ url: databaseUrl(config) })
    undo.push(() => db.close())
    const meters = new Meters()
    const ledger = await openLedger(
      { db, now: Date.now, relay: config.relay, meter: meters.count },
      demoChain,
    )
    undo.push(() => ledger.close())
    meters.watch(ledger)
    const demo = await ensureDemoChain(ledger, {
      history: config.demo === 'full' ? 'wanted' : 'none',
    })
    const admin = await ensureFirstAdmin(ledger)
    const folder = config.database.is === 'sqlite' ? config.dataFolder : undefined
    const readiness = readinessOf(ledger, { folder, schema: migrations.at(-1)?.id })
    const { host, port } = config
    const service = { ledger, log, meters, readiness, host, port, fail: options.fail ?? (() => {}) }
    const serving = await serve({ ...service, clientFolder: options.clientFolder ?? BUILT_CLIENT })
    undo.push(() => serving.stop())
    undo.push(keepHouse(ledger, log))
    const telling = config.demo === 'full' ? await tellDemo(ledger, log) : undefined
    if (telling) undo.push(telling.stop)
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${serving.port}`
    const dataPlace = config.database.is === 'sqlite' ? config.database.file : 'PostgreSQL'
    const greeting: Greeting = {
      url,
      demo,
      admin,
      history: telling?.history ?? 'none',
      code: await codeForStart(ledger),
      dataPlace,
    }
    for (const line of greetingLines(greeting)) say(line)
    log.info({ port: serving.port, database: db.dialect, relay: config.relay }, 'open')
    return { url, ledger, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** For the first register where no tablet stands, or else the first one. Codes are kept as hashes, so each start makes one. */
async function codeForStart(ledger: Ledger): Promise<Greeting['code']> {
  const { empty, all } = await ledger.db.read(function* () {
    return { empty: yield* emptyRegisters(), all: yield* registers() }
  })
  const register = empty[0] ?? all[0]
  if (!register) return undefined
  const shown = await issueCode(ledger.db, {
    register: register.id,
    at: ledger.now(),
    lifeMs: CODE_HOURS * HOUR_MS,
  })
  return shown === undefined ? undefined : { shown, register, hours: CODE_HOURS }
}

async function main(): Promise<void> {
  // The database holds personal data and their keys: it is this user's alone.
  process.umask(0o077)
  const config = readConfig()
  if (!config.ok) {
    process.stderr.write(shownFailure(ofSettings(config.error), 'Onecounter cannot start'))
    process.exit(1)
  }
  const log = openLog(config.value.logLevel)
  const fail = (error: unknown): void => {
    // After a failed fsync nothing that is asked of this process can be trusted; a restart reads what the disk holds.
    log.fatal({ error: shownError(error) }, 'ending: the process cannot go on')
    process.exit(1)
  }
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  // A terminal that is closed must not take the server with it.
  process.stdout.on('error', () => {})
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  try {
    const running = await start({ config: config.value, say, log, fail })
    stopOnSignals({ stop: running.stop, say })
  } catch (error) {
    process.stderr.write(shownFailure(startFailure(error, config.value), 'Onecounter cannot start'))
    process.exit(1)
  }
}

if (import.meta.main) await main()
