import Sqlite from 'better-sqlite3'
import { openDatabase } from '#server/db/open.ts'
import type { Write } from './recording.ts'

/**
 * What the ledger is measured against: better-sqlite3 and nothing else. The same tables, the same settings of SQLite, the
 * same statements, prepared once, with the same values; no reading, no rules, no hashing, no JSON.
 */
export class BareWriter {
  readonly #handle: Sqlite.Database
  readonly #statements = new Map<string, Sqlite.Statement>()
  readonly #begin: Sqlite.Statement
  readonly #commit: Sqlite.Statement

  private constructor(handle: Sqlite.Database) {
    this.#handle = handle
    this.#begin = handle.prepare('BEGIN IMMEDIATE')
    this.#commit = handle.prepare('COMMIT')
  }

  static async open(file: string): Promise<BareWriter> {
    const made = await openDatabase({ url: `sqlite:${file}` })
    await made.close()
    const handle = new Sqlite(file)
    for (const setting of SETTINGS) handle.pragma(setting)
    const synchronous = handle.pragma('synchronous', { simple: true })
    if (synchronous !== 2)
      throw new Error(`the baseline must be as durable as the ledger, not synchronous=${String(synchronous)}`)
    return new BareWriter(handle)
  }

  /** One transaction. */
  write(writes: readonly Write[]): void {
    this.#begin.run()
    for (const { sql, tuples } of writes) {
      const statement = this.#statement(sql)
      if (statement.reader) for (const tuple of tuples) statement.all(tuple)
      else for (const tuple of tuples) statement.run(tuple)
    }
    this.#commit.run()
  }

  rowsOf(table: 'op' | 'replica_row' | 'scope_head'): number {
    return Number(this.#handle.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get())
  }

  close(): void {
    this.#handle.close()
  }

  #statement(sql: string): Sqlite.Statement {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#handle.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

/** As server/db/sqlite.ts sets them for its writing connection. */
const SETTINGS = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'secure_delete = FAST',
  'temp_store = MEMORY',
  'trusted_schema = OFF',
  'wal_autocheckpoint = 4000',
  'journal_size_limit = 67108864',
  'cache_size = -65536',
  'fullfsync = ON',
  'checkpoint_fullfsync = ON',
]
