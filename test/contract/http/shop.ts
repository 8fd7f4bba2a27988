import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Json, parseJson } from '#shared/base/json.ts'
import { Enrolled, type Heartbeat, PROTOCOL } from '#shared/sync/protocol.ts'
import { bodyHash, bodyOf, FIRST_LINK, linkOf, type Sidecar } from '#shared/sync/operation.ts'
import { issueCode } from '#server/auth/issue-code.ts'
import { type Config, readConfig } from '#server/config.ts'
import { type Running, start } from '#server/main.ts'
import type { DbRow, Step } from '#server/db/query.ts'
import { openLog } from '#server/watch/log.ts'

export type Answer = {
  readonly status: number
  readonly type: string
  readonly headers: Headers
  readonly body: Json | undefined
  readonly text: string
}
export type Shop = Running & {
  readonly config: Config
  readonly folder: string
  /** What a person saw at the start, and what the log says. */
  readonly said: readonly string[]
  readonly logged: readonly string[]
  readonly failures: readonly unknown[]
  readonly ask: (path: string, request?: RequestInit) => Promise<Answer>
  readonly post: (path: string, body: unknown, token?: string) => Promise<Answer>
  readonly enrolAt: (register: string) => Promise<Enrolled>
  readonly close: () => Promise<void>
}

/** A whole server in this process, on a folder of its own, listening on loopback. */
export async function openShop(
  options: {
    readonly folder?: string
    readonly clientFolder?: string
    readonly env?: Record<string, string>
  } = {},
): Promise<Shop> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'onecounter-'))
  const config = readConfig({ DATA_DIR: folder, PORT: '0', DEMO: 'small', ...options.env })
  if (!config.ok) throw new Error(JSON.stringify(config.error))
  const said: string[] = []
  const logged: string[] = []
  const failures: unknown[] = []
  const running = await start({
    config: config.value,
    say: (line) => said.push(line),
    log: openLog('debug', { write: (line) => logged.push(line) }),
    fail: (error) => failures.push(error),
    clientFolder: options.clientFolder ?? join(folder, 'no-client'),
  }).catch((error: unknown) => {
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    throw error
  })
  const ask: Shop['ask'] = async (path, request) => await answerOf(await fetch(running.url + path, request))
  const post: Shop['post'] = (path, body, token) =>
    ask(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...bearer(token) },
    })
  return {
    ...running,
    config: config.value,
    folder,
    said,
    logged,
    failures,
    ask,
    post,
    async enrolAt(register) {
      const code = await issueCode(running.ledger.db, { register, at: running.ledger.now() })
      return Enrolled.parse((await post('/devices/enrol', { code })).body)
    },
    async close() {
      await running.stop()
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Rows of the shop's database. */
export const select = (shop: Shop, sql: string): Promise<readonly DbRow[]> =>
  shop.ledger.db.read(function* (): Step<readonly DbRow[]> {
    return yield { sql }
  })

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const { status, headers } = response
  return { status, headers, text, type: headers.get('content-type') ?? '', body: parseJson(text) }
}

export const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` }

export const heartbeat: Heartbeat = {
  outboxDepth: 0,
  oldestAt: null,
  headSeq: 0,
  headLink: '',
  receiptCounter: 0,
  app: 'test',
  persisted: null,
  quotaBytes: null,
  usedBytes: null,
  clockSkewMs: null,
  mismatches: 0,
}

export type Operation = {
  readonly id: string
  readonly kind: string
  readonly args: Json
  readonly sidecars?: readonly Sidecar[]
}

/** Operations as the first ones of a device's first chain. */
export function chained(
  device: Enrolled,
  operations: readonly Operation[],
): { seq: number; link: string; body: string; sidecars?: readonly Sidecar[] }[] {
  let link = FIRST_LINK
  return operations.map(({ id, kind, args, sidecars }, i) => {
    const businessDate = '2026-11-22'
    const body = bodyOf({
      id,
      kind,
      version: 1,
      args,
      store: device.store.id,
      register: device.register.id,
      businessDate,
      at: { wall: 1_795_000_000_000 },
    })
    link = linkOf(link, { incarnation: 1, seq: i + 1, bodyHash: bodyHash(body) })
    return { seq: i + 1, link, body, ...(sidecars ? { sidecars } : {}) }
  })
}

export function pushOf(
  device: Enrolled,
  ops: readonly unknown[],
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const { backend, epoch } = device
  return {
    protocol: PROTOCOL,
    backend,
    epoch,
    device: device.device,
    incarnation: 1,
    schema: 1,
    app: 'test',
    nonce: 'n1',
    heartbeat,
    ops,
    ...more,
  }
}

export function pullOf(device: Enrolled, more: Record<string, unknown> = {}): Record<string, unknown> {
  const { backend, epoch } = device
  return {
    protocol: PROTOCOL,
    backend,
    epoch,
    device: device.device,
    incarnation: 1,
    schema: 1,
    nonce: 'n1',
    have: [],
    maxBytes: 4_000_000,
    heartbeat,
    ...more,
  }
}

/** An id of the right form, the same for the same number. */
export const idOf = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`

export const saleOf = (device: Enrolled, n: number): Operation => ({
  id: idOf(n),
  kind: 'sale.complete',
  args: {
    receipt: `${device.register.id}-${device.letter}-${String(n).padStart(6, '0')}`,
    lines: [{ sku: 'PEN-01', name: '中性筆 0.38 黑', quantity: 2, unitPrice: 35, amount: 70, kind: 'goods' }],
    tenders: [{ kind: 'cash', amount: 70, tendered: 100, change: 30 }],
    total: 70,
  },
})

/** One of the two pens of such a sale comes back. */
export const returnOf = (device: Enrolled, n: number, sale: string): Operation => ({
  id: idOf(n),
  kind: 'return.complete',
  args: {
    receipt: `${device.register.id}-${device.letter}-${String(n).padStart(6, '0')}`,
    reason: 'defective',
    lines: [
      {
        sku: 'PEN-01',
        name: '中性筆 0.38 黑',
        quantity: 1,
        unitPrice: 35,
        amount: 35,
        kind: 'goods',
        of: { ref: sale, line: 0 },
      },
    ],
    tenders: [{ kind: 'cash', amount: 35, tendered: 35, change: 0 }],
    total: 35,
  },
})
