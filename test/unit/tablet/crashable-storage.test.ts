import { Dexie } from 'dexie'
import { describe, expect, it } from 'vitest'
import { CrashableStorage } from '../../tablet/crashable-storage.ts'
import type { StorageSession } from '../../tablet/storage-session.ts'
import { SmallTill } from './small-till.ts'
import { storageWithSales, stored } from './stored-sales.ts'

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}

describe('a crash at each boundary of a sale', () => {
  it('leaves all three writes or none, and "paid" was shown only when all are there', async () => {
    const seen = new Set<string>()
    let finished = false
    for (let k = 1; !finished; k++) {
      const storage = await storageWithSales(1)
      let paid = false
      const session = storage.openSession({ crashAt: k })
      const sale = new SmallTill(session).sale(2).then(() => (paid = true))
      await Promise.race([sale, turns(60)])
      finished = !session.isDead
      session.crash()
      const { ops, head, receipt } = await stored(storage)
      expect([1, 2]).toContain(ops.length)
      expect({ head, receipt }).toEqual({ head: ops.length, receipt: 100 + ops.length })
      if (paid) expect(ops).toEqual([1, 2])
      seen.add(`${ops.length} ${paid}`)
    }
    // Nothing stored; stored but never told; stored and told.
    expect([...seen].toSorted()).toEqual(['1 false', '2 false', '2 true'])
  })

  it('leaves a usable database when it hits the first opening with its schema', async () => {
    let finished = false
    for (let k = 1; !finished; k++) {
      const storage = new CrashableStorage()
      const session = storage.openSession({ crashAt: k })
      await Promise.race([new SmallTill(session).sale(1), turns(80)])
      finished = !session.isDead
      session.crash()
      const { ops, head } = await stored(storage)
      expect(head).toBe(ops.length)
    }
  })

  it('leaves the old schema and its rows when it hits an upgrade', async () => {
    let finished = false
    for (let k = 1; !finished; k++) {
      const storage = await storageWithSales(2)
      const session = storage.openSession({ crashAt: k })
      const next = new Dexie('till', session)
      next.version(1).stores({ ops: 'seq, body', meta: 'key' })
      next
        .version(2)
        .stores({ ops: 'seq, body, kind', leases: 'id' })
        .upgrade((tx) => tx.table('ops').toCollection().modify({ kind: 'sale' }))
      await Promise.race([next.open().then(() => turns(5)), turns(80)])
      finished = !session.isDead
      if (finished) break
      const again = new Dexie('till', storage.openSession())
      await again.open()
      const upgraded = again.verno === 2
      expect(again.tables.map((table) => table.name).toSorted()).toEqual(
        upgraded ? ['leases', 'meta', 'ops'] : ['meta', 'ops'],
      )
      expect(await again.table('ops').toArray()).toEqual(
        [1, 2].map((seq) => ({ seq, body: `sale ${seq}`, ...(upgraded ? { kind: 'sale' } : {}) })),
      )
      again.close()
    }
  })
})

