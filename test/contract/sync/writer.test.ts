import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { WorkingSet } from '#server/sync/working-set.ts'
import { put } from '#shared/sync/change.ts'
import { toScope } from '#shared/sync/scope.ts'
import { accepted, deviceOf, ledgerOn } from '../../make/ledger.ts'
import { sale } from '../../make/operations.ts'
import { asksFor, poisoned } from '../../make/poisoned.ts'
import { ask, count, sumsOf, valuesOf } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

const poison = 'R01-A-666666'
const places = (many: number) =>
  Array.from({ length: many }, (_, n) => ({
    id: `D${n}`,
    store: `S${n % 5}`,
    register: `R${String(n).padStart(2, '0')}`,
  }))

describe.each(dialects)('on $name', ({ name, fresh }) => {
  let db: Database
  let ledger: Ledger

  beforeEach(async () => {
    db = await fresh()
    ledger = await ledgerOn(poisoned(db, asksFor(poison)), { collectMs: 3 })
  })
  afterEach(async () => {
    await ledger.close()
    await db.close()
  })

  test('P6 fifty devices that push at once share a few transactions, and each is told of its own', async () => {
    const devices = await Promise.all(places(50).map((place) => deviceOf(ledger, place)))
    const before = ledger.db.commitCount()
    const answers = await Promise.all(
      devices.map((device, n) => {
        const { store, register } = device.row
        return device.push(sale(n + 1, { store, register, receipt: `${register}-A-000001` }))
      }),
    )
    expect(answers.map((answer) => accepted(answer).durableSeq)).toEqual(devices.map(() => 1))
    expect(ledger.db.commitCount() - before).toBeLessThanOrEqual(3)
    expect(await valuesOf(db, 'ticket')).toHaveLength(50)
    const { kept, computed } = await sumsOf(db)
    expect(kept).toEqual(computed)
  })

  test('P6 the batch of one device that fails leaves the others of its transaction as they are', async () => {
    const [one, two, three] = await Promise.all(places(3).map((place) => deviceOf(ledger, place)))
    if (!one || !two || !three) throw new Error('no device')
    const answers = await Promise.all([
      one.push(sale(1, { store: 'S0', receipt: 'R00-A-000001' })),
      two.push(sale(2, { store: 'S1', receipt: 'R01-A-000001' }), sale(3, { store: 'S1', receipt: poison })),
      three.push(sale(4, { store: 'S2', receipt: 'R02-A-000001' })),
    ])
    expect(answers.map((answer) => accepted(answer).durableSeq)).toEqual([1, 2, 1])
    expect((await ask(db, 'SELECT status FROM op ORDER BY id')).map(({ status }) => status)).toEqual([
      'applied',
      'applied',
      'parked',
      'applied',
    ])
    const { kept, computed } = await sumsOf(db)
    expect(kept).toEqual(computed)
  })

  test('P6 a batch with a gap stops nobody else of its transaction', async () => {
    const [one, two] = await Promise.all(places(2).map((place) => deviceOf(ledger, place)))
    if (!one || !two) throw new Error('no device')
    one.chain.add(sale(1, { receipt: 'R00-A-000001' }))
    const [gap, right] = await Promise.all([
      one.push(sale(2, { receipt: 'R00-A-000002' })),
      two.push(sale(3, { receipt: 'R01-A-000001' })),
    ])
    expect(gap).toMatchObject({ status: 409, body: { expect: 1 } })
    expect(accepted(right).durableSeq).toBe(1)
  })

  test('P6 one device that pushes twice at once is answered in order', async () => {
    const device = await deviceOf(ledger, { id: 'D1' })
    const answers = await Promise.all([device.push(sale(1)), device.push(sale(2)), device.push(sale(3))])
    expect(answers.map((answer) => accepted(answer).durableSeq)).toEqual([1, 2, 3])
  })

  test('P6 more than a transaction takes is done in several', async () => {
    const devices = await Promise.all(places(4).map((place) => deviceOf(ledger, place)))
    const answers = await Promise.all(
      devices.map((device, d) => {
        const { store, register } = device.row
        const sales = Array.from({ length: 300 }, (_, n) =>
          sale(d * 1000 + n, { store, register, receipt: `${register}-A-${String(n).padStart(6, '0')}` }),
        )
        return device.push(...sales)
      }),
    )
    expect(answers.map((answer) => accepted(answer).durableSeq)).toEqual([300, 300, 300, 300])
    expect(await count(db, 'op')).toBe(1200)
  })

  test('Y2 a writer that is asked for more than it can hold says later, and stores nothing of that', async () => {
    const device = await deviceOf(ledger, { id: 'D1' })
    const filler = {
      origin: { is: 'system' as const },
      ops: Array.from({ length: 20_001 }, () => ({ body: '{}', sidecars: [] })),
    }
    const waiting = ledger.writer.submit(filler)
    expect(ledger.writer.isFull).toBe(true)
    expect(await device.push(sale(1))).toEqual({ status: 503, retryAfterSeconds: 5 })
    await waiting
    expect(accepted(await device.send(device.chain.ops)).durableSeq).toBe(1)
  })

  test('P6 what was read under a savepoint that was rolled back is read again', async () => {
    const scope = toScope('store:S01')
    const product = (price: number) => put(scope, 'barcode', ['k', { sku: `price ${price}` }])
    const write = (set: WorkingSet, price: number) => set.change([product(price)])
    await db.write(function* () {
      const set = new WorkingSet()
      yield* set.load([product(0)])
      write(set, 1)
      set.accept()
      yield* set.flush(0)
    })
    const seen: unknown[] = []
    const slow = db.write(function* () {
      const set = new WorkingSet()
      yield { sql: 'SAVEPOINT batch' }
      yield* set.load([product(0)])
      seen.push(set.get(scope, 'barcode', 'k'))
      set.drop()
      yield { sql: 'ROLLBACK TO batch' }
      // The row is free again: another node may change it now.
      if (name === 'postgres') yield { sql: 'SELECT pg_sleep(0.3)' }
      yield* set.load([product(0)])
      seen.push(set.get(scope, 'barcode', 'k'))
      yield { sql: 'RELEASE batch' }
    })
    if (name === 'postgres') await new Promise((resume) => setTimeout(resume, 100))
    await db.write(function* () {
      const set = new WorkingSet()
      yield* set.load([product(0)])
      write(set, 2)
      set.accept()
      yield* set.flush(0)
    })
    await slow
    const now = name === 'postgres' ? 'price 2' : 'price 1'
    expect(seen).toEqual([{ sku: 'price 1' }, { sku: now }])
  })
})
