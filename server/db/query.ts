/**
 * One code, two dialects. A piece of work is a generator that yields queries and is handed their rows. SQLite drives it
 * without ever awaiting, inside one transaction; PostgreSQL drives the same generator asynchronously.
 *
 * SQL that both dialects run alike:
 * - `?` placeholders only; a `?` inside a quoted text or a comment is left alone.
 * - `each` wants exactly one `VALUES (?, …)` holding every placeholder, and no `params`. The keys of the tuples of an upsert must
 *   differ: PostgreSQL refuses to touch one row twice in a statement.
 * - A placeholder in an INSERT takes its column's type. Anywhere else in `VALUES` it is text to PostgreSQL, so integers are
 *   written `CAST(? AS BIGINT)`: `WHERE (scope, seq) IN (VALUES (?, CAST(? AS BIGINT)))`.
 * - Tuples as a table: `WITH wanted(a, b) AS (VALUES (?, CAST(? AS BIGINT))) SELECT …`.
 * - A text column is given a string, never a number: SQLite would store 5 as '5.0'. A text holds no NUL: PostgreSQL refuses it.
 * - A trailing `FOR UPDATE` locks rows on PostgreSQL. SQLite leaves it out: it has one writer at a time.
 * - `INSERT … SELECT … ON CONFLICT` needs a WHERE in the SELECT, or SQLite reads ON as a join.
 */
export type SqlValue = string | number | null
export type Query = {
  readonly sql: string
  readonly params?: readonly SqlValue[]
  /** Run `sql` for every tuple; the rows come back concatenated. */
  readonly each?: readonly (readonly SqlValue[])[]
}
export type DbRow = Readonly<Record<string, SqlValue>>

/**
 * An error of one statement is thrown into the generator, where `ROLLBACK TO` a savepoint undoes it; any other query after it, or
 * an end without it, fails the whole work. An error of the transaction or of the storage (deadlock, lost connection, disk full,
 * I/O) is not the fault of what was being written, so the generator never sees it: the work is rolled back, or run again.
 * Such a generator is left where it stands; do not rely on its `finally`.
 */
export type Step<T> = Generator<Query, T, readonly DbRow[]>

export type Dialect = 'sqlite' | 'postgres'

export interface Database {
  readonly dialect: Dialect
  /** One durable transaction; resolves only after it reached the disk. The work may be run again from its start. */
  write<T>(work: () => Step<T>): Promise<T>
  /** One consistent snapshot that sees nothing of an open write. Statements that write are refused. */
  read<T>(work: () => Step<T>): Promise<T>
  /** Reads back from every connection whether an acknowledged write survives a power cut. */
  health(): Promise<{ durable: boolean; detail: string }>
  /** Transactions that changed rows and reached the disk since opening. */
  commitCount(): number
  /**
   * Stands for all that was ever written: the same text as before means that nothing was since, by nobody. Asked inside a work, it
   * contains what that work wrote so far. Absent where others write without this process knowing of it.
   */
  version?(): string
  close(): Promise<void>
}

export interface EmbeddedDatabase extends Database {
  readonly dialect: 'sqlite'
  /** A consistent copy, at least as new as the call, synced to the disk before it carries its name. The file must not exist. */
  backupTo(file: string): Promise<void>
}

export interface ServerDatabase extends Database {
  readonly dialect: 'postgres'
}
