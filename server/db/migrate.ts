import type { Migration } from './migration.ts'
import { spine } from './migrations/001-spine.ts'
import { people } from './migrations/002-people.ts'
import { segments } from './migrations/003-segments.ts'
import { staffMember } from './migrations/004-staff-member.ts'
import { retiredReceipts } from './migrations/005-retired-receipts.ts'
import type { Database, Dialect, Step } from './query.ts'
import { schema } from './schema.ts'

/** Numbered, listed by hand, append-only. A change of the schema is a new line here and the same change in `schema.ts`. */
export const migrations: readonly Migration[] = [spine, people, segments, staffMember, retiredReceipts]

/** Brings a database to the newest schema and answers with the ids that were missing. */
export function migrate(db: Database): Promise<readonly string[]> {
  return db.write(function* () {
    const applied = yield* appliedMigrations(db.dialect)
    if (applied === undefined) return yield* installBlank(db.dialect)
    const known = new Set(migrations.map(({ id }) => id))
    const unknown = applied.filter((id) => !known.has(id))
    if (unknown.length > 0)
      throw new Error(`a newer version has changed this database (${unknown.join(', ')}); start that version`)
    return yield* applyMigrations(db.dialect, applied)
  })
}

/** The newest schema at once. */
export function* installBlank(dialect: Dialect): Step<readonly string[]> {
  for (const sql of schema[dialect]) yield { sql }
  const ids = migrations.map(({ id }) => id)
  yield* remember(ids)
  return ids
}

/** What is missing, step by step. */
export function* applyMigrations(dialect: Dialect, applied: readonly string[]): Step<readonly string[]> {
  const missing = migrations.filter(({ id }) => !applied.includes(id))
  for (const migration of missing) {
    for (const sql of migration[dialect]) yield { sql }
  }
  const ids = missing.map(({ id }) => id)
  yield* remember(ids)
  return ids
}

function* remember(ids: readonly string[]): Step<void> {
  const now = Date.now()
  yield { sql: 'INSERT INTO migration (id, applied_at) VALUES (?, ?)', each: ids.map((id) => [id, now]) }
}

/** Any number, the same in every process: two servers that start together take turns. */
const migrationLock = 4_736_001

function* appliedMigrations(dialect: Dialect): Step<readonly string[] | undefined> {
  if (dialect === 'postgres') yield { sql: `SELECT pg_advisory_xact_lock(${migrationLock})` }
  const tables = yield { sql: listTables[dialect] }
  if (tables.length === 0) return undefined
  if (!tables.some(({ name }) => name === 'migration'))
    throw new Error('this database belongs to something else: it has tables, but no migration')
  const rows = yield { sql: 'SELECT id FROM migration ORDER BY id' }
  return rows.map(({ id }) => String(id))
}

const listTables = {
  sqlite: `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
  postgres: `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()`,
} as const
