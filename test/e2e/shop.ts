import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import { newToken, secretHash } from '#server/auth/token.ts'
import type { TableName, Tables } from '#shared/sync/change.ts'

const root = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

/** What the server holds of a ticket. */
export type StoredTicket = { readonly op: string; readonly number: string | null; readonly total: number }

/** The real server of one shop in a process of its own, on one port over restarts, with the demo chain. */
export class Shop {
  readonly url: string
  readonly #folder: string
  readonly #env: NodeJS.ProcessEnv
  #server: ChildProcess | undefined
  #aheadMs = 0

  private constructor(folder: string, port: number) {
    this.#folder = folder
    this.url = `http://127.0.0.1:${port}`
    this.#env = {
      ...process.env,
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: '',
      DEMO: 'small',
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'error',
    }
  }

  /** `at`: what its clock says when the chain is made, in Unix ms. */
  static async open(at = Date.now()): Promise<Shop> {
    const folder = await mkdtemp(join(tmpdir(), 'onecounter-e2e-'))
    await cp(resolve(root, 'dist/client'), join(folder, 'client'), { recursive: true })
    const shop = new Shop(folder, await freePort())
    await shop.startAt(at)
    return shop
  }

  /** Where the server takes the tablet's files from; a test may put another version there. */
  get clientFolder(): string {
    return join(this.#folder, 'client')
  }

  profileFolder(name: string): string {
    return join(this.#folder, name)
  }

  /** The server's clock says this from now on, and goes on; whoever looks after deadlines looks at once. */
  async startAt(ms: number): Promise<void> {
    await this.stop()
    this.#aheadMs = ms - Date.now()
    await this.start()
  }

  async start(): Promise<void> {
    const args = ['test/e2e/server-program.ts', this.clientFolder, String(this.#aheadMs)]
    this.#server = spawn(process.execPath, args, {
      cwd: root,
      env: this.#env,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    for (let tries = 0; tries < 200; tries++) {
      const ready = await fetch(`${this.url}/readyz`).catch(() => undefined)
      if (ready?.ok === true) return
      await pause(100)
    }
    throw new Error('the server did not become ready')
  }

  /** As when the power goes: nothing is finished, nothing is said. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  async close(): Promise<void> {
    await this.#end('SIGKILL')
    await rm(this.#folder, { recursive: true, force: true })
  }

  async enrolmentCode(register: string): Promise<string> {
    const said = await this.#command('enrolment-code', ['--register', register])
    const [code] = /[A-Z]{4}-[A-Z]{4}-[A-Z]{4}/.exec(said) ?? []
    if (code === undefined) throw new Error(`no code in: ${said}`)
    return code
  }

  /** For one sign-in, as whoever looks after the server makes it. */
  async adminPassword(staff = 'S900'): Promise<string> {
    const said = await this.#command('admin-password', ['--staff', staff])
    return said.trim().split(': ').at(-1) ?? ''
  }

  async backup(name: string): Promise<string> {
    const file = join(this.#folder, name)
    await this.#command('backup', [file])
    return file
  }

  /** A table of head office; the server must be stopped. */
  async importTable(kind: 'products', text: string): Promise<void> {
    const file = join(this.#folder, `${kind}.csv`)
    await writeFile(file, text)
    await this.#command('import', [kind, file])
  }

  /** The server must be stopped. */
  async restore(file: string): Promise<void> {
    await this.#command('restore', [file])
  }

  /** Every sale that the ledger shows, once per operation. */
  sales(): StoredTicket[] {
    return this.rows('ticket', 'store:')
      .filter(({ kind }) => kind === 'sale')
      .map(({ op, number, total }) => ({ op, number, total }))
  }

  /** What stands in a table of the ledger, in one scope or in all that begin so. */
  rows<Table extends TableName>(table: Table, scope: string): Tables[Table][] {
    const db = new Sqlite(join(this.#folder, 'data/onecounter.db'), { readonly: true, timeout: 5000 })
    try {
      const found = db
        .prepare<[string, string], { value: string }>(
          "SELECT value FROM replica_row WHERE tbl = ? AND deleted = 0 AND scope LIKE ? || '%'",
        )
        .all(table, scope)
      // Trusted: rows are written by the rules only.
      return found.map(({ value }) => JSON.parse(value) as Tables[Table])
    } finally {
      db.close()
    }
  }

  /** What the shop's connector shows of itself when it tells of orders: made here, for this channel. */
  channelToken(channel: string): string {
    const token = newToken()
    const db = new Sqlite(join(this.#folder, 'data/onecounter.db'), { timeout: 5000 })
    try {
      db.prepare('UPDATE channel SET token_hash = ? WHERE id = ?').run(secretHash(token), channel)
      return token
    } finally {
      db.close()
    }
  }

  async #command(name: string, args: readonly string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [`server/commands/${name}.ts`, ...args], {
      cwd: root,
      env: this.#env,
    })
    return stdout
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#server
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill(signal)
    await ended
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
