/** Thrown by a work that found out that it must begin again, for example because another writer took its unique key. */
export class RetryTransaction extends Error {
  override readonly name = 'RetryTransaction'
}

/**
 * Busy, disk full, connection lost: nothing is wrong with the data. Answer 503 and try later; whether the write happened is unknown
 * when the connection was lost at COMMIT.
 */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'
}

/** The database acknowledges before the disk has it: nothing may be told as durable until its settings are put right. */
export class NotDurable extends Error {
  override readonly name = 'NotDurable'
  constructor(settings: string) {
    super(`the database does not wait for the disk (${settings})`)
  }
}

/**
 * The storage lied or broke (fsync, I/O, corruption). What the disk holds is unknown: stop the process, never try again. After a
 * failed fsync the kernel may have dropped the dirty pages, and a second fsync would succeed on nothing.
 */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure'
}

/** A statement that no work may send: a bug of ours, never the fault of what is being written. */
export class StatementRefused extends Error {
  override readonly name = 'StatementRefused'
}

/** The SQLSTATE of PostgreSQL or the result code of SQLite, '' when there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

export function isUniqueViolation(error: unknown): boolean {
  const code = codeOf(error)
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
}
