import { join } from 'node:path'
import type { WireOp } from '#shared/sync/protocol.ts'
import { demoChain } from '#server/demo/demo-chain.ts'
import { openDatabase } from '#server/db/open.ts'
import { openLedger } from '#server/sync/open-ledger.ts'
import { BareWriter } from './bare-writer.ts'
import { Connection, pushed } from './connection.ts'
import { type Backend, Chain, type Desk, desksOf, pushBody } from './desk.ts'
import { type Figure, median, percentile, perSecond } from './figure.ts'
import { furnish } from './furnish.ts'
import { basket, enrolments, seeded } from './goods.ts'
import { RecordingDatabase, type Write } from './recording.ts'
import { inFolder, ServerProcess } from './server-process.ts'

const BATCH = 100
const CONNECTIONS = 4
/** Of each connection. */
const BATCHES_PER_ROUND = 4
/** Until the engine has compiled what every sale runs through: a shop's server runs for weeks. */
const WARM_ROUNDS = 10
/** Every second sale is a member's, so that each member comes about twice. */
const SALES_PER_MEMBER = 4
const RATIO_MIN = 0.5

type Batch = { readonly desk: Desk; readonly ops: readonly WireOp[] }
/** What each connection sends in a round, one after the other. */
type Round = readonly (readonly Batch[])[]

/**
 * Sales over HTTP, 100 a request, against bare better-sqlite3 writing the same rows, 100 sales a transaction. Rounds of the
 * one and of the other take turns, so that both meet the same noise.
 */
export async function ingestRatio({
  rounds,
  flags,
}: {
  readonly rounds: number
  readonly flags: readonly string[]
}): Promise<Figure> {
  const desks = desksOf(CONNECTIONS, 1, 'i')
  const { enrolled, played } = historyOf(desks, WARM_ROUNDS + rounds)
  return await inFolder(async (folder) => {
    const transactions = await record(desks, [enrolled, ...played])
    const bare = await BareWriter.open(join(folder, 'bare.db'))
    const server = await ServerProcess.open(join(folder, 'server'), flags)
    await server.furnish(desks)
    const race = new Race(server, bare, desks)
    await race.run(enrolled, transactions[0] ?? [])
    for (let i = 0; i < WARM_ROUNDS; i++) await race.run(played[i] ?? [], transactions[1 + i] ?? [])
    const before = await server.commits()
    const seen: Seen[] = []
    for (let i = WARM_ROUNDS; i < played.length; i++)
      seen.push(await race.run(played[i] ?? [], transactions[1 + i] ?? []))
    const commits = (await server.commits()) - before
    const rowsPerSale = bare.rowsOf('replica_row') / bare.rowsOf('op')
    race.close()
    await server.stop()
    return figureOf(seen, { commits, rowsPerSale })
  })
}

type Seen = { readonly server: number; readonly bare: number }

class Race {
  readonly #at: Backend
  readonly #connections: ReadonlyMap<string, Connection>
  readonly #bare: BareWriter
  #turn = 0

  constructor(server: ServerProcess, bare: BareWriter, desks: readonly Desk[]) {
    this.#at = server.at
    this.#bare = bare
    this.#connections = new Map(desks.map((desk) => [desk.device, new Connection(server.url, desk.token)]))
  }

