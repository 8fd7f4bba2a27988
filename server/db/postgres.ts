import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import {
  isDeadlockOrSerialization,
  PostgresStatements,
  PostgresTransaction,
  resultTypes,
} from './postgres-transaction.ts'
import type { Finished } from './postgres-transaction.ts'
import { DatabaseUnavailable, NotDurable, RetryTransaction } from './errors.ts'
import type { ServerDatabase, Step } from './query.ts'

const connectionsMax = 10
const connectTimeoutMs = 10_000
/** A lock is held for milliseconds; who waits longer waits for something that hangs. */
const lockTimeoutMs = 10_000
const idleInTransactionMs = 60_000
const attemptsMax = 8
const retryDelayMsFirst = 5
const retryDelayMsMax = 500

const beginWrite = 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE'
const beginRead = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'

class PostgresDatabase implements ServerDatabase {
  readonly dialect = 'postgres'
  readonly #pool: pg.Pool
  readonly #statements = new PostgresStatements()
  #commits = 0

  constructor(url: string) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: connectionsMax,
      connectionTimeoutMillis: connectTimeoutMs,
      lock_timeout: lockTimeoutMs,
      idle_in_transaction_session_timeout: idleInTransactionMs,
      application_name: 'onecounter',
      types: resultTypes(),
      verify: demandDurableCommits,
    })
    // A connection that breaks reports it here as well as to its query; without a listener the process would end.
    this.#pool.on('error', ignore)
    this.#pool.on('connect', (client) => client.on('error', ignore))
  }

  async write<T>(work: () => Step<T>): Promise<T> {
    const { result, changedRows } = await this.#untilDone(beginWrite, work)
    if (changedRows) this.#commits++
    return result
  }

  async read<T>(work: () => Step<T>): Promise<T> {
    const { result } = await this.#untilDone(beginRead, work)
    return result
  }

  async health(): Promise<{ durable: boolean; detail: string }> {
    let client: pg.PoolClient
    try {
      client = await this.#connect()
    } catch (error) {
      if (error instanceof NotDurable) return { durable: false, detail: error.message }
      throw error
    }
    try {
      const { rows } = await client.query<Setting>(durability)
      return { durable: areDurable(rows), detail: shown(rows) }
    } finally {
      client.release()
    }
  }

  commitCount(): number {
    return this.#commits
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end()
  }

  async #untilDone<T>(begin: string, work: () => Step<T>): Promise<Finished<T>> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(begin, work)
      } catch (error) {
        const collided = isDeadlockOrSerialization(error)
        if (!collided && !(error instanceof RetryTransaction)) throw error
        if (attempt === attemptsMax) {
          throw collided
            ? new DatabaseUnavailable('the work collided with others too often', { cause: error })
            : error
        }
        await sleep(Math.random() * Math.min(retryDelayMsMax, retryDelayMsFirst * 2 ** attempt))
      }
    }
  }

  async #once<T>(begin: string, work: () => Step<T>): Promise<Finished<T>> {
    const client = await this.#connect()
    let broken = true
    try {
      const finished = await new PostgresTransaction(client, this.#statements).run(begin, work)
      broken = false
      return finished
    } catch (error) {
      broken = await rollbackFails(client)
      throw error
    } finally {
      client.release(broken)
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect()
    } catch (error) {
      if (error instanceof NotDurable) throw error
      throw new DatabaseUnavailable('the database server does not answer', { cause: error })
    }
  }
}

export function openPostgres(url: string): ServerDatabase {
  return new PostgresDatabase(url)
}

const durability = `SELECT name, setting FROM pg_settings WHERE name IN ('synchronous_commit', 'fsync', 'full_page_writes') ORDER BY name`
type Setting = { readonly name: string; readonly setting: string }

/**
 * Y2: a setting of the server, the role or the url must not turn an acknowledged write into a promise. What a connection can set is
 * set; what it cannot is read back, on every connection that is opened.
 */
function demandDurableCommits(client: pg.PoolClient, done: (error?: Error) => void): void {
  client.query('SET synchronous_commit TO on', (failed) => {
    if (failed) return done(failed)
    client.query<Setting>(durability, (error, found) => {
      if (error) done(error)
      else done(areDurable(found.rows) ? undefined : new NotDurable(shown(found.rows)))
    })
  })
}

const areDurable = (rows: readonly Setting[]): boolean =>
  rows.length === 3 && rows.every(({ setting }) => setting === 'on')
const shown = (rows: readonly Setting[]): string =>
  rows.map(({ name, setting }) => `${name}=${setting}`).join(' ')

async function rollbackFails(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query('ROLLBACK')
    return false
  } catch {
    return true
  }
}

function ignore(): void {}
