import type Sqlite from 'better-sqlite3'
import { codeOf, DatabaseUnavailable, StatementRefused, StorageFailure } from './errors.ts'
import type { DbRow, Query, SqlValue, Step } from './query.ts'
import { forSqlite, lookupForSqlite, sortOfStatement } from './statement.ts'

type Tuple = readonly SqlValue[]
type Prepared = {
  readonly statement: Sqlite.Statement<[Tuple], DbRow>
  /** The same for many tuples at once, where it looks rows up by them. */
  readonly wide: Sqlite.Statement<[Tuple], DbRow> | undefined
  readonly returnsRows: boolean
  readonly rollsBack: boolean
}

const noParams: Tuple = []
const noRows: readonly DbRow[] = []
/** Statements are constants of the source; a thousand of them means that somebody builds sql from values. */
const preparedMax = 1000

/** Tuples of one lookup: a call of SQLite costs as much as three of these, and more of them gain nothing. */
const lookupsAtOnce = 16

/** One open handle and its statements, compiled once for each sql text. Everything here is synchronous. */
export class SqliteConnection {
  readonly handle: Sqlite.Database
  readonly #readsOnly: boolean
  readonly #prepared = new Map<string, Prepared>()
  readonly #begin: Sqlite.Statement
  readonly #commit: Sqlite.Statement
  readonly #rollback: Sqlite.Statement

  constructor(handle: Sqlite.Database, use: 'reads' | 'writes') {
    this.handle = handle
    this.#readsOnly = use === 'reads'
    this.#begin = handle.prepare(this.#readsOnly ? 'BEGIN DEFERRED' : 'BEGIN IMMEDIATE')
    this.#commit = handle.prepare('COMMIT')
    this.#rollback = handle.prepare('ROLLBACK')
  }

  /** From BEGIN to COMMIT in one go: nothing else runs in this process meanwhile. */
  transact<T>(work: () => Step<T>): T {
    try {
      this.#begin.run()
      const result = this.#drive(work())
      this.#commit.run()
      return result
    } catch (error) {
      this.#undo()
      throw judged(error)
    }
  }

  #drive<T>(steps: Step<T>): T {
    let failed = false
    let step = steps.next()
    while (step.done !== true) {
      let rows: readonly DbRow[]
      try {
        rows = this.#run(step.value, failed)
        failed = false
      } catch (error) {
        if (!this.handle.inTransaction || endsTransaction(error)) throw error
        failed = true
        step = steps.throw(error)
        continue
      }
      step = steps.next(rows)
    }
    if (failed) throw new StatementRefused('a work ended after a failed statement without ROLLBACK TO')
    return step.value
  }

  #run(query: Query, afterFailure: boolean): readonly DbRow[] {
    const prepared = this.#prepared.get(query.sql) ?? this.#prepare(query.sql)
    // PostgreSQL refuses everything else in this state; SQLite would carry on with half of a work.
    if (afterFailure && !prepared.rollsBack)
      throw new StatementRefused(`only ROLLBACK TO may follow a failed statement, not: ${query.sql}`)
    if (query.each !== undefined) return runEach(prepared, query.each, query)
    const params = query.params ?? noParams
    if (prepared.returnsRows) return prepared.statement.all(params)
    prepared.statement.run(params)
    return noRows
  }

  #prepare(sql: string): Prepared {
    const sort = sortOfStatement(sql)
    const statement = this.handle.prepare<[Tuple], DbRow>(forSqlite(sql))
    if (this.#readsOnly && !statement.readonly) throw new StatementRefused(`a read may not run: ${sql}`)
    const wide = statement.readonly ? lookupForSqlite(sql, lookupsAtOnce) : undefined
    const prepared = {
      statement,
      wide: wide === undefined ? undefined : this.handle.prepare<[Tuple], DbRow>(wide),
      returnsRows: statement.reader,
      rollsBack: sort === 'rollback-to',
    }
    if (sort === 'definition') return prepared
    if (this.#prepared.size >= preparedMax) this.#prepared.clear()
    this.#prepared.set(sql, prepared)
    return prepared
  }

  #undo(): void {
    // SQLite itself rolls back on some errors (disk full, I/O); a second ROLLBACK would hide the first error.
    if (this.handle.open && this.handle.inTransaction) this.#rollback.run()
  }
}

function runEach(prepared: Prepared, tuples: readonly Tuple[], query: Query): readonly DbRow[] {
  if (query.params !== undefined)
    throw new StatementRefused(`each and params do not go together: ${query.sql}`)
  const { statement, wide } = prepared
  if (!prepared.returnsRows) {
    for (const tuple of tuples) statement.run(tuple)
    return noRows
  }
  const rows: DbRow[] = []
  let done = 0
  if (wide) {
    for (; done + lookupsAtOnce <= tuples.length; done += lookupsAtOnce) {
      for (const row of wide.all(tuples.slice(done, done + lookupsAtOnce).flat())) rows.push(row)
    }
  }
  for (const tuple of tuples.slice(done)) {
    for (const row of statement.all(tuple)) rows.push(row)
  }
  return rows
}

const brokenStorage = /^SQLITE_(?:IOERR|CORRUPT|NOTADB|READONLY)/
const notNow = /^SQLITE_(?:BUSY|LOCKED|FULL|NOMEM|INTERRUPT|CANTOPEN)/

function endsTransaction(error: unknown): boolean {
  const code = codeOf(error)
  // Without a code it is not SQLite's report about a statement but a bug of ours.
  return !code.startsWith('SQLITE_') || brokenStorage.test(code) || notNow.test(code)
}

/** Names what an error of SQLite means for the caller. */
function judged(error: unknown): unknown {
  const code = codeOf(error)
  if (brokenStorage.test(code))
    return new StorageFailure(`the database file cannot be trusted (${code})`, { cause: error })
  if (notNow.test(code))
    return new DatabaseUnavailable(`the database cannot write now (${code})`, { cause: error })
  return error
}
