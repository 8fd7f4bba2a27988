import { afterEach, beforeEach, expect, test } from 'vitest'
import { DAY_MS } from '#shared/base/time.ts'
import { forgetCovered } from '#client/sync/outbox.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { cover, durables } from '#server/tables/device-life.ts'
import { selling } from '../../../make/intents.ts'
import { valuesOf } from '../../../make/rows.ts'
import { ShopServer } from '../../../make/shop-server.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

let server: ShopServer
let tablet: TestTablet
let tab: Tablet

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'outbox')
  tab = await tablet.enrolled()
})
afterEach(async () => {
  tablet.close()
  await server.close()
})

const durable = async () => (await tablet.operations()).map((op) => op.durable)

const coverAll = () =>
  server.db.write(function* () {
    yield* cover(yield* durables())
  })
/** As after an answer of the server at that time. */
const forget = (at: number) =>
  tablet.till(async (till) => {
    await till.write('anchor', { server: at, wall: at })
    return await forgetCovered(till)
  })
const serverNow = async () => (await tablet.till((till) => till.read('anchor')))?.server ?? 0

test('Y13 a pending operation is never deleted, however old', async () => {
  await tab.commit(selling())
  await tablet.till((till) => till.write('word', { durableSeq: 5, coveredSeq: 5 }))
  expect(await forget(9e15)).toBe(0)
  expect(await durable()).toEqual([0])
})

test('Y13 a durable one goes after 30 days by the server’s clock, and only when a backup covers it', async () => {
  tab.sync.start()
  await tab.commit(selling())
  await settle(tab)
  const at = await serverNow()
  expect(await forget(at + 300 * DAY_MS)).toBe(0)
  await coverAll()
  await tab.commit(selling())
  await settle(tab)
  expect(await forget(at + 30 * DAY_MS - 1)).toBe(0)
  expect(await forget(at + 30 * DAY_MS)).toBe(1)
  expect((await tablet.operations()).map(({ seq }) => seq)).toEqual([2])
})

test('Y13 what came after the backup stays, however old', async () => {
  tab.sync.start()
  await tab.commit(selling())
  await settle(tab)
  await coverAll()
  for (let n = 0; n < 2; n++) await tab.commit(selling())
  await settle(tab)
  expect(await forget((await serverNow()) + 300 * DAY_MS)).toBe(1)
  expect((await tablet.operations()).map(({ seq }) => seq)).toEqual([2, 3])
})

test('Y13 a tablet whose clock jumps ahead forgets nothing by that', async () => {
  tab.sync.start()
  await tab.commit(selling())
  await settle(tab)
  await coverAll()
  await tab.commit(selling())
  await settle(tab)
  tablet.timers.advance(400 * DAY_MS)
  await settle(tab)
  expect(await tablet.operations()).toHaveLength(2)
})

test('Y13 P4 a server that went back to before what was forgotten gets the rest under a new incarnation', async () => {
  tab.sync.start()
  const backup = await server.backup()
  for (let n = 0; n < 3; n++) await tab.commit(selling())
  await settle(tab)
  await tablet.till((till) => till.operations.delete([1, 1]))
  await server.restore(backup, { newEpoch: true })
  await settle(tab)
  expect((await tablet.device()).incarnation).toBe(2)
  expect(await durable()).toEqual([1, 1])
  expect(await valuesOf(server.db, 'ticket')).toHaveLength(2)
})

test('the outbox shows what waits, oldest first, with what a person knows it by', async () => {
  await tab.commit(selling())
  tablet.timers.advance(60_000)
  await tab.commit({
    kind: 'stock.adjust',
    staff: 'E01',
    reason: '盤點',
    lines: [{ sku: 'A1', name: 'A1', quantity: 1 }],
  })
  expect(
    (await tab.outbox()).map(({ seq, kind, receiptNumber, total }) => [seq, kind, receiptNumber, total]),
  ).toEqual([
    [1, 'sale.complete', 'R01-A-000001', 300],
    [2, 'stock.adjust', null, null],
  ])
  await tab.settled()
  expect(tab.status()).toMatchObject({ waiting: 2, oldestAt: tablet.timers.now() - 60_000 })
  tab.sync.start()
  await settle(tab)
  expect(await tab.outbox()).toEqual([])
  expect(tab.status()).toMatchObject({ waiting: 0, oldestAt: null })
})
