import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Tablet } from '#client/sync/tablet.ts'
import { done, enrolling, selling } from '../../../make/intents.ts'
import { count, valuesOf } from '../../../make/rows.ts'
import { ShopServer } from '../../../make/shop-server.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

let server: ShopServer
let tablet: TestTablet
let tab: Tablet

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'resend')
  tab = await tablet.enrolled()
})
afterEach(async () => {
  tablet.close()
  await server.close()
})

const durable = async () => (await tablet.operations()).map((op) => op.durable)

describe('a restored server', () => {
  test('P2 under a new epoch gets again what it lost, and has it once', async () => {
    tab.sync.start()
    await tab.commit(selling())
    await settle(tab)
    const backup = await server.backup()
    for (let n = 0; n < 3; n++) await tab.commit(selling())
    await settle(tab)
    await server.restore(backup, { newEpoch: true })
    expect(await valuesOf(server.db, 'ticket')).toHaveLength(1)
    await settle(tab)
    expect((await tablet.device()).epoch).toBe(server.ledger.settings.epoch)
    expect(await durable()).toEqual([1, 1, 1, 1])
    expect(await valuesOf(server.db, 'ticket')).toHaveLength(4)
    expect(await count(server.db, 'op')).toBe(4)
  })

  test('P4 that says nothing of it is found out by a durableSeq below what was told', async () => {
    tab.sync.start()
    await tab.commit(selling())
    await settle(tab)
    const backup = await server.backup()
    for (let n = 0; n < 3; n++) await tab.commit(selling())
    await settle(tab)
    await server.restore(backup, { newEpoch: false })
    await settle(tab)
    expect(await durable()).toEqual([1, 1, 1, 1])
    expect(await valuesOf(server.db, 'ticket')).toHaveLength(4)
  })

  test('P2 Y8 what it lost stays on the screen meanwhile', async () => {
    tab.sync.start()
    const backup = await server.backup()
    const paid = done(await tab.commit(selling()))
    await settle(tab)
    await server.restore(backup, { newEpoch: true })
    server.meddle = (path, go) =>
      path === '/sync/push' ? Promise.reject(new TypeError('fetch failed')) : go()
    await settle(tab)
    expect(await tab.rows.get('ticket', paid.receiptNumber ?? '')).toMatchObject({ op: paid.op })
    expect(tab.status().waiting).toBe(1)
  })

  test('P5 that does not know the incarnation any more gets everything under a new one', async () => {
    tab.sync.start()
    await tab.commit(selling())
    await settle(tab)
    const copy = await tablet.copied('copy')
    const backup = await server.backup()
    await tab.commit(selling())
    await settle(tab)
    const twin = await copy.open()
    twin.sync.start()
    await twin.commit(selling())
    await settle(twin)
    expect((await copy.device()).incarnation).toBe(2)
    await server.restore(backup, { newEpoch: true })
    await settle(twin, tab)
    expect((await copy.device()).incarnation).toBe(3)
    expect((await copy.operations()).map((op) => op.durable)).toEqual([1, 1])
    expect(await count(server.db, 'op')).toBe(3)
    copy.close()
  })

  test('P5 that never heard of the device enrols it again; its operations go along and count once', async () => {
    const nobody = await server.backup()
    const second = new TestTablet(server, 'second')
    const other = await second.enrolled('R02')
    other.sync.start()
    await other.commit(selling())
    await settle(other)
    const before = await second.device()
    await server.restore(nobody, { newEpoch: true })
    await settle(other)
    expect(other.status().contact).toBe('unauthorised')
    expect(await other.enrol(await server.code('R02'))).toMatchObject({ ok: true })
    await settle(other)
    expect((await second.device()).device).not.toBe(before.device)
    expect(await valuesOf(server.db, 'ticket')).toHaveLength(1)
    expect((await second.operations()).map((op) => op.durable)).toEqual([1])
    second.close()
  })
})

describe('a copied tablet', () => {
  test('P5 both go on, each under an incarnation of its own; nothing is lost and nothing counts twice', async () => {
    tab.sync.start()
    await tab.commit(selling())
    await settle(tab)
    const copy = await tablet.copied('copy')
    const twin = await copy.open()
    await tab.commit(selling())
    await settle(tab)
    done(await twin.commit(selling()))
    done(await twin.commit(enrolling('0912345678')))
    twin.sync.start()
    await settle(twin, tab)
    const paid = done(await twin.commit(selling()))
    await settle(twin, tab)
    expect([(await copy.device()).incarnation, paid.receiptNumber]).toEqual([2, 'R01-B-000001'])
    expect((await copy.operations()).map((op) => op.durable)).toEqual([1, 1, 1, 1])
    const tickets = await valuesOf(server.db, 'ticket')
    expect(tickets.map(({ number }) => number).toSorted((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1))).toEqual([
      'R01-A-000001',
      'R01-A-000002',
      'R01-A-000002',
      'R01-B-000001',
    ])
    expect(await count(server.db, 'op')).toBe(5)
    copy.close()
  })

  test('P5 P4 that takes the place of another on a server that went back: neither loses what was durable before', async () => {
    tab.sync.start()
    await settle(tab)
    const copy = await tablet.copied('copy')
    const backup = await server.backup()
    const paid = done(await tab.commit(selling()))
    await settle(tab)
    await server.restore(backup, { newEpoch: false })
    const twin = await copy.open()
    const other = done(await twin.commit(selling()))
    twin.sync.start()
    await settle(twin)
    expect((await valuesOf(server.db, 'ticket')).map(({ op }) => op)).toEqual([other.op])
    await settle(tab)
    expect((await valuesOf(server.db, 'ticket')).map(({ op }) => op)).toEqual(
      expect.arrayContaining([other.op, paid.op]),
    )
    expect(await count(server.db, 'op')).toBe(2)
    copy.close()
  })

  test('P5 that forks late offers what it had before as well', async () => {
    tab.sync.start()
    await settle(tab)
    const copy = await tablet.copied('copy')
    const backup = await server.backup()
    const ids = [done(await tab.commit(selling())).op]
    await settle(tab)
    await server.restore(backup, { newEpoch: false })
    const twin = await copy.open()
    ids.push(done(await twin.commit(selling())).op)
    twin.sync.start()
    await settle(twin)
    server.meddle = (path, go) =>
      path === '/sync/pull' ? Promise.reject(new TypeError('fetch failed')) : go()
    ids.push(done(await tab.commit(selling())).op)
    await settle(tab)
    expect((await valuesOf(server.db, 'ticket')).map(({ op }) => op).toSorted()).toEqual(ids.toSorted())
    copy.close()
  })

  test('P5 that was set back hands in what it did since, and does not stop', async () => {
    tab.sync.start()
    await tab.commit(selling())
    await settle(tab)
    const old = await tablet.copied('old')
    for (let n = 0; n < 3; n++) await tab.commit(selling())
    await settle(tab)
    tab.close()
    const restored = await old.open()
    restored.sync.start()
    await settle(restored)
    done(await restored.commit(selling()))
    await settle(restored)
    expect(restored.status()).toMatchObject({ waiting: 0, contact: 'online' })
    expect(await count(server.db, 'op')).toBe(5)
    expect(new Set((await valuesOf(server.db, 'ticket')).map(({ number }) => number)).size).toBe(5)
    old.close()
  })
})
