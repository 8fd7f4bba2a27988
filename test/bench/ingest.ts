import { join } from 'node:path'
import type { WireOp } from '#shared/sync/protocol.ts'
import { openDatabase } from '#server/db/open.ts'
import { openLedger } from '#server/sync/ledger.ts'
import { demoChain } from '#server/demo/demo-chain.ts'
import { BareWriter } from './bare-writer.ts'
import { Connection, pushed } from './connection.ts'
import { Chain, type Desk, desksOf, pushBody } from './desk.ts'
import { type Figure, median, percentile, perSecond } from './figure.ts'
import { furnish } from './furnish.ts'
import { basket, enrolments, seeded } from './goods.ts'
import { RecordingDatabase, type Write } from './recording.ts'
import { inFolder, ServerProcess } from './server-process.ts'

const BATCH = 100
const BATCHES_PER_ROUND = 5
const WARM_BATCHES = 25
/** Every second sale is a member's, so that each member comes about twice. */
const SALES_PER_MEMBER = 4
const RATIO_MIN = 0.5

/**
 * Sales over HTTP, 100 a request, each request one durable transaction, against bare better-sqlite3 writing the same rows in
 * the same transactions. Rounds of the one and of the other take turns, so that both meet the same noise.
 */
export async function ingestRatio({ rounds, flags }: { readonly rounds: number; readonly flags: readonly string[] }): Promise<Figure> {
  const [desk] = desksOf(1, 1, 'i')
  if (!desk) throw new Error('a desk was asked for')
  const batches = batchesOf(desk, WARM_BATCHES + rounds * BATCHES_PER_ROUND)
  return await inFolder(async (folder) => {
    const transactions = await record(desk, batches)
    const bare = await BareWriter.open(join(folder, 'bare.db'))
    const server = await ServerProcess.open(join(folder, 'server'), flags)
    await server.furnish([desk])
    const connection = new Connection(server.url, desk.token)
    const before = await server.commits()
    const bodies = batches.map((ops) => Buffer.from(pushBody(server.at, desk, ops)))
    const warm = bodies.length - rounds * BATCHES_PER_ROUND
    for (const body of bodies.slice(0, warm)) await pushed(connection, body)
    for (const writes of transactions.slice(0, warm)) bare.write(writes)
    const seen: { server: number; bare: number }[] = []
    for (let from = warm; from < bodies.length; from += BATCHES_PER_ROUND) {
      const to = from + BATCHES_PER_ROUND
      const server = async (): Promise<number> => await timed(async () => {
        for (const body of bodies.slice(from, to)) await pushed(connection, body)
      })
      const alone = async (): Promise<number> => await timed(() => transactions.slice(from, to).forEach((writes) => bare.write(writes)))
      // Whoever comes second finds the disk busy with what the first left, so they take turns in that, too.
      if (seen.length % 2 === 0) seen.push({ server: await server(), bare: await alone() })
      else {
        const first = await alone()
        seen.push({ server: await server(), bare: first })
      }
    }
    const commits = (await server.commits()) - before
    const rows = bare.rowsOf('replica_row')
    connection.close()
    await server.stop()
    bare.close()
    return figureOf(seen, { commits, batches: batches.length, rowsPerSale: rows / (batches.length * BATCH) })
  })
}

type Seen = { readonly server: number; readonly bare: number }

function figureOf(seen: readonly Seen[], { commits, batches, rowsPerSale }: { commits: number; batches: number; rowsPerSale: number }): Figure {
  const ratios = seen.map(({ server, bare }) => bare / server)
  const sales = BATCHES_PER_ROUND * BATCH
  const [ours, theirs] = [median(seen.map(({ server }) => server)), median(seen.map(({ bare }) => bare))]
  return {
    name: 'ingest',
    title: 'sales over HTTP, 100 a request, durable, against bare better-sqlite3 writing the same rows',
    value: median(ratios),
    unit: 'x',
    bound: { is: 'at least', value: RATIO_MIN },
    beside: `${perSecond(sales, ours)} sales/s against ${perSecond(sales, theirs)}; ${seen.length} rounds, quartiles ${percentile(ratios, 0.25).toFixed(2)} to ${percentile(ratios, 0.75).toFixed(2)}; ${rowsPerSale.toFixed(1)} feed rows a sale; ${commits} transactions for ${batches} requests`,
  }
}

async function timed(work: () => Promise<void> | void): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** The chain's members first, then nothing but sales. */
function batchesOf(desk: Desk, count: number): (readonly WireOp[])[] {
  const chain = new Chain(desk)
  const random = seeded(20_310_106)
  const { members, ops } = enrolments(chain, (count * BATCH) / SALES_PER_MEMBER)
  const enrolled = Array.from({ length: Math.ceil(ops.length / BATCH) }, (_, i) => ops.slice(i * BATCH, (i + 1) * BATCH))
  const sales = Array.from({ length: count }, () => Array.from({ length: BATCH }, () => chain.sale(basket(random, members))))
  return [...enrolled, ...sales]
}

/** Runs every batch through a ledger in memory and answers what each wrote. */
async function record(desk: Desk, batches: readonly (readonly WireOp[])[]): Promise<readonly (readonly Write[])[]> {
  const db = new RecordingDatabase(await openDatabase({ url: 'sqlite::memory:' }))
  const ledger = await openLedger({ db, now: Date.now, relay: 'inline', collectMs: 0 }, demoChain)
  await furnish(db, [desk])
  const prepared = db.transactions.length
  const { device, store } = desk
  for (const ops of batches) {
    const incoming = ops.map(({ body, sidecars, seq, link }) => ({ body, sidecars: sidecars ?? [], place: { seq, link } }))
    const ingested = await ledger.writer.submit({ origin: { is: 'device', device, incarnation: 1, store }, ops: incoming })
    if (ingested.is !== 'stored') throw new Error(`the recorded run was answered ${ingested.is}`)
  }
  const transactions = db.transactions.slice(prepared)
  await db.close()
  return transactions
}
