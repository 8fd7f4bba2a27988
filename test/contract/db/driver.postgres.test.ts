import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DatabaseUnavailable } from '#server/db/errors.ts'
import { openDatabase } from '#server/db/open.ts'
import type { Database, Step } from '#server/db/query.ts'
import { freshDatabase } from '../postgres.ts'
import { select } from './select.ts'

const heads =
  'INSERT INTO scope_head (scope, generation, seq, sum0, sum1, count, floor) VALUES (?, 1, 0, 0, 0, 0, 0)'
const bump = 'UPDATE scope_head SET seq = seq + 1 WHERE scope = ? RETURNING seq'
const wait = 'SELECT pg_sleep(0.05)'

describe('postgres', () => {
  let url: string
  let db: Database
  beforeEach(async () => {
    url = await freshDatabase()
    db = await openDatabase({ url })
    await db.write(function* () {
      yield { sql: heads, each: [['store:1'], ['store:2']] }
    })
  })
  afterEach(() => db.close())

  function* seqs(): Step<readonly unknown[]> {
    const rows = yield { sql: 'SELECT seq FROM scope_head ORDER BY scope' }
    return rows.map(({ seq }) => seq)
  }

  it('two works that lock each other out are run again, unseen by their generators', async () => {
    let runs = 0
    let seen = 0
    const holding = new Set<string>()
    const crosswise = (first: string, second: string) =>
      db.write(function* () {
        runs++
        try {
          yield { sql: bump, params: [first] }
          holding.add(first)
          while (holding.size < 2) yield { sql: wait }
          yield { sql: bump, params: [second] }
        } catch (error) {
          seen++
          throw error
        }
      })
    await Promise.all([crosswise('store:1', 'store:2'), crosswise('store:2', 'store:1')])
    expect(runs).toBeGreaterThan(2)
    expect(seen).toBe(0)
    expect(await db.read(seqs)).toEqual([2, 2])
  })

  it('Y6 a second writer of a scope waits for the first, so numbers become visible in order', async () => {
    const order: unknown[] = []
    const writer = async (): Promise<void> => {
      const rows = await db.write(function* () {
        const bumped = yield { sql: bump, params: ['store:1'] }
        yield { sql: wait }
        return bumped
      })
      order.push(rows[0]?.['seq'])
    }
    await Promise.all(Array.from({ length: 6 }, writer))
    expect(order).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('a lost connection is an unavailable database, and the next write has a new connection', async () => {
    const killer = new pg.Client({ connectionString: url })
    await killer.connect()
    let kill: Promise<unknown> | undefined
    const killed = db.write(function* () {
      const rows = yield { sql: 'SELECT pg_backend_pid() AS pid' }
      yield { sql: bump, params: ['store:1'] }
      kill = killer.query('SELECT pg_terminate_backend($1)', [rows[0]?.['pid']])
      yield { sql: 'SELECT pg_sleep(5)' }
    })
    await expect(killed).rejects.toThrow(DatabaseUnavailable)
    await kill
    await killer.end()
    await db.write(function* () {
      yield { sql: bump, params: ['store:1'] }
    })
    expect(await db.read(seqs)).toEqual([1, 0])
  })

  it('a server that is not there is an unavailable database', async () => {
    const nobody = new URL(url)
    nobody.port = '1'
    await expect(openDatabase({ url: nobody.href })).rejects.toThrow(DatabaseUnavailable)
  })

  it('Y2 a setting of the url or of the database does not make commits less durable', async () => {
    const careless = new URL(url)
    careless.searchParams.set('options', '-c synchronous_commit=off')
    const other = await openDatabase({ url: careless.href })
    const health = await other.health()
    await other.close()
    expect(health).toEqual({ durable: true, detail: 'fsync=on full_page_writes=on synchronous_commit=on' })
  })

  it('a number that JavaScript cannot hold is an error, not another number', async () => {
    const large = db.read(() => select({ sql: 'SELECT CAST(9007199254740993 AS BIGINT) AS n' }))
    await expect(large).rejects.toThrow('does not fit into a number')
    expect(await db.read(seqs)).toEqual([0, 0])
  })
})
