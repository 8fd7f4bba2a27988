import { closeSync, existsSync, openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { StorageFailure } from '#server/db/errors.ts'
import { openDatabase } from '#server/db/open.ts'
import type { Database, EmbeddedDatabase, Step } from '#server/db/query.ts'
import { openSqlite } from '#server/db/sqlite.ts'
import { freshFolder } from '../dialects.ts'

const pageBytes = 4096

function* put(from: number, count: number): Step<void> {
  const each = Array.from({ length: count }, (_, n) => [`key ${from + n}`, 'x'.repeat(200)])
  yield { sql: 'INSERT INTO setting (key, value) VALUES (?, ?)', each }
}

function* countSettings(): Step<number> {
  const rows = yield { sql: 'SELECT COUNT(*) AS n FROM setting' }
  return Number(rows[0]?.['n'])
}

async function openFile(path: string): Promise<EmbeddedDatabase> {
  await openDatabase({ url: `sqlite:${path}` }).then((db) => db.close())
  const db = openSqlite(path)
  onTestFinished(() => db.close())
  return db
}

describe('sqlite', () => {
  it('Y2 a file that is opened again is durable on every connection', async () => {
    const path = join(freshFolder(), 'onecounter.db')
    const db = await openFile(path)
    expect(await db.health()).toEqual({
      durable: true,
      detail: 'journal_mode=wal synchronous=2, journal_mode=wal synchronous=2',
    })
  })

  it('the library by itself opens a known file without full durability, which is why we set it', async () => {
    const path = join(freshFolder(), 'onecounter.db')
    await openFile(path)
    const bare = new Sqlite(path)
    onTestFinished(() => void bare.close())
    bare.exec('SELECT * FROM sqlite_master')
    expect(bare.pragma('synchronous', { simple: true })).toBe(1)
  })

  it('a closed file stands alone, without its log', async () => {
    const path = join(freshFolder(), 'onecounter.db')
    const db = await openFile(path)
    await db.write(() => put(0, 100))
    await db.close()
    expect(existsSync(`${path}-wal`)).toBe(false)
    await expect(db.write(() => put(100, 1))).rejects.toThrow('not open')
  })

  it('a copy made while sales go on is whole, and holds all that came before', async () => {
    const folder = freshFolder()
    const db = await openFile(join(folder, 'onecounter.db'))
    await db.write(() => put(0, 5000))
    const file = join(folder, 'copy.db')
    let done = false
    const copying = db.backupTo(file).finally(() => (done = true))
    let written = 5000
    while (!done) {
      await db.write(() => put(written, 10))
      written += 10
      await new Promise(setImmediate)
    }
    await copying
    await expect(db.backupTo(file)).rejects.toThrow('exists already')
    const copy = await openFile(file)
    const copied = await copy.read(countSettings)
    expect(copied).toBeGreaterThanOrEqual(5000)
    expect(copied).toBeLessThanOrEqual(written)
    expect(copied % 10).toBe(0)
    expect(await integrityOf(file)).toBe('ok')
  })

  it('a broken file is fatal: no statement is tried again', async () => {
    const path = join(freshFolder(), 'onecounter.db')
    const whole = await openFile(path)
    await whole.write(() => put(0, 20_000))
    await whole.close()
    const file = openSync(path, 'r+')
    const garbage = Buffer.alloc(pageBytes, 0xa5)
    // The schema stands in the first pages: the file opens, and only its rows are broken.
    for (let page = 200; page < statSync(path).size / pageBytes; page++)
      writeSync(file, garbage, 0, pageBytes, page * pageBytes)
    closeSync(file)
    const broken = openSqlite(path)
    onTestFinished(() => broken.close())
    const tried: Step<void>[] = []
    const parking = (): Step<void> => {
      const work = (function* (): Step<void> {
        yield { sql: 'SAVEPOINT batch' }
        try {
          yield* put(5000, 1)
        } catch {
          // A storage failure must never reach this line: it would be taken for a poisonous operation.
          yield { sql: 'ROLLBACK TO batch' }
        }
      })()
      tried.push(work)
      return work
    }
    await expect(broken.write(parking)).rejects.toThrow(StorageFailure)
    await expect(broken.write(parking)).rejects.toThrow(StorageFailure)
    expect(tried).toHaveLength(1)
    expect((await broken.health()).durable).toBe(false)
  })

  it('a database in memory works alike and does not claim to be durable', async () => {
    const db: Database = await openDatabase({ url: 'sqlite::memory:' })
    onTestFinished(() => db.close())
    let reading: Promise<number> | undefined
    await db.write(function* () {
      reading = db.read(countSettings)
      yield* put(0, 5)
    })
    expect(await reading).toBe(5)
    expect((await db.health()).durable).toBe(false)
  })

  it('an integer column refuses a text, as PostgreSQL does', async () => {
    const db = await openFile(join(freshFolder(), 'onecounter.db'))
    const wrong = db.write(function* () {
      yield { sql: 'INSERT INTO migration (id, applied_at) VALUES (?, ?)', params: ['x', 'yesterday'] }
    })
    await expect(wrong).rejects.toThrow('cannot store TEXT value in INTEGER column')
  })
})

async function integrityOf(file: string): Promise<unknown> {
  const handle = new Sqlite(file, { readonly: true })
  try {
    return handle.pragma('integrity_check', { simple: true })
  } finally {
    handle.close()
  }
}
