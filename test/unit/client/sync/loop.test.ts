import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Tablet } from '#client/sync/tablet.ts'
import { revoke } from '#server/tables/device.ts'
import { shutTablet } from '#client/sync/open-tablet.ts'
import { done, givingBack, selling } from '../../../make/intents.ts'
import { valuesOf } from '../../../make/rows.ts'
import { ShopServer } from '../../../make/shop-server.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'
import { Locks } from '../../../make/locks.ts'

let server: ShopServer
let tablet: TestTablet

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'loop')
})
afterEach(async () => {
  tablet.close()
  await server.close()
})

const asked = (path: string) => server.asked.filter((one) => one === path).length
/** Time passes in steps, as it does: after each the tablet may work. */
async function pass(ms: number, ...tabs: Tablet[]): Promise<void> {
  const steps = 20
  for (let step = 0; step < steps; step++) {
    tablet.timers.advance(ms / steps)
    for (const tab of tabs) await tab.sync.idle()
  }
}
const minute = 60_000
/** Two seconds in which nobody polls. */
async function hear(own: TestTablet, tab: Tablet): Promise<void> {
  await new Promise((resume) => setImmediate(resume))
  own.timers.advance(2000)
  await tab.sync.idle()
}

test('a reload remembers when the server was last heard', async () => {
  const tab = await tablet.enrolled()
  tab.sync.start()
  await settle(tab)
  const { lastContactAt } = tab.status()
  expect(lastContactAt).not.toBeNull()
  tab.close()
  server.meddle = () => Promise.reject(new TypeError('fetch failed'))
  tablet.timers.advance(3_600_000)
  const again = await tablet.open()
  again.sync.start()
  await settle(again)
  expect(again.status()).toMatchObject({ contact: 'unreachable', lastContactAt })
})

describe('a server that cannot', () => {
  test('T1 is asked again after growing pauses, never more than a quarter of an hour apart', async () => {
    const tab = await tablet.enrolled()
    const tries: number[] = []
    server.meddle = (path) => {
      if (path === '/sync/push') tries.push(tablet.timers.now())
      return Promise.reject(new TypeError('fetch failed'))
    }
    tab.sync.start()
    done(await tab.commit(selling()))
    for (let quarter = 0; quarter < 16; quarter++) await pass(15 * minute, tab)
    const pauses = tries.slice(1).map((at, n) => at - (tries[n] ?? 0))
    expect(Math.max(...pauses)).toBeLessThanOrEqual(16 * minute)
    expect(tries.length).toBeGreaterThan(16)
    expect(tries.length).toBeLessThan(80)
  })

  test('T1 that says when to come back is not asked before, not even by the next sale', async () => {
    const tab = await tablet.enrolled()
    let later = 0
    server.meddle = (path, go) => {
      if (path !== '/sync/push' || later > 0) return go()
      later++
      return Promise.resolve(new Response('', { status: 503, headers: { 'retry-after': '120' } }))
    }
    tab.sync.start()
    await tab.commit(selling())
    await tab.sync.idle()
    expect(later).toBe(1)
    await tab.commit(selling())
    await pass(119_000, tab)
    expect(asked('/sync/push')).toBe(0)
    await pass(10_000, tab)
    expect(asked('/sync/push')).toBe(1)
    expect(await valuesOf(server.db, 'ticket')).toHaveLength(2)
  })

  test('T1 is asked at once when a sale comes after a plain failure', async () => {
    const tab = await tablet.enrolled()
    server.meddle = () => Promise.reject(new TypeError('fetch failed'))
    tab.sync.start()
    await tab.commit(selling())
    await tab.sync.idle()
    server.meddle = (_, go) => go()
    await tab.commit(selling())
    await tab.sync.idle()
    expect(await valuesOf(server.db, 'ticket')).toHaveLength(2)
  })
})

