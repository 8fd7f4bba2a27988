import { id } from '#shared/base/id.ts'
import { openDatabase } from '#server/db/open.ts'
import { databaseUrl, readConfig } from '#server/config.ts'
import { knownOperations } from '#server/tables/operation.ts'
import { Connection, pushed } from './connection.ts'
import { type Backend, Chain, type Desk, desksOf, pushBody } from './desk.ts'
import { type Figure, median, percentile } from './figure.ts'
import { basket, seeded } from './goods.ts'
import { inFolder, ServerProcess } from './server-process.ts'

const DEVICES = 50
const SALES_EACH = 20
const STORES = 5
const TRANSACTIONS_MAX = 60

/** 50 devices push 20 single sales each at once; every one sends its next when the one before is answered. */
export async function groupCommit({
  rounds,
  flags,
}: {
  readonly rounds: number
  readonly flags: readonly string[]
}): Promise<Figure> {
  return await inFolder(async (folder) => {
    const server = await ServerProcess.open(folder, flags)
    const desks = desksOf(DEVICES, STORES, 'g')
    await server.furnish(desks)
    const devices = desks.map((desk) => new Device(server, desk))
    for (const device of devices) await device.push(1)
    const seen: Round[] = []
    for (let round = 0; round < rounds; round++) seen.push(await roundOf(server, devices))
    const alone = await latencies(devices, 60)
    for (const device of devices) device.close()
    await server.kill()
    const promised = devices.flatMap((device) => device.promised)
    await demandStored(folder, promised)
    const counts = seen.map(({ transactions }) => transactions)
    const rates = seen.map(({ ms }) => Math.round((DEVICES * SALES_EACH * 1000) / ms))
    return {
      name: 'group-commit',
      title: `${DEVICES} devices push ${SALES_EACH} single sales each: transactions on the disk`,
      value: Math.max(...counts),
      unit: 'transactions',
      bound: { is: 'at most', value: TRANSACTIONS_MAX },
      beside: [
        `the most of ${rounds} rounds: ${counts.join(', ')}; ${median(rates)} sales/s; all ${promised.length} were there after a SIGKILL`,
        `a push alone, collecting included: ${percentile(alone, 0.5).toFixed(1)} ms p50, ${percentile(alone, 0.95).toFixed(1)} ms p95`,
      ],
    }
  })
}

type Round = { readonly transactions: number; readonly ms: number }

async function roundOf(server: ServerProcess, devices: readonly Device[]): Promise<Round> {
  for (const device of devices) device.prepare(SALES_EACH)
  const before = await server.commits()
  const started = performance.now()
  await Promise.all(devices.map((device) => device.pushPrepared()))
  const ms = performance.now() - started
  return { transactions: (await server.commits()) - before, ms }
}

/** One push at a time: what collecting costs whoever is alone. */
async function latencies(devices: readonly Device[], count: number): Promise<number[]> {
  const ms: number[] = []
  for (let i = 0; i < count; i++) {
    const device = devices[i % devices.length]
    device?.prepare(1)
    const started = performance.now()
    await device?.pushPrepared()
    ms.push(performance.now() - started)
  }
  return ms.slice(5)
}

/** What was answered "durable" must be in the file that a killed server left. */
async function demandStored(folder: string, promised: readonly string[]): Promise<void> {
  const config = readConfig({ DATA_DIR: folder })
  if (!config.ok) throw new Error(JSON.stringify(config.error))
  const db = await openDatabase({ url: databaseUrl(config.value) })
  try {
    const known = await db.read(() => knownOperations(promised))
    if (known.size !== promised.length)
      throw new Error(`${promised.length - known.size} of ${promised.length} promised sales are gone`)
  } finally {
    await db.close()
  }
}

class Device {
  readonly promised: string[] = []
  readonly #connection: Connection
  readonly #chain: Chain
  readonly #at: Backend
  readonly #random: (below: number) => number
  #prepared: { readonly body: Buffer; readonly op: string }[] = []

  constructor(server: ServerProcess, desk: Desk) {
    this.#connection = new Connection(server.url, desk.token)
    this.#chain = new Chain(desk)
    this.#at = server.at
    this.#random = seeded(desk.register.length * 7919 + Number(desk.register.slice(2)))
  }

  prepare(count: number): void {
    this.#prepared = Array.from({ length: count }, () => {
      const op = this.#chain.sale(basket(this.#random, []))
      return { body: Buffer.from(pushBody(this.#at, this.#chain.desk, [op])), op: idIn(op.body) }
    })
  }

  async pushPrepared(): Promise<void> {
    for (const { body, op } of this.#prepared) {
      await pushed(this.#connection, body)
      this.promised.push(op)
    }
  }

  async push(count: number): Promise<void> {
    this.prepare(count)
    await this.pushPrepared()
  }

  close(): void {
    this.#connection.close()
  }
}

const idIn = (body: string): string => id((JSON.parse(body) as { id: string }).id)
