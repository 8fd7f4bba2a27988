import Dexie from 'dexie'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { done, selling } from '../../../make/intents.ts'
import { valuesOf } from '../../../make/rows.ts'
import { ShopServer } from '../../../make/shop-server.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

let server: ShopServer
let tablet: TestTablet

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'till')
})
afterEach(async () => {
  tablet.close()
  await server.close()
})

test('Y13 a till of the version before keeps what waits, and what a screen kept beside it', async () => {
  await tablet.enrolled()
  const { indexedDB, IDBKeyRange } = tablet.env()
  const old = new Dexie('onecounter-till', { indexedDB, IDBKeyRange })
  const device = await tablet.device()
  const paid = done(await (await tablet.open()).commit(selling()))
  const ops = await tablet.operations()
  tablet.close()
  await Dexie.Promise.resolve(old.delete())
  old.version(1).stores({ operations: '[incarnation+seq], id, [incarnation+durable+seq]', state: 'key' })
  await old.open()
  await old.table('operations').bulkAdd(ops)
  await old.table('state').bulkAdd([
    { key: 'device', value: device },
    { key: 'head', value: { seq: 1, link: ops[0]?.link, receiptCounter: 1 } },
    { key: 'local:pin', value: 3 },
  ])
  old.close()
  const tab = await tablet.open()
  expect(tab.status().waiting).toBe(1)
  expect(await tab.local.get('pin')).toBe(3)
  tab.sync.start()
  await settle(tab)
  expect(await valuesOf(server.db, 'ticket')).toMatchObject([{ op: paid.op }])
})