describe('pokes', () => {
  test('T3 bring another tablet’s sale without anybody asking', async () => {
    const one = await tablet.enrolled('R01', { pollMs: 0 })
    const second = new TestTablet(server, 'second')
    const two = await second.enrolled('R02', { pollMs: 0 })
    two.sync.start()
    await settle(two)
    one.sync.start()
    const paid = done(await one.commit(selling()))
    await settle(one)
    await new Promise((resume) => setImmediate(resume))
    second.timers.advance(200)
    await two.sync.idle()
    expect(await two.rows.get('ticket', paid.receiptNumber ?? '')).toMatchObject({ op: paid.op })
    second.close()
  })

  test('T3 bring what comes back in another store within two seconds; its sales wake nobody here', async () => {
    const one = await tablet.enrolled('R01', { pollMs: 0 })
    const second = new TestTablet(server, 'second')
    const two = await second.enrolled('R03', { pollMs: 0 })
    one.sync.start()
    two.sync.start()
    await settle(one, two)
    const sale = done(await one.commit(selling()))
    await settle(one)
    await settle(two)
    const others = [done(await one.commit(selling())), done(await one.commit(selling()))]
    await settle(one)
    await hear(second, two)
    for (const { op } of others) expect(await two.rows.get('receipt', op)).toBeUndefined()
    done(await one.commit(givingBack({ ref: sale.op, line: 0 })))
    await settle(one)
    await hear(second, two)
    const receipt = await two.rows.get('receipt', sale.op)
    expect(Object.values(receipt?.returned ?? {})).toMatchObject([{ home: 'store:S01' }])
    second.close()
  })

  test('T3 that are lost cost latency: the next poll brings it', async () => {
    const one = await tablet.enrolled('R01')
    const second = new TestTablet(server, 'second')
    const two = await second.enrolled('R02')
    server.meddle = (path, go) => (path === '/sync/pokes' ? Promise.reject(new TypeError('cut')) : go())
    two.sync.start()
    await settle(two)
    one.sync.start()
    const paid = done(await one.commit(selling()))
    await settle(one)
    expect(await two.rows.get('ticket', paid.receiptNumber ?? '')).toBeUndefined()
    second.timers.advance(minute)
    await two.sync.idle()
    expect(await two.rows.get('ticket', paid.receiptNumber ?? '')).toMatchObject({ op: paid.op })
    second.close()
  })

  test('T1 a line that is cut as soon as it speaks is not opened again and again', async () => {
    const tab = await tablet.enrolled('R01', { pollMs: 0 })
    let opened = 0
    server.meddle = (path, go) => {
      if (path !== '/sync/pokes') return go()
      opened += 1
      return Promise.resolve(
        new Response(': hello\n\n', { headers: { 'content-type': 'text/event-stream' } }),
      )
    }
    tab.sync.start()
    await settle(tab)
    for (let second = 0; second < 120; second++) {
      await new Promise((resume) => setImmediate(resume))
      tablet.timers.advance(1000)
      await tab.sync.idle()
    }
    expect(opened).toBeGreaterThan(1)
    expect(opened).toBeLessThan(20)
  })
})

describe('two tabs', () => {
  test('T2 one of them leads; when it closes, the other one does', async () => {
    const locks = new Locks()
    const one = await tablet.enrolled('R01', { locks })
    const two = await tablet.open({ locks })
    one.sync.start()
    two.sync.start()
    await settle(one, two)
    expect([one.sync.leads, two.sync.leads]).toEqual([true, false])
    await two.commit(selling())
    await two.sync.idle()
    expect(asked('/sync/push')).toBe(0)
    one.close()
    await new Promise((resume) => setImmediate(resume))
    expect(two.sync.leads).toBe(true)
    await settle(two)
    expect(asked('/sync/push')).toBe(1)
    expect(await valuesOf(server.db, 'ticket')).toHaveLength(1)
  })

  test('T2 of which one is closed before it led leave no trace', async () => {
    const locks = new Locks()
    const one = await tablet.enrolled('R01', { locks })
    const two = await tablet.open({ locks })
    one.sync.start()
    two.sync.start()
    two.close()
    await settle(one)
    expect([one.sync.leads, two.sync.leads]).toEqual([true, false])
  })

  test('T2 without locks both talk to the server, and nothing doubles', async () => {
    const one = await tablet.enrolled()
    const two = await tablet.open()
    one.sync.start()
    two.sync.start()
    await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 ? one : two).commit(selling())))
    await Promise.all([settle(one), settle(two)])
    await settle(one, two)
    const tickets = await valuesOf(server.db, 'ticket')
    expect(tickets).toHaveLength(8)
    expect(new Set(tickets.map(({ number }) => number)).size).toBe(8)
    expect((await tablet.operations()).map(({ durable }) => durable)).toEqual(Array(8).fill(1))
    expect(await valuesOf(server.db, 'discrepancy')).toEqual([])
  })
})

test('L5 a revoked tablet says so, hands in what it holds, drops what it has, and still knows after a reload offline', async () => {
  const tab = await tablet.enrolled()
  tab.sync.start()
  await settle(tab)
  server.meddle = (path, go) => (path === '/sync/push' ? Promise.reject(new TypeError('fetch failed')) : go())
  done(await tab.commit(selling()))
  await settle(tab)
  const revokedAt = tablet.timers.now()
  await server.db.write(() => revoke(tab.device?.device ?? '', revokedAt))
  await pass(2 * minute, tab)
  expect(tab.status()).toMatchObject({ revokedAt, waiting: 1 })
  expect(await tab.rows.list('product')).toEqual([])
  const opening = shutTablet(tablet.env())
  await opening.open()
  // Not a moment of "everything is handed in" while a sale waits.
  expect(opening.status()).toMatchObject({ revokedAt, waiting: 1 })
  opening.close()
  server.meddle = (_, go) => go()
  await pass(30 * minute, tab)
  expect(tab.status()).toMatchObject({ revokedAt, waiting: 0 })
  tab.close()
  server.meddle = () => Promise.reject(new TypeError('fetch failed'))
  const again = await tablet.open()
  expect(again.status()).toMatchObject({ revokedAt, waiting: 0 })
  server.meddle = (_, go) => go()
  expect((await again.enrol(await server.code('R01'))).ok).toBe(true)
  expect(again.status().revokedAt).toBeNull()
})
