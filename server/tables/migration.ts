import type { Step } from '#server/db/query.ts'

/** The changes of the schema that this database has gone through. */
export function* appliedMigrations(): Step<readonly string[]> {
  const found = yield { sql: 'SELECT id FROM migration ORDER BY id' }
  return found.map((row) => String(row['id']))
}

/** Unix ms of the database's first day. */
export function* databaseMadeAt(): Step<number> {
  const [row] = yield { sql: 'SELECT MIN(applied_at) AS at FROM migration' }
  return Number(row?.['at'] ?? 0)
}
