import { migrate } from './migrate.ts'
import { openPostgres } from './postgres.ts'
import type { EmbeddedDatabase, ServerDatabase } from './query.ts'
import { openSqlite } from './sqlite.ts'

/**
 * `sqlite:<path>` (relative to the working folder, or `sqlite::memory:`) or `postgres://user@host/database`. The schema is made or
 * brought up to date before the database is given out.
 */
export async function openDatabase(options: {
  readonly url: string
}): Promise<EmbeddedDatabase | ServerDatabase> {
  const db = connect(options.url)
  try {
    await migrate(db)
    return db
  } catch (error) {
    await db.close()
    throw error
  }
}

/** The database as it is, for whoever looks after the schema. */
export function connect(url: string): EmbeddedDatabase | ServerDatabase {
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length))
  if (/^postgres(?:ql)?:\/\//.test(url)) return openPostgres(url)
  // The url itself may hold a password.
  throw new Error('the database url starts neither with sqlite: nor with postgres://')
}
