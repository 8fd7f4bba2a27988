import type { Database, DbRow, Query, Step } from '#server/db/query.ts'

/** What an operation carries that the database cannot take. */
export const poisonMark = 'POISON'

/** In which write it shows: the operation's own, which a savepoint undoes, or its rows', which fail the whole transaction. */
export type Sting = 'operation' | 'rows'

/** A database that fails on marked content, as a bug or a corrupt index does, until it is cured. */
export class PoisonedDatabase implements Database {
  readonly dialect
  readonly #db: Database
  readonly #sting: Sting
  readonly #onSting: () => void
  #isCured = false

  constructor(db: Database, poison: { readonly sting: Sting; readonly onSting: () => void }) {
    this.dialect = db.dialect
    this.#db = db
    this.#sting = poison.sting
    this.#onSting = poison.onSting
  }

  cure(): void {
    this.#isCured = true
  }

  write<T>(work: () => Step<T>): Promise<T> {
    return this.#db.write(() => this.#stung(work()))
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

  /**
   * In place of the first marked tuple comes a statement that the database really refuses, so that its own error paths run;
   * the tuples before it are written, as they are when an index is corrupt.
   */
  *#stung<T>(steps: Step<T>): Step<T> {
    let step = steps.next()
    while (step.done !== true) {
      let error: unknown
      let rows: readonly DbRow[] | undefined
      try {
        const { value: query } = step
        const marked = this.#markedAt(query)
        if (marked > 0 && query.each) yield { ...query, each: query.each.slice(0, marked) }
        rows = yield marked === -1 ? query : this.#refused()
      } catch (thrown) {
        error = thrown
      }
      step = rows === undefined ? steps.throw(error) : steps.next(rows)
    }
    return step.value
  }

  #refused(): Query {
    this.#onSting()
    return { sql: 'INSERT INTO setting (key, value) VALUES (NULL, NULL)' }
  }

  /** The place of the first tuple that stings; -1 for none. */
  #markedAt({ sql, each }: Query): number {
    if (this.#isCured || each === undefined) return -1
    const carries = (tuple: readonly unknown[]): boolean =>
      tuple.some((value) => typeof value === 'string' && value.includes(poisonMark))
    if (this.#sting === 'rows')
      return sql.startsWith('INSERT INTO replica_row') ? each.findIndex(carries) : -1
    if (!sql.startsWith('INSERT INTO op (')) return -1
    return each.findIndex((tuple) => tuple.at(-1) === 'applied' && carries(tuple))
  }
}
