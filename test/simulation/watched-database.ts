import type { Database, DbRow, Query, Step } from '#server/db/query.ts'
import { Broken } from './told.ts'

/** What one transaction did with messages of the relay. */
type Delivery = { received: string[]; wroteRows: boolean }

/** Y3 at the targets: a message that has arrived before writes no row, however often the relay brings it. */
export class WatchedDatabase implements Database {
  readonly dialect
  readonly #db: Database
  readonly #onBroken: (error: Broken) => void
  readonly #arrived = new Set<string>()

  constructor(db: Database, onBroken: (error: Broken) => void) {
    this.dialect = db.dialect
    this.#db = db
    this.#onBroken = onBroken
  }

  async write<T>(work: () => Step<T>): Promise<T> {
    const delivery: Delivery = { received: [], wroteRows: false }
    const result = await this.#db.write(() => watched(work(), delivery))
    const { received, wroteRows } = delivery
    if (wroteRows && received.length > 0 && received.every((one) => this.#arrived.has(one)))
      this.#onBroken(new Broken(`Y3 ${received.join(', ')} came again and had effects again`))
    for (const one of received) this.#arrived.add(one)
    return result
  }

  read<T>(work: () => Step<T>): Promise<T> {
    return this.#db.read(work)
  }

  health(): Promise<{ durable: boolean; detail: string }> {
    return this.#db.health()
  }

  commitCount(): number {
    return this.#db.commitCount()
  }

  close(): Promise<void> {
    return this.#db.close()
  }
}

function* watched<T>(steps: Step<T>, delivery: Delivery): Step<T> {
  delivery.received = []
  delivery.wroteRows = false
  let step = steps.next()
  while (step.done !== true) {
    note(step.value, delivery)
    let rows: readonly DbRow[] | undefined
    let error: unknown
    try {
      rows = yield step.value
    } catch (thrown) {
      error = thrown
    }
    step = rows === undefined ? steps.throw(error) : steps.next(rows)
  }
  return step.value
}

function note({ sql, each }: Query, delivery: Delivery): void {
  if (each === undefined) return
  if (sql.startsWith('INSERT INTO inbox')) delivery.received.push(...each.map((tuple) => tuple.join(' ')))
  if (sql.startsWith('INSERT INTO replica_row')) delivery.wroteRows = true
}
