import { known } from '#shared/base/assert.ts'
import { isId } from '#shared/base/id.ts'
import { EnrolRequest, IncarnationRequest, PullRequest, PushRequest } from '#shared/sync/protocol.ts'
import { pokedScopesOf } from '#shared/sync/scope.ts'
import { enrol } from '#server/auth/enrol.ts'
import { issueCode } from '#server/auth/issue-code.ts'
import { nextIncarnation } from '#server/auth/next-incarnation.ts'
import { secretHash } from '#server/auth/token.ts'
import { Tries } from '#server/auth/tries.ts'
import { openDatabase } from '#server/db/open.ts'
import type { Database, DbRow, SqlValue } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { receiptById, retiredReceiptsUnder } from '#server/projections/asked-receipts.ts'
import { shelvesOf } from '#server/projections/shelves.ts'
import { memberTimeline } from '#server/projections/timeline.ts'
import { beginEpoch } from '#server/sync/ledger.ts'
import type { LedgerOptions } from '#server/sync/open-ledger.ts'
import { pull } from '#server/sync/pull.ts'
import { push } from '#server/sync/push.ts'
import { type DeviceRow, deviceByToken } from '#server/tables/device.ts'
import { putRegister, putStore } from '#server/tables/register.ts'
import { ledgerOn } from './ledger.ts'
import { ask } from './rows.ts'
import { segmentAnswer } from '../simulation/segment-answer.ts'

/** What stands between a tablet and the server: it may answer itself, or change or lose what the server says. */
export type Meddler = (path: string, go: () => Promise<Response>, init: RequestInit) => Promise<Response>

const honest: Meddler = (_, go) => go()

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

/** What a backup holds: every row of every table. */
export type Backup = ReadonlyMap<string, readonly DbRow[]>

/** The whole server without HTTP, in memory: two stores with two registers each, tokens and codes as in the shop. */
export class ShopServer {
  readonly db: Database
  ledger: Ledger
  /** Requests that reached the server, in order. */
  readonly asked: string[] = []
  meddle: Meddler = honest
  readonly #over: Partial<LedgerOptions>
  readonly #tries = new Tries(100, 60_000)

  private constructor(db: Database, ledger: Ledger, over: Partial<LedgerOptions>) {
    this.db = db
    this.ledger = ledger
    this.#over = over
  }

  static async open(over: Partial<LedgerOptions> = {}): Promise<ShopServer> {
    const db = await openDatabase({ url: 'sqlite::memory:' })
    await db.write(function* () {
      for (const register of ['R01', 'R02', 'R03', 'R04']) {
        const store = register < 'R03' ? { id: 'S01', name: '信義' } : { id: 'S02', name: '板橋' }
        yield* putRegister({ id: register, name: register, store })
        yield* putStore(store)
      }
    })
    return new ShopServer(db, await ledgerOn(db, over), over)
  }

  async close(): Promise<void> {
    await this.ledger.close()
    await this.db.close()
  }

  async code(register: string): Promise<string> {
    return known(await issueCode(this.db, { register, at: this.ledger.now() }), 'a code')
  }

  readonly fetch = (url: string, init: RequestInit = {}): Promise<Response> =>
    this.meddle(url, () => this.#answer(url, init), init)

  /** Takes everything as it is now. */
  async backup(): Promise<Backup> {
    const tables = await ask(
      this.db,
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'migration'",
    )
    const rows = await Promise.all(
      tables.map(async ({ name }) => [String(name), await ask(this.db, `SELECT * FROM ${name}`)] as const),
    )
    return new Map(rows)
  }

  /** The server as it was at a backup; with another epoch, as the restore command gives it, or without. */
  async restore(backup: Backup, { newEpoch }: { readonly newEpoch: boolean }): Promise<void> {
    await this.ledger.close()
    await this.db.write(function* () {
      for (const [table, rows] of backup) {
        yield { sql: `DELETE FROM ${table}` }
        for (const row of rows) {
          const columns = Object.keys(row)
          const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
          yield { sql, params: columns.map((column): SqlValue => row[column] ?? null) }
        }
      }
      if (newEpoch) yield* beginEpoch()
    })
    this.ledger = await ledgerOn(this.db, this.#over)
  }

  async #answer(path: string, init: RequestInit): Promise<Response> {
    this.asked.push(path)
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
    if (path === '/devices/enrol') return this.#enrol(EnrolRequest.parse(body))
    const token = new Headers(init.headers).get('authorization')?.slice('Bearer '.length) ?? ''
    const device = await this.db.read(() => deviceByToken(secretHash(token)))
    if (!device) return json(401, { title: 'who are you?' })
    return await this.#serve(path, device, { body, signal: init.signal ?? undefined })
  }

  async #serve(
    path: string,
    device: DeviceRow,
    { body, signal }: { readonly body: unknown; readonly signal: AbortSignal | undefined },
  ): Promise<Response> {
    switch (path) {
      case '/sync/push': {
        const answer = await push(this.ledger, device, PushRequest.parse(body))
        if (answer.status !== 503) return json(answer.status, answer.body)
        return new Response('', { status: 503, headers: { 'retry-after': String(answer.retryAfterSeconds) } })
      }
      case '/sync/pull': {
        let text = ''
        for await (const line of pull(this.ledger, device, PullRequest.parse(body))) text += `${line}\n`
        return new Response(text, { headers: { 'content-type': 'application/x-ndjson' } })
      }
      case '/sync/incarnation':
        return json(200, await nextIncarnation(this.ledger, device, IncarnationRequest.parse(body)))
      case '/sync/pokes':
        return this.#pokes(device, signal)
      default: {
        const segment = /^\/sync\/segments\/(.+)$/.exec(path)?.[1]
        if (segment !== undefined) return await segmentAnswer(this.ledger, segment)
        const member = /^\/members\/([^/]+)\/timeline$/.exec(path)?.[1]
        if (member !== undefined && isId(member)) return json(200, await memberTimeline(this.ledger, member))
        const { pathname, searchParams } = new URL(path, 'http://shop')
        if (pathname === '/stock') return json(200, await shelvesOf(this.ledger, searchParams.getAll('sku')))
        const ref = /^\/receipts\/([^/]+)$/.exec(pathname)?.[1]
        if (ref !== undefined && isId(ref)) return json(200, await receiptById(this.ledger, ref))
        if (pathname === '/receipts')
          return json(200, await retiredReceiptsUnder(this.ledger, searchParams.get('number') ?? ''))
        return json(404, { title: 'no such place' })
      }
    }
  }

  async #enrol(request: EnrolRequest): Promise<Response> {
    const enrolled = await enrol(this.ledger, request, this.#tries)
    return enrolled.ok ? json(201, enrolled.value) : json(400, { title: enrolled.error.is })
  }

  #pokes(device: DeviceRow, signal: AbortSignal | undefined): Response {
    const { pokes, settings } = this.ledger
    const scopes = pokedScopesOf(device.id, device.store, settings.buckets)
    const encoder = new TextEncoder()
    let leave = (): void => {}
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        leave = pokes.subscribe(scopes, (poke) =>
          controller.enqueue(encoder.encode(`data: ${JSON.stringify(poke)}\n\n`)),
        )
        signal?.addEventListener('abort', () => {
          leave()
          controller.error(new Error('the listener left'))
        })
      },
      cancel: () => leave(),
    })
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
  }
}