describe('the crashed heap', () => {
  it('runs neither catch nor finally nor anything after its await', async () => {
    const ran: string[] = []
    for (let k = 1; k <= 5; k++) {
      const storage = await storageWithSales(1)
      const session = storage.openSession({ crashAt: k })
      const till = new SmallTill(session)
      const work = async (): Promise<void> => {
        try {
          await till.sale(2)
          ran.push('after')
        } catch {
          ran.push('catch')
        } finally {
          ran.push('finally')
        }
      }
      void work()
      await turns(60)
      expect(session.isDead).toBe(true)
    }
    expect(ran).toEqual([])
  })

  it('is swallowed when it goes on calling: no error, no answer, no effect', async () => {
    const storage = await storageWithSales(1)
    const session = storage.openSession()
    const till = new SmallTill(session)
    await till.open()
    session.crash()
    const ran: string[] = []
    const calls = [
      till.sale(2),
      till.ops.get(1),
      till.ops.toArray(),
      new SmallTill(session).open(),
      till.ops.clear(),
    ]
    for (const call of calls)
      void Promise.resolve(call).then(
        () => ran.push('ok'),
        () => ran.push('error'),
      )
    await turns(60)
    expect(ran).toEqual([])
    expect(await stored(storage)).toEqual({ ops: [1], head: 1, receipt: 101 })
  })

  it('does not block another session that waits for its tables, or for its upgrade', async () => {
    for (let k = 1; k <= 6; k++) {
      const storage = k % 2 === 0 ? new CrashableStorage() : await storageWithSales(0)
      const first = storage.openSession({ crashAt: k })
      const second = new SmallTill(storage.openSession())
      void new SmallTill(first).sale(1)
      void new SmallTill(first).sale(2)
      await second.sale(7)
      await turns(40)
      expect(first.isDead).toBe(true)
      await second.sale(8)
      expect(
        storage
          .peek('till', 'ops')
          .map((op) => JSON.stringify(op))
          .join(),
      ).toContain('sale 8')
    }
  })

  it('may be in the middle of an upgrade, or of a write that fails, in its own code', async () => {
    const old = await storageWithSales(1)
    const upgrading = old.openSession()
    const request = upgrading.indexedDB.open('till', 20)
    let refused = 0
    request.addEventListener('upgradeneeded', () => {
      const ops = request.transaction?.objectStore('ops')
      const leases = request.result.createObjectStore('leases')
      upgrading.crash()
      // What a listener throws ends in the library: the tries are looked at from outside.
      for (const store of [ops, leases]) {
        try {
          store?.createIndex('late', 'late')
        } catch {
          refused++
        }
      }
      request.result.createObjectStore('more')
    })
    await turns(20)
    expect(refused).toBe(2)
    const again = old.openSession().indexedDB.open('till')
    await turns(20)
    expect([...again.result.objectStoreNames]).toEqual(['meta', 'ops'])
    expect([...again.result.transaction('ops').objectStore('ops').indexNames]).toEqual(['body'])

    const storage = await storageWithSales(2)
    const session = storage.openSession()
    session.onBoundary(({ event }) => {
      if (event === 'error') session.crash()
    })
    const till = new SmallTill(session)
    void till.transaction('rw', till.ops, async () => {
      await till.ops.delete(1)
      await till.ops.add({ seq: 2, body: 'is there already' })
    })
    await turns(60)
    expect(session.isDead).toBe(true)
    expect((await stored(storage)).ops).toEqual([1, 2])
  })
})

describe('two tabs', () => {
  it('share rows, and one waits for the other', async () => {
    const storage = new CrashableStorage()
    const one = new SmallTill(storage.openSession())
    const two = new SmallTill(storage.openSession())
    await Promise.all([one.sale(1), two.sale(2), one.sale(3), two.sale(4)])
    expect(await two.ops.count()).toBe(4)
    const order: string[] = []
    const long = one.transaction('rw', one.meta, async () => {
      for (let i = 0; i < 20; i++) await one.meta.put({ key: 'head', value: i })
      order.push('one')
    })
    await turns(2)
    const short = two.meta.get('head').then((row) => order.push(`two sees ${row?.value}`))
    await Promise.all([long, short])
    expect(order).toEqual(['one', 'two sees 19'])
  })

  it('the older tab lets go when the newer one upgrades', async () => {
    const storage = await storageWithSales(1)
    const older = new SmallTill(storage.openSession())
    await older.open()
    const told: number[] = []
    older.on('versionchange', (event) => {
      told.push(event.newVersion ?? 0)
      older.close()
      return false
    })
    const newer = new Dexie('till', storage.openSession())
    newer.version(3).stores({ ops: 'seq, body', meta: 'key', more: 'id' })
    await newer.open()
    expect(told).toEqual([30])
    expect(await newer.table('ops').count()).toBe(1)
  })

  it('a tab that does not let go is no longer in the way when it is dead', async () => {
    const till = (session: StorageSession, version: number): Dexie => {
      const made = new Dexie('stubborn till', session)
      made.version(version).stores({ ops: 'seq' })
      return made
    }
    const storage = new CrashableStorage()
    const stubborn = storage.openSession()
    const older = till(stubborn, 1)
    await older.table('ops').add({ seq: 1 })
    older.on('versionchange', () => false)
    const newer = till(storage.openSession(), 2)
    const opening = newer.open()
    await Promise.race([opening, turns(60)])
    expect(newer.isOpen()).toBe(false)
    stubborn.crash()
    await opening
    expect(await newer.table('ops').count()).toBe(1)
  })
})
