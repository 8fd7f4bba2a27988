import type { Database, DbRow, Query, SqlValue, Step } from '#server/db/query.ts'

export type Tuple = readonly SqlValue[]
/** A statement that writes, with every tuple it was run with. */
export type Write = { readonly sql: string; readonly tuples: readonly Tuple[] }

const WRITES = /^\s*(?:INSERT|UPDATE|DELETE)\b/i

/** A database that remembers what was written, transaction by transaction, so that the same can be written again without us. */
export class RecordingDatabase implements Database {
  readonly dialect
  readonly transactions: (readonly Write[])[] = []
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
    this.dialect = db.dialect
  }

  async write<T>(work: () => Step<T>): Promise<T> {
    let writes: Write[] = []
    const result = await this.#db.write(() => {
      writes = []
      return recorded(work(), writes)
    })
    this.transactions.push(writes)
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

function* recorded<T>(steps: Step<T>, writes: Write[]): Step<T> {
  let step = steps.next()
  while (!step.done) {
    const query: Query = step.value
    if (WRITES.test(query.sql)) writes.push({ sql: query.sql, tuples: query.each ?? [query.params ?? []] })
    const rows: readonly DbRow[] = yield query
    step = steps.next(rows)
  }
  return step.value
}
