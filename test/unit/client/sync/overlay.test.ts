import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Id } from '#shared/base/id.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { receiptsOn } from '../../../make/receipts-on.ts'
import { done, enrolling, givingBack, goods, selling } from '../../../make/intents.ts'
import { ask, valuesOf } from '../../../make/rows.ts'
import { ShopServer } from '../../../make/shop-server.ts'
import { TabLine } from '../../../make/tab-line.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

let server: ShopServer
let tablet: TestTablet
let tab: Tablet

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'overlay')
  tab = await tablet.enrolled()
})
afterEach(async () => {
  tablet.close()
  await server.close()
})

const offline = () => {
  server.meddle = () => Promise.reject(new TypeError('fetch failed'))
}
const online = () => {
  server.meddle = (_, go) => go()
}

/** A day at the counter: somebody enrols, buys, gives back, and a stranger’s card is read. */
async function day(on: Tablet): Promise<{ member: Id; sold: Id }> {
  const member = done(await on.commit(enrolling('0912345678', 'M1'))).op
  const sold = done(
    await on.commit(selling({ member: { id: member }, lines: [goods('A1', 150, 3), goods('B2', 60)] })),
  ).op
  await on.commit(givingBack({ ref: sold, line: 0 }))
  await on.commit(selling({ member: { claimed: { kind: 'card', value: 'm9' } } }))
  await on.commit({
    kind: 'stock.adjust',
    staff: 'E01',
    reason: '盤點',
    lines: [{ sku: 'A1', name: 'A1', quantity: -1 }],
  })
  await on.settled()
  return { member, sold }
}

const tables = ['ticket', 'receipt', 'member', 'visitor', 'discrepancy', 'outcome'] as const
const shown = async (on: Tablet) =>
  Object.fromEntries(
    await Promise.all(
      tables.map(
        async (table) =>
          [
            table,
            (await (table === 'receipt' ? receiptsOn(on) : on.rows.list(table)))
              .map((row) => JSON.stringify(row))
              .sort(),
          ] as const,
      ),
    ),
  )

describe('what the tablet did itself', () => {
  test('Y1 Y12 shows at once, without a network', async () => {
    offline()
    const { member, sold } = await day(tab)
    expect((await tab.rows.list('ticket')).map(({ kind, total }) => [kind, total])).toEqual([
      ['sale', 510],
      ['return', -150],
      ['sale', 300],
      ['stock', 0],
    ])
    expect(await tab.visitor(member)).toMatchObject({ name: null, points: 3 })
    expect((await tab.receipt(sold)).receipt?.returned).toMatchObject({})
    expect((await tab.receipt('R01-A-000001')).receipt).toMatchObject({ ref: sold })
    expect(await tab.directory.findByPhone('0912-345-678')).toMatchObject({ id: member, name: '王小明' })
  })

  test('Y12 shows the same after the tablet was switched off and on', async () => {
    offline()
    await day(tab)
    const before = await shown(tab)
    tab.close()
    expect(await shown(await tablet.open())).toEqual(before)
  })

  test('Y12 Y8 is in the end what the server says, row for row, with nothing laid over it', async () => {
    tab.sync.start()
    await day(tab)
    await settle(tab)
    const server_ = await Promise.all(
      tables.map(
        async (table) =>
          [table, (await valuesOf(server.db, table)).map((row) => JSON.stringify(row)).sort()] as const,
      ),
    )
    expect(await shown(tab)).toEqual(Object.fromEntries(server_))
    const visible = await tablet.cache((cache) => cache.visible())
    expect(visible).toEqual({ incarnation: 1, seq: 5 })
  })

  test('Y8 stays laid while a target has not heard of it, and shows once all the same', async () => {
    tablet.close()
    await server.close()
    server = await ShopServer.open({ relay: 'deferred' })
    server.ledger.relay.stop()
    tablet = new TestTablet(server, 'deferred')
    tab = await tablet.enrolled()
    tab.sync.start()
    const { member, sold } = await day(tab)
    await settle(tab)
    expect(await tablet.cache((cache) => cache.visible())).toEqual({ incarnation: 1, seq: 0 })
    expect(await tab.rows.list('ticket')).toHaveLength(4)
    expect(await tab.visitor(member)).toMatchObject({ points: 3 })
    expect((await tab.receipt(sold)).receipt).toMatchObject({ number: 'R01-A-000001' })
  })

  test('Y8 shows while it is parked on the server, and its outcome as well', async () => {
    tab.sync.start()
    const paid = done(await tab.commit(selling()))
    await settle(tab)
    await server.db.write(function* () {
      yield { sql: "UPDATE op SET status = 'parked' WHERE id = ?", params: [paid.op] }
    })
    const next = done(await tab.commit(selling()))
    await settle(tab)
    expect(await tablet.cache((cache) => cache.visible())).toEqual({ incarnation: 1, seq: 0 })
    expect((await tab.rows.list('ticket')).map(({ op }) => op).sort()).toEqual([paid.op, next.op].sort())
  })
})

