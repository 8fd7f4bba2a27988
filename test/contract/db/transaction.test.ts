import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isUniqueViolation, RetryTransaction } from '#server/db/errors.ts'
import type { Database, DbRow, Step } from '#server/db/query.ts'
import { dialects } from '../dialects.ts'
import { select } from './select.ts'

const insert = 'INSERT INTO setting (key, value) VALUES (?, ?)'

function* put(key: string, value = ''): Step<void> {
  yield { sql: insert, params: [key, value] }
}

function* keys(): Step<readonly string[]> {
  const rows = yield { sql: 'SELECT key FROM setting ORDER BY key' }
  return rows.map(({ key }) => String(key))
}

describe.each(dialects)('on $name', ({ fresh }) => {
  let db: Database
  beforeEach(async () => {
    db = await fresh()
  })
  afterEach(() => db.close())

  it('Y2 a write is there for the next read, and a read sees nothing of an open write', async () => {
    let during: readonly string[] | undefined
    await db.write(function* () {
      yield* put('a')
      const reading = db.read(keys).then((found) => (during = found))
      // PostgreSQL needs time for the other connection; SQLite has read already when this line is reached.
      for (let wait = 0; wait < 20_000 && during === undefined; wait++) yield { sql: 'SELECT 1 AS one' }
      void reading
    })
    await expect.poll(() => during).toEqual([])
    expect(await db.read(keys)).toEqual(['a'])
  })

  it('Y7 a read sees one state, however many queries it takes', async () => {
    const seen = await db.read(function* () {
      const before = yield* keys()
      const writing = db.write(() => put('later'))
      for (let wait = 0; wait < 200; wait++) yield { sql: 'SELECT 1 AS one' }
      void writing
      return [before, yield* keys()]
    })
    expect(seen).toEqual([[], []])
    await expect.poll(() => db.read(keys)).toEqual(['later'])
  })

  it('Y2 a work that throws leaves nothing behind, and the next one is not disturbed', async () => {
    const before = db.commitCount()
    const failing = db.write(function* () {
      yield* put('a')
      throw new Error('the till caught fire')
    })
    await expect(failing).rejects.toThrow('the till caught fire')
    expect(db.commitCount()).toBe(before)
    await db.write(() => put('b'))
    expect(await db.read(keys)).toEqual(['b'])
  })

  it('a savepoint takes back its own part and keeps the rest', async () => {
    await db.write(function* () {
      yield* put('before')
      yield { sql: 'SAVEPOINT batch' }
      yield* put('inside')
      yield { sql: 'ROLLBACK TO batch' }
      yield { sql: 'RELEASE batch' }
      yield* put('after')
    })
    expect(await db.read(keys)).toEqual(['after', 'before'])
  })

  it('an error of a statement comes to the generator, which goes on from its savepoint', async () => {
    const caught = await db.write(function* (): Step<unknown> {
      yield* put('a', 'first')
      yield { sql: 'SAVEPOINT batch' }
      try {
        yield* put('b')
        yield* put('a', 'second')
        return undefined
      } catch (error) {
        yield { sql: 'ROLLBACK TO batch' }
        yield* put('c')
        return error
      }
    })
    expect(isUniqueViolation(caught)).toBe(true)
    expect(await db.read(keys)).toEqual(['a', 'c'])
  })

  it('a work cannot go on after a failed statement without ROLLBACK TO', async () => {
    const heedless = function* (last: () => Step<void>): Step<void> {
      yield* put('a')
      try {
        yield* put('a')
      } catch {
        yield* last()
      }
    }
    await expect(db.write(() => heedless(() => put('b')))).rejects.toThrow('only ROLLBACK TO may follow')
    await expect(db.write(() => heedless(function* () {}))).rejects.toThrow('without ROLLBACK TO')
    expect(await db.read(keys)).toEqual([])
  })

  it('a work cannot commit, roll back or change settings by itself', async () => {
    for (const sql of [
      'COMMIT',
      'ROLLBACK',
      'begin',
      'PRAGMA synchronous = OFF',
      'SET synchronous_commit TO off',
    ]) {
      const escaping = db.write(function* () {
        yield* put(sql)
        yield { sql }
      })
      await expect(escaping).rejects.toThrow('belongs to the database driver')
    }
    expect(await db.read(keys)).toEqual([])
  })

  it('a read cannot write', async () => {
    await expect(db.read(() => put('a'))).rejects.toThrow(/read may not run|read-only transaction/)
    expect(await db.read(keys)).toEqual([])
  })

  it('a work that asks for it is run again from its start', async () => {
    let runs = 0
    await db.write(function* () {
      yield* put(`run ${++runs}`)
      if (runs < 3) throw new RetryTransaction('taken meanwhile')
    })
    expect(await db.read(keys)).toEqual(['run 3'])
    runs = 0
    const hopeless = db.write(function* () {
      yield* put(`hopeless ${++runs}`)
      throw new RetryTransaction('taken meanwhile')
    })
    await expect(hopeless).rejects.toThrow('taken meanwhile')
    expect(runs).toBe(8)
  })

  it('a write that is started inside a write waits for its turn', async () => {
    let inner: Promise<void> | undefined
    await db.write(function* () {
      inner = db.write(() => put('inner'))
      yield* put('outer')
    })
    await inner
    expect(await db.read(keys)).toEqual(['inner', 'outer'])
  })

  it('counts the transactions that changed something', async () => {
    const before = db.commitCount()
    await db.write(() => put('a'))
    await db.write(function* () {
      yield {
        sql: insert,
        each: [
          ['b', ''],
          ['c', ''],
        ],
      }
    })
    await db.write(function* () {
      yield { sql: `DELETE FROM setting WHERE key = 'nothing like that'` }
    })
    await db.write(keys)
    await db.read(keys)
    expect(db.commitCount() - before).toBe(2)
  })

  it('Y2 says that acknowledged writes survive a power cut', async () => {
    const { durable, detail } = await db.health()
    expect(durable, detail).toBe(true)
  })

  it('Y2 many writes at once each keep their own rows', async () => {
    const works = Array.from({ length: 40 }, (_, n) => db.write(() => increment(n)))
    const results = await Promise.all(works)
    expect(new Set(results.map((rows) => rows[0]?.['seq'])).size).toBe(40)
  })
})

function* increment(n: number): Step<readonly DbRow[]> {
  yield* put(`op ${n}`)
  return yield* select({
    sql: `INSERT INTO scope_head (scope, generation, seq, sum0, sum1, count, floor) VALUES (?, 1, 1, 0, 0, 0, 0)
          ON CONFLICT (scope) DO UPDATE SET seq = scope_head.seq + excluded.seq RETURNING seq`,
    params: ['store:1'],
  })
}