  /** Whoever comes second finds the disk busy with what the first left, so they take turns in that, too. */
  async run(round: Round, transactions: readonly (readonly Write[])[]): Promise<Seen> {
    const requests = round.map((batches) =>
      batches.map(({ desk, ops }) => ({ desk, body: Buffer.from(pushBody(this.#at, desk, ops)) })),
    )
    const server = async (): Promise<void> => {
      await Promise.all(requests.map((line) => this.#send(line)))
    }
    const bare = (): void => transactions.forEach((writes) => this.#bare.write(writes))
    if (this.#turn++ % 2 === 0) return { server: await timed(server), bare: await timed(bare) }
    const first = await timed(bare)
    return { server: await timed(server), bare: first }
  }

  async #send(line: readonly { desk: Desk; body: Buffer }[]): Promise<void> {
    for (const { desk, body } of line) {
      const connection = this.#connections.get(desk.device)
      if (connection) await pushed(connection, body)
    }
  }

  close(): void {
    for (const connection of this.#connections.values()) connection.close()
    this.#bare.close()
  }
}

function figureOf(
  seen: readonly Seen[],
  { commits, rowsPerSale }: { commits: number; rowsPerSale: number },
): Figure {
  const ratios = seen.map(({ server, bare }) => bare / server)
  const requests = BATCHES_PER_ROUND * CONNECTIONS
  const [ours, theirs] = [median(seen.map(({ server }) => server)), median(seen.map(({ bare }) => bare))]
  return {
    name: 'ingest',
    title: `sales over HTTP, ${BATCH} a request, durable, against bare better-sqlite3 writing the same rows`,
    value: median(ratios),
    unit: 'x',
    bound: { is: 'at least', value: RATIO_MIN },
    beside: [
      `${perSecond(requests * BATCH, ours)} sales/s against ${perSecond(requests * BATCH, theirs)} of the bare writer; quartiles of ${seen.length} rounds ${percentile(ratios, 0.25).toFixed(2)} to ${percentile(ratios, 0.75).toFixed(2)}`,
      `${CONNECTIONS} connections: the ledger made ${commits} transactions of ${seen.length * requests} requests, the bare writer one of each; ${rowsPerSale.toFixed(1)} feed rows a sale`,
    ],
  }
}

async function timed(work: () => Promise<void> | void): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** The chain's members first, at one desk; then nothing but sales, at all of them. */
function historyOf(
  desks: readonly Desk[],
  rounds: number,
): { readonly enrolled: Round; readonly played: readonly Round[] } {
  const chains = desks.map((desk) => new Chain(desk))
  const [first] = chains
  if (!first) throw new Error('there is no desk')
  const random = seeded(20_310_106)
  const sales = rounds * BATCHES_PER_ROUND * CONNECTIONS * BATCH
  const { members, ops } = enrolments(first, sales / SALES_PER_MEMBER)
  const enrolled = Array.from({ length: Math.ceil(ops.length / BATCH) }, (_, i) => ({
    desk: first.desk,
    ops: ops.slice(i * BATCH, (i + 1) * BATCH),
  }))
  const salesOf = (chain: Chain): Batch => ({
    desk: chain.desk,
    ops: Array.from({ length: BATCH }, () => chain.sale(basket(random, members))),
  })
  const played = Array.from({ length: rounds }, () =>
    chains.map((chain) => Array.from({ length: BATCHES_PER_ROUND }, () => salesOf(chain))),
  )
  return { enrolled: [enrolled], played }
}

/** Runs every round through a ledger in memory, one transaction a batch, and answers what each wrote. */
async function record(
  desks: readonly Desk[],
  rounds: readonly Round[],
): Promise<readonly (readonly (readonly Write[])[])[]> {
  const db = new RecordingDatabase(await openDatabase({ url: 'sqlite::memory:' }))
  const ledger = await openLedger({ db, now: Date.now, relay: 'inline', collectMs: 0 }, demoChain)
  await furnish(db, desks)
  const recorded: (readonly (readonly Write[])[])[] = []
  for (const round of rounds) {
    const from = db.transactions.length
    for (const { desk, ops } of round.flat()) {
      const incoming = ops.map(({ body, sidecars, seq, link }) => ({
        body,
        sidecars: sidecars ?? [],
        place: { seq, link },
      }))
      const origin = { is: 'device', device: desk.device, incarnation: 1, store: desk.store } as const
      const ingested = await ledger.writer.submit({ origin, ops: incoming })
      if (ingested.is !== 'stored') throw new Error(`the recorded run was answered ${ingested.is}`)
    }
    recorded.push(db.transactions.slice(from))
  }
  await db.close()
  return recorded
}