describe('with others', () => {
  test('R8 two tablets enrol one person offline: both end with one member and both purchases', async () => {
    const second = new TestTablet(server, 'second')
    const other = await second.enrolled('R03')
    offline()
    const here = done(await tab.commit(enrolling('0912345678')))
    const there = done(await other.commit(enrolling('0912 345 678')))
    await tab.commit(selling({ member: { id: here.op } }))
    await other.commit(selling({ member: { id: there.op } }))
    online()
    tab.sync.start()
    other.sync.start()
    await settle(tab, other, tab, other)
    // Both may reach the server in one millisecond: then the smaller id stays. The tablets agree in any case.
    const stays = (await tab.directory.findByPhone('0912345678'))?.id
    expect([here.op, there.op]).toContain(stays)
    for (const on of [tab, other]) {
      const found = await on.directory.findByPhone('0912345678')
      expect(found?.id).toBe(stays)
      for (const id of [here.op, there.op]) {
        expect((await on.visitor(id))?.points).toBe(6)
        expect((await on.visitor(id))?.recent).toHaveLength(2)
      }
    }
    second.close()
  })

  test('R4 what another store gave back is counted here before the next return', async () => {
    const second = new TestTablet(server, 'second')
    const other = await second.enrolled('R03')
    tab.sync.start()
    other.sync.start()
    const sold = done(await tab.commit(selling({ lines: [goods('A1', 150, 2)] }))).op
    await settle(tab, other)
    await other.commit(givingBack({ ref: sold, line: 0 }))
    await settle(other, tab)
    expect(Object.values((await tab.receipt(sold)).receipt?.returned ?? {})).toHaveLength(1)
    second.close()
  })

  test('R6 a return without its member named takes their points on the tablet too', async () => {
    tab.sync.start()
    const { member } = await day(tab)
    await settle(tab)
    const sold = done(await tab.commit(selling({ member: { id: member } }))).op
    await settle(tab)
    const before = (await tab.visitor(member))?.points ?? 0
    offline()
    await tab.commit(
      givingBack({ ref: sold, line: 0 }, { lines: [{ ...goods('A1', 150, 2), of: { ref: sold, line: 0 } }] }),
    )
    const visitor = await tab.visitor(member)
    expect(visitor).toMatchObject({ name: '王小明', points: before - 3 })
  })

  test('T2 Y8 a second tab shows what the first did, and what the first fetched', async () => {
    const line = new TabLine()
    tablet.close()
    tablet = new TestTablet(server, 'tabs')
    const one = await tablet.enrolled('R02', { channel: line.end() })
    const two = await tablet.open({ channel: line.end() })
    one.sync.start()
    const paid = done(await one.commit(selling()))
    await settle(one)
    await line.quiet()
    await two.settled()
    expect(await two.rows.get('ticket', paid.receiptNumber ?? '')).toMatchObject({ op: paid.op })
    const second = new TestTablet(server, 'second')
    const other = await second.enrolled('R01')
    other.sync.start()
    const theirs = done(await other.commit(selling()))
    await settle(other, one)
    await line.quiet()
    await two.settled()
    expect(await two.rows.get('ticket', theirs.receiptNumber ?? '')).toMatchObject({ op: theirs.op })
    expect(two.status()).toMatchObject({ waiting: 0, contact: 'online' })
    second.close()
  })
})

test('Y8 a sale is on the screen at every moment, from the tap to the server’s row', async () => {
  tab.sync.start()
  const paid = done(await tab.commit(selling()))
  await tab.settled()
  const missing: string[] = []
  let looking = true
  const look = async () => {
    while (looking) {
      if (!(await tab.rows.get('ticket', paid.receiptNumber ?? '')))
        missing.push(`after ${server.asked.length} requests`)
      await new Promise((resume) => setImmediate(resume))
    }
  }
  const watching = look()
  await settle(tab)
  await tab.commit(givingBack({ ref: paid.op, line: 0 }))
  await settle(tab)
  looking = false
  await watching
  expect(missing).toEqual([])
  expect(await ask(server.db, "SELECT COUNT(*) AS n FROM replica_row WHERE tbl = 'ticket'")).toEqual([
    { n: 2 },
  ])
})
