import pg from 'pg'
import { codeOf, DatabaseUnavailable, StatementRefused, StorageFailure } from './errors.ts'
import type { DbRow, Query, SqlValue, Step } from './query.ts'
import { cutAtTuple, sortOfStatement, withNumberedPlaceholders, withTuples } from './statement.ts'
import type { EachStatement, StatementSort } from './statement.ts'

type Prepared = {
  readonly sort: StatementSort
  readonly text: string
  readonly name: string
}

/** The protocol counts parameters in 16 bits. */
const paramsMax = 60_000
/** Statements are constants of the source, and every connection keeps each of them prepared. */
const preparedMax = 1000

/** Statements by sql text, for all connections of one pool: their names must mean the same on each. */
export class PostgresStatements {
  readonly #prepared = new Map<string, Prepared>()
  readonly #cut = new Map<string, EachStatement>()

  of(sql: string): Prepared {
    const known = this.#prepared.get(sql)
    if (known !== undefined) return known
    if (this.#prepared.size >= preparedMax)
      throw new StatementRefused(`more than ${preparedMax} different statements; is sql built from values?`)
    const prepared = {
      sort: sortOfStatement(sql),
      text: withNumberedPlaceholders(sql),
      name: `s${this.#prepared.size}`,
    }
    this.#prepared.set(sql, prepared)
    return prepared
  }

  forEach(sql: string): EachStatement {
    const known = this.#cut.get(sql)
    if (known !== undefined) return known
    const cut = cutAtTuple(sql)
    this.#cut.set(sql, cut)
    return cut
  }
}

/** What one finished transaction did: its result, and whether a row changed. */
export type Finished<T> = { readonly result: T; readonly changedRows: boolean }

/** One transaction on one connection. */
export class PostgresTransaction {
  readonly #client: pg.PoolClient
  readonly #statements: PostgresStatements
  #changedRows = false

  constructor(client: pg.PoolClient, statements: PostgresStatements) {
    this.#client = client
    this.#statements = statements
  }

  async run<T>(begin: string, work: () => Step<T>): Promise<Finished<T>> {
    try {
      await this.#send({ text: begin })
      const result = await this.#drive(work())
      const { command } = await this.#send({ text: 'COMMIT' })
      // A transaction that failed before answers COMMIT with a ROLLBACK, and without an error.
      if (command !== 'COMMIT')
        throw new StatementRefused('a work ended after a failed statement without ROLLBACK TO')
      return { result, changedRows: this.#changedRows }
    } catch (error) {
      throw judged(error)
    }
  }

  async #drive<T>(steps: Step<T>): Promise<T> {
    let failed = false
    let step = steps.next()
    while (step.done !== true) {
      let rows: readonly DbRow[]
      try {
        rows = await this.#run(step.value, failed)
        failed = false
      } catch (error) {
        if (endsTransaction(error)) throw error
        failed = true
        step = steps.throw(error)
        continue
      }
      step = steps.next(rows)
    }
    if (failed) throw new StatementRefused('a work ended after a failed statement without ROLLBACK TO')
    return step.value
  }

  async #run(query: Query, afterFailure: boolean): Promise<readonly DbRow[]> {
    const prepared = this.#statements.of(query.sql)
    if (afterFailure && prepared.sort !== 'rollback-to') {
      throw new StatementRefused(`only ROLLBACK TO may follow a failed statement, not: ${query.sql}`)
    }
    if (query.each !== undefined) return this.#runEach(query.each, query)
    const { name, text } = prepared
    const values = query.params === undefined ? [] : [...query.params]
    return this.#rowsOf(prepared.sort === 'data' ? { name, text, values } : { text, values })
  }

  async #runEach(tuples: readonly (readonly SqlValue[])[], query: Query): Promise<readonly DbRow[]> {
    if (query.params !== undefined)
      throw new StatementRefused(`each and params do not go together: ${query.sql}`)
    const statement = this.#statements.forEach(query.sql)
    const width = statement.tuple.length - 1
    const chunk = Math.floor(paramsMax / width)
    const rows: DbRow[] = []
    for (let from = 0; from < tuples.length; from += chunk) {
      const part = tuples.slice(from, from + chunk)
      const values = part.flat()
      if (values.length !== part.length * width)
        throw new StatementRefused(`a tuple does not have ${width} values: ${query.sql}`)
      for (const row of await this.#rowsOf({ text: withTuples(statement, part.length), values }))
        rows.push(row)
    }
    return rows
  }

  async #rowsOf(config: pg.QueryConfig<SqlValue[]>): Promise<readonly DbRow[]> {
    const { command, rowCount, rows } = await this.#send(config)
    if (command !== 'SELECT' && rowCount !== null && rowCount > 0) this.#changedRows = true
    return rows
  }

  async #send(config: pg.QueryConfig<SqlValue[]>): Promise<pg.QueryResult<DbRow>> {
    try {
      return await this.#client.query<DbRow, SqlValue[]>(config)
    } catch (error) {
      if (error instanceof pg.DatabaseError || error instanceof NumberTooLarge) throw error
      throw new DatabaseUnavailable('the connection to the database server was lost', { cause: error })
    }
  }
}

/** A result that JavaScript cannot hold exactly. */
class NumberTooLarge extends Error {
  override readonly name = 'NumberTooLarge'
}

const deadlockOrSerialization = new Set(['40001', '40P01'])
const brokenStorage = new Set(['58030', 'XX001', 'XX002'])
/** Connection, rollback by the server, resources, lock not available, operator, system. */
const notThisStatement = /^(?:08|40|53|55P03|57|58|XX)/

function endsTransaction(error: unknown): boolean {
  if (error instanceof NumberTooLarge) return false
  // What is not the server's own report is a lost connection or a bug of ours.
  return !(error instanceof pg.DatabaseError) || notThisStatement.test(codeOf(error))
}

export function isDeadlockOrSerialization(error: unknown): boolean {
  return deadlockOrSerialization.has(codeOf(error))
}

function judged(error: unknown): unknown {
  const code = codeOf(error)
  if (isDeadlockOrSerialization(error)) return error
  if (brokenStorage.has(code))
    return new StorageFailure(`the database server cannot trust its files (${code})`, { cause: error })
  if (error instanceof pg.DatabaseError && notThisStatement.test(code)) {
    return new DatabaseUnavailable(`the database server cannot write now (${code})`, { cause: error })
  }
  return error
}

const int8 = 20
const numeric = 1700
const bool = 16

/** Both dialects answer alike: integers and sums as numbers, the truth of an expression as 0 or 1. */
export function resultTypes(): pg.TypeOverrides {
  const types = new pg.TypeOverrides()
  types.setTypeParser(int8, exactNumber)
  types.setTypeParser(numeric, exactNumber)
  types.setTypeParser(bool, (text) => (text === 't' ? 1 : 0))
  return types
}

function exactNumber(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new NumberTooLarge(`${text} does not fit into a number`)
  return value
}
