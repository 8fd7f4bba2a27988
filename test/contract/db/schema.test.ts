import { afterEach, describe, expect, it } from 'vitest'
import { applyMigrations, installBlank, migrate } from '#server/db/migrate.ts'
import { connect, openDatabase } from '#server/db/open.ts'
import type { Database, DbRow, Dialect, Step } from '#server/db/query.ts'
import { dialects } from '../dialects.ts'
import { select } from './select.ts'

/** Everything a database knows about its own shape, in one comparable list. */
const describeShape: Readonly<Record<Dialect, string>> = {
  sqlite: `SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name`,
  postgres: `
    SELECT 'column' AS type, table_name AS owner, column_name AS name,
      concat_ws(' ', ordinal_position, data_type, is_nullable, column_default, collation_name) AS sql
      FROM information_schema.columns WHERE table_schema = current_schema()
    UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
    ORDER BY 1, 2, 3`,
}

function* shape(dialect: Dialect): Step<readonly DbRow[]> {
  const rows = yield { sql: describeShape[dialect] }
  return rows.map((row) => ({
    ...row,
    sql: String(row['sql'])
      .replace(/\s+/g, ' ')
      .replace(/ ?([(),]) ?/g, '$1'),
  }))
}

describe.each(dialects)('on $name', ({ name, freshUrl }) => {
  const open: Database[] = []
  afterEach(() => Promise.all(open.splice(0).map((db) => db.close())))
  const remembered = <T extends Database>(db: T): T => {
    open.push(db)
    return db
  }

  it('a blank schema is the sum of all migrations', async () => {
    const blank = remembered(connect(await freshUrl()))
    const grown = remembered(connect(await freshUrl()))
    const installed = await blank.write(() => installBlank(name))
    const applied = await grown.write(() => applyMigrations(name, []))
    expect(applied).toEqual(installed)
    const shapes = await Promise.all([blank, grown].map((db) => db.read(() => shape(name))))
    expect(shapes[0]?.length).toBeGreaterThan(17)
    expect(shapes[0]).toEqual(shapes[1])
  })

  it('a database that is opened again keeps its rows and needs nothing', async () => {
    const url = await freshUrl()
    const first = await openDatabase({ url })
    await first.write(function* () {
      yield { sql: 'INSERT INTO setting (key, value) VALUES (?, ?)', params: ['epoch', '7'] }
    })
    await first.close()
    const second = remembered(await openDatabase({ url }))
    expect(await migrate(second)).toEqual([])
    const rows = await second.read(() =>
      select({ sql: 'SELECT value FROM setting WHERE key = ?', params: ['epoch'] }),
    )
    expect(rows).toEqual([{ value: '7' }])
  })

  it('two servers that start at once make one schema', async () => {
    const url = await freshUrl()
    const both = [remembered(connect(url)), remembered(connect(url))]
    const made = await Promise.all(both.map((db) => migrate(db)))
    expect(made.filter((ids) => ids.length > 0)).toHaveLength(1)
  })

  it('a database of a newer version, or of something else, is left alone', async () => {
    const newer = remembered(await openDatabase({ url: await freshUrl() }))
    await newer.write(function* () {
      yield { sql: 'INSERT INTO migration (id, applied_at) VALUES (?, ?)', params: ['999-next-year', 1] }
    })
    await expect(migrate(newer)).rejects.toThrow('999-next-year')
    const other = remembered(connect(await freshUrl()))
    await other.write(function* () {
      yield { sql: 'CREATE TABLE recipe (name TEXT)' }
    })
    await expect(migrate(other)).rejects.toThrow('belongs to something else')
  })
})
