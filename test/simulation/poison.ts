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

  /** A marked write is replaced by a statement that the database really refuses, so that its own error paths run. */
  *#stung<T>(steps: Step<T>): Step<T> {
    let step = steps.next()
    while (step.done !== true) {
      let error: unknown
      let rows: readonly DbRow[] | undefined
      try {
        rows = yield this.#isMarked(step.value) ? this.#refused() : step.value
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

  #isMarked({ sql, each }: Query): boolean {
    if (this.#isCured || each === undefined) return false
    const carries = (tuple: readonly unknown[]): boolean =>
      tuple.some((value) => typeof value === 'string' && value.includes(poisonMark))
    if (this.#sting === 'operation')
      return (
        sql.startsWith('INSERT INTO op (') &&
        each.some((tuple) => tuple.at(-1) === 'applied' && carries(tuple))
      )
    return sql.startsWith('INSERT INTO replica_row') && each.some(carries)
  }
}
