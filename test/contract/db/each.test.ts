import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isUniqueViolation } from '#server/db/errors.ts'
import type { Database, SqlValue, Step } from '#server/db/query.ts'
import { dialects } from '../dialects.ts'
import { select } from './select.ts'

const upsert = `INSERT INTO replica_row (scope, tbl, key, seq, deleted, value, h0, h1, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (scope, tbl, key) DO UPDATE SET seq = excluded.seq, deleted = excluded.deleted, value = excluded.value,
  h0 = excluded.h0, h1 = excluded.h1, at = excluded.at`

const unsigned32Max = 0xffff_ffff
const wallMs = 1_790_000_000_000

function row(n: number, seq: number): readonly SqlValue[] {
  return [
    'store:1',
    'sale',
    `key ${String(n).padStart(5, '0')}`,
    seq,
    n % 2,
    `{"n":${n}}`,
    unsigned32Max,
    n,
    wallMs,
  ]
}

function rows(count: number): readonly (readonly SqlValue[])[] {
  return Array.from({ length: count }, (_, n) => row(n, n + 1))
}

function* writeRows(each: readonly (readonly SqlValue[])[]): Step<void> {
  yield { sql: upsert, each }
}

describe.each(dialects)('on $name', ({ fresh }) => {
  let db: Database
  beforeEach(async () => {
    db = await fresh()
    await db.write(() => writeRows(rows(1000)))
  })
  afterEach(() => db.close())

  it('each writes 1,000 rows and finds 500 of them, with integers as numbers and texts as texts', async () => {
    const wanted = Array.from({ length: 500 }, (_, n) => [
      'store:1',
      'sale',
      `key ${String(n * 2 + 1).padStart(5, '0')}`,
    ])
    const found = await db.write(() =>
      select({
        sql: 'SELECT key, seq, deleted, value, h0, h1, at FROM replica_row WHERE (scope, tbl, key) IN (VALUES (?, ?, ?)) ORDER BY key FOR UPDATE',
        each: wanted,
      }),
    )
    expect(found).toHaveLength(500)
    expect(found[1]).toEqual({
      key: 'key 00003',
      seq: 4,
      deleted: 1,
      value: '{"n":3}',
      h0: unsigned32Max,
      h1: 3,
      at: wallMs,
    })
  })

  it('each with a cast finds integers, and a key that is not there gives no row', async () => {
    const found = await db.read(() =>
      select({
        sql: 'SELECT key FROM replica_row WHERE (scope, seq) IN (VALUES (?, CAST(? AS BIGINT)))',
        each: [
          ['store:1', 7],
          ['store:1', 5000],
          ['store:2', 7],
        ],
      }),
    )
    expect(found).toEqual([{ key: 'key 00006' }])
  })

  it('each takes its tuples as a table and gives back what it wrote', async () => {
    const found = await db.write(() =>
      select({
        sql: `WITH wanted(n, key) AS (VALUES (CAST(? AS BIGINT), ?)) UPDATE replica_row SET h1 = wanted.n FROM wanted
              WHERE replica_row.key = wanted.key RETURNING replica_row.key, h1`,
        each: [
          [71, 'key 00001'],
          [72, 'key 00002'],
        ],
      }),
    )
    expect(new Set(found)).toEqual(
      new Set([
        { key: 'key 00001', h1: 71 },
        { key: 'key 00002', h1: 72 },
      ]),
    )
  })

  it('each of no tuples does nothing', async () => {
    const before = db.commitCount()
    const found = await db.write(function* () {
      yield* writeRows([])
      return yield* select({ sql: 'SELECT key FROM replica_row WHERE key IN (VALUES (?))', each: [] })
    })
    expect(found).toEqual([])
    expect(db.commitCount()).toBe(before)
  })

  it('each beyond 60,000 parameters is whole', async () => {
    await db.write(() => writeRows(rows(8000).map((values) => ['store:2', ...values.slice(1)])))
    const counted = await db.read(() =>
      select({
        sql: 'SELECT COUNT(*) AS n, SUM(h0) AS sum FROM replica_row WHERE scope = ?',
        params: ['store:2'],
      }),
    )
    expect(counted).toEqual([{ n: 8000, sum: 8000 * unsigned32Max }])
  })

  it('each refuses params beside it', async () => {
    const mixed = db.read(() =>
      select({
        sql: 'SELECT key FROM replica_row WHERE key IN (VALUES (?))',
        params: ['x'],
        each: [['x']],
      }),
    )
    await expect(mixed).rejects.toThrow('do not go together')
  })

  it('Y6 rows that are written again get new numbers in one statement, and two rows never share one', async () => {
    await db.write(() => writeRows(Array.from({ length: 1000 }, (_, n) => row(n, 2000 - n))))
    const numbers = await db.read(() =>
      select({
        sql: 'SELECT MIN(seq) AS low, MAX(seq) AS high, COUNT(DISTINCT seq) AS n FROM replica_row',
      }),
    )
    expect(numbers).toEqual([{ low: 1001, high: 2000, n: 1000 }])
    await expect(db.write(() => writeRows([row(1, 2000)]))).rejects.toSatisfy(isUniqueViolation)
  })

  it('a text with a question mark or a quote stays what it is, and the truth of an expression is 0 or 1', async () => {
    const found = await db.read(() =>
      select({
        sql: `SELECT 'why?' AS asked, CAST(? AS TEXT) AS said, seq > 3 AS late FROM replica_row -- really?
              WHERE key = ? AND NOT key IN (VALUES ('it''s')) AND key NOT IN (VALUES ('x'))`,
        params: [`it's ? "so"`, 'key 00000'],
      }),
    )
    expect(found).toEqual([{ asked: 'why?', said: `it's ? "so"`, late: 0 }])
  })

  it('keys are ordered by their bytes', async () => {
    const found = await db.write(function* () {
      yield {
        sql: 'INSERT INTO setting (key, value) VALUES (?, ?)',
        each: ['b', 'a', 'B', '會', '_', '1'].map((key) => [key, '']),
      }
      return yield* select({ sql: 'SELECT key FROM setting ORDER BY key FOR UPDATE' })
    })
    expect(found.map(({ key }) => key)).toEqual(['1', 'B', '_', 'a', 'b', '會'])
  })
})
