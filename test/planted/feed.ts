import { setTimeout as sleep } from 'node:timers/promises'
import { money } from '#shared/domain/money.ts'
import { put } from '#shared/sync/change.ts'
import { type Scope, storeScope } from '#shared/sync/scope.ts'
import { openDatabase } from '#server/db/open.ts'
import type { Database, DbRow, Step } from '#server/db/query.ts'
import { WorkingSet } from '#server/sync/working-set.ts'
import { rowsAfter } from '#server/tables/replica-row.ts'
import { headsOf } from '#server/tables/scope-head.ts'
import { Random } from '../simulation/random.ts'

const writersMax = 4
const pageRows = 3

/** What the writers committed, and what of it somebody who follows the feed by its cursor was never shown. */
export type Followed = {
  readonly written: number
  readonly missed: readonly string[]
  /** Numbers that the cursor went past and no row had. Every row here is written once, so each number has one. */
  readonly holes: number
}

/**
 * Two to four writers commit to one scope of a real server, each on a connection of its own, and stand still now and then
 * between two statements: between taking a feed number and committing above all. Meanwhile a reader follows the feed.
 */
export class FeedWorld {
  readonly #writers: readonly Database[]
  readonly #reader: Database

  private constructor(writers: readonly Database[], reader: Database) {
    this.#writers = writers
    this.#reader = reader
  }

  static async open(url: string): Promise<FeedWorld> {
    const writers = await Promise.all(Array.from({ length: writersMax }, () => openDatabase({ url })))
    return new FeedWorld(writers, await openDatabase({ url }))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#writers, this.#reader].map((db) => db.close()))
  }

  /** Each seed has a scope of its own. */
  async follow(seed: number): Promise<Followed> {
    const random = new Random(`feed ${seed}`)
    const scope = storeScope(String(seed))
    const writers = this.#writers.slice(0, random.between(2, writersMax))
    const feed = new Follower(this.#reader, scope)
    let isOver = false
    const following = (async () => {
      while (!isOver) {
        await feed.read()
        await sleep(1)
      }
    })()
    const keys = await Promise.all(
      writers.map((db, n) => writeAll({ db, scope, name: String(n) }, random.fork(n))),
    )
    isOver = true
    await following
    while (await feed.read());
    const missed = keys.flat().filter((key) => !feed.seen.has(key))
    return { written: keys.flat().length, missed, holes: feed.holes }
  }
}

class Follower {
  readonly seen = new Set<string>()
  holes = 0
  readonly #db: Database
  readonly #scope: Scope
  #cursor = 0

  constructor(db: Database, scope: Scope) {
    this.#db = db
    this.#scope = scope
  }

  /** As a pull does: the head and the rows up to it in one snapshot. Answers whether the cursor moved. */
  async read(): Promise<boolean> {
    const scope = this.#scope
    const after = this.#cursor
    const { to, rows } = await this.#db.read(function* () {
      const to = (yield* headsOf([scope])).get(scope)?.seq ?? 0
      return { to, rows: yield* rowsAfter({ scope, after, to }, pageRows) }
    })
    for (const { key } of rows) this.seen.add(key)
    this.#cursor = rows.length < pageRows ? to : (rows.at(-1)?.seq ?? to)
    this.holes += this.#cursor - after - rows.length
    return this.#cursor > after
  }
}

type Writer = { readonly db: Database; readonly scope: Scope; readonly name: string }

async function writeAll({ db, scope, name }: Writer, random: Random): Promise<string[]> {
  const written: string[] = []
  for (let n = 0, transactions = random.between(3, 6); n < transactions; n++) {
    const keys = Array.from({ length: random.between(1, 3) }, (_, i) => `${name}-${n}-${i}`)
    const pauses = Array.from({ length: 16 }, () => (random.chance(0.35) ? random.between(1, 15) : 0))
    await db.write(() => standingStill(writing(scope, keys), pauses))
    written.push(...keys)
    await sleep(random.int(4))
  }
  return written
}

/** As the ledger writes: rows are read, changed in memory, and written at the end, when the feed numbers are taken. */
function* writing(scope: Scope, keys: readonly string[]): Step<void> {
  const set = new WorkingSet()
  const product = { name: 'mug', price: money(290), kind: 'goods', barcodes: [] } as const
  const changes = keys.map((sku) => put(scope, 'product', [sku, { ...product, sku }]))
  yield* set.load(changes)
  set.change(changes)
  set.accept()
  yield* set.flush(0)
}

/** The same work, resting after its statements: `pauses` in ms, 0 for none. */
function* standingStill<T>(work: Step<T>, pauses: readonly number[]): Step<T> {
  let step = work.next()
  for (let n = 0; step.done !== true; n++) {
    let rows: readonly DbRow[]
    try {
      rows = yield step.value
    } catch (error) {
      step = work.throw(error)
      continue
    }
    const pause = pauses[n % pauses.length] ?? 0
    if (pause > 0) yield { sql: 'SELECT pg_sleep(CAST(? AS DOUBLE PRECISION) / 1000)', params: [pause] }
    step = work.next(rows)
  }
  return step.value
}
