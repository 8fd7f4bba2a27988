import { setTimeout as sleep } from 'node:timers/promises'
import { CATALOG } from '#shared/sync/scope.ts'
import { put } from '#shared/sync/change.ts'
import { money } from '#shared/domain/money.ts'
import { openDatabase } from '#server/db/open.ts'
import type { Database, DbRow, Step } from '#server/db/query.ts'
import { WorkingSet } from '#server/sync/working-set.ts'
import { rowsAfter } from '#server/tables/replica-row.ts'
import { headsOf } from '#server/tables/scope-head.ts'
import { Random } from '../simulation/random.ts'

const scope = CATALOG
const pageRows = 3

/** What a reader who follows the feed by its cursor has never been shown, though the writers committed it. */
export type Followed = { readonly written: number; readonly missed: readonly string[]; readonly holes: number }

/**
 * Two to four writers commit to one scope of a real server, each on a connection of its own, and stand still now and then
 * between two statements: between taking a feed number and committing above all. Meanwhile a reader follows.
 */
export async function followFeed(url: string, seed: number): Promise<Followed> {
  const random = new Random(`feed ${seed}`)
  const writers = await Promise.all(Array.from({ length: random.between(2, 4) }, () => openDatabase({ url })))
  const reader = await openDatabase({ url })
  try {
    let isOver = false
    const feed = new Reader(reader)
    const following = (async () => {
      while (!isOver) await feed.read()
    })()
    const keys = await Promise.all(writers.map((db, n) => writeAll(db, `${seed}-${n}`, random.fork(n))))
    isOver = true
    await following
    await feed.read()
    const missed = keys.flat().filter((key) => !feed.seen.has(key))
    return { written: keys.flat().length, missed, holes: feed.holes }
  } finally {
    await Promise.all([...writers, reader].map((db) => db.close()))
  }
}

class Reader {
  readonly seen = new Set<string>()
  /** Numbers that no row had when the cursor went past them. Every row here is written once, so each number has one. */
  holes = 0
  readonly #db: Database
  #cursor = 0

  constructor(db: Database) {
    this.#db = db
  }

  /** As a pull does: the head and the rows up to it in one snapshot. */
  async read(): Promise<void> {
    const after = this.#cursor
    const { to, rows } = await this.#db.read(function* () {
      const to = (yield* headsOf([scope])).get(scope)?.seq ?? 0
      return { to, rows: yield* rowsAfter({ scope, after, to }, pageRows) }
    })
    for (const { key } of rows) this.seen.add(key)
    this.#cursor = rows.length < pageRows ? to : (rows.at(-1)?.seq ?? to)
    this.holes += this.#cursor - after - rows.length
    await sleep(1)
  }
}

async function writeAll(db: Database, name: string, random: Random): Promise<string[]> {
  const written: string[] = []
  for (let n = 0, transactions = random.between(3, 6); n < transactions; n++) {
    const keys = Array.from({ length: random.between(1, 3) }, (_, i) => `${name}-${n}-${i}`)
    const pauses = Array.from({ length: 16 }, () => (random.chance(0.35) ? random.between(1, 15) : 0))
    await db.write(() => standingStill(writing(keys), pauses))
    written.push(...keys)
    await sleep(random.int(4))
  }
  return written
}

function* writing(keys: readonly string[]): Step<void> {
  const set = new WorkingSet()
  const product = { name: 'mug', price: money(290), kind: 'goods', barcodes: [] } as const
  const changes = keys.map((sku) => put(scope, 'product', [sku, { ...product, sku }]))
  yield* set.load(changes)
  set.change(changes)
  set.accept()
  yield* set.flush(0)
}

/** The same work, with a rest after each of its statements: `pauses` in ms, 0 for none. */
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
