import { openDatabase } from '#server/db/open.ts'
import type { Database, DbRow, Step } from '#server/db/query.ts'

/** All rows of all tables: a backup of a database that lives in memory. */
export type DatabaseCopy = ReadonlyMap<string, readonly DbRow[]>

export function copyOf(db: Database): Promise<DatabaseCopy> {
  return db.read(function* (): Step<DatabaseCopy> {
    const tables = yield {
      sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    }
    const copy = new Map<string, readonly DbRow[]>()
    for (const { name } of tables) copy.set(String(name), yield { sql: `SELECT * FROM ${name}` })
    return copy
  })
}

export async function openCopy(copy: DatabaseCopy): Promise<Database> {
  const db = await openDatabase({ url: 'sqlite::memory:' })
  await db.write(function* () {
    for (const [table, rows] of copy) {
      const first = rows[0]
      // The schema of the new database has remembered its migrations already.
      if (first === undefined || table === 'migration') continue
      const columns = Object.keys(first)
      const places = columns.map(() => '?').join(', ')
      yield {
        sql: `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`,
        each: rows.map((row) => columns.map((column) => row[column] ?? null)),
      }
    }
  })
  return db
}
