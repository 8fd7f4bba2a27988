import { afterEach, beforeEach, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import { readReceiptCode } from '#shared/domain/receipt.ts'
import { fromHex } from '#shared/base/bytes.ts'
import { failure, success } from '#shared/base/result.ts'
import { money } from '#shared/domain/money.ts'
import { RescueFile } from '#shared/sync/rescue.ts'
import { rescue } from '#server/sync/rescue.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { done, selling } from '../../../make/intents.ts'
import { valuesOf } from '../../../make/rows.ts'
import { ShopServer } from '../../../make/shop-server.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

let server: ShopServer
let tablet: TestTablet
let tab: Tablet

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'care')
  tab = await tablet.enrolled()
  tab.sync.start()
  await settle(tab)
})
afterEach(async () => {
  tablet.close()
  await server.close()
})

test('the tablet says what it holds for the time without a line', async () => {
  done(await tab.commit(selling()))
  await settle(tab)
  expect(await tab.care.holdings(tab.directory)).toMatchObject({
    members: { members: 0, complete: true },
    receipts: 1,
    visitors: 0,
    wholeAt: tablet.timers.now(),
  })
})

test('Y13 the rescue file holds what waits, as it was signed, and no key of the tablet', async () => {
  server.meddle = () => Promise.reject(new TypeError('fetch failed'))
  const paid = done(await tab.commit(selling()))
  const text = await tab.care.rescueFile()
  const file = JSON.parse(text) as { operations: { body: string; link: string; seq: number }[] }
  expect(file).toMatchObject({ format: 'onecounter-waiting-1', device: tab.device?.device, register: 'R01' })
  expect(file.operations).toMatchObject([{ seq: 1 }])
  expect(file.operations[0]?.body).toContain(paid.op)
  expect(text).not.toContain(known(tab.device, 'the tablet').token)
  expect(text).not.toContain(known(tab.device, 'the tablet').receiptKey)
})

test('Y3 the server takes the rescue file in exactly once, and the tablet that comes back as well', async () => {
  const line = server.meddle
  server.meddle = () => Promise.reject(new TypeError('fetch failed'))
  await tab.commit(selling())
  await tab.commit(selling())
  const file = RescueFile.parse(JSON.parse(await tab.care.rescueFile()))
  expect(await rescue(server.ledger, file)).toEqual(success({ taken: 2, before: 0, conflicts: 0 }))
  expect(await rescue(server.ledger, file)).toEqual(success({ taken: 0, before: 2, conflicts: 0 }))
  server.meddle = line
  await tab.commit(selling())
  await settle(tab)
  expect(tab.status().waiting).toBe(0)
  expect((await valuesOf(server.db, 'ticket')).map(({ number }) => number)).toEqual([
    'R01-A-000001',
    'R01-A-000002',
    'R01-A-000003',
  ])
})

test('Y15 a rescue file does not say where its tablet stands: another store in it has no effect there', async () => {
  server.meddle = () => Promise.reject(new TypeError('fetch failed'))
  await tab.commit(selling())
  const file = RescueFile.parse(JSON.parse(await tab.care.rescueFile()))
  expect(await rescue(server.ledger, { ...file, store: 'S99' })).toMatchObject({ ok: true })
  expect(await valuesOf(server.db, 'ticket')).toMatchObject([{ number: 'R01-A-000001' }])
  expect(await valuesOf(server.db, 'discrepancy')).toEqual([])
})

test('a rescue file that is not this chain’s, or has a gap, is refused with the reason', async () => {
  server.meddle = () => Promise.reject(new TypeError('fetch failed'))
  await tab.commit(selling())
  await tab.commit(selling())
  const file = RescueFile.parse(JSON.parse(await tab.care.rescueFile()))
  expect(await rescue(server.ledger, { ...file, backend: 'another' })).toMatchObject({
    error: { is: 'other-backend' },
  })
  expect(await rescue(server.ledger, { ...file, operations: file.operations.slice(1) })).toEqual(
    failure({ is: 'gap', from: 1 }),
  )
})

test('R13 a second copy of a receipt has the code of the first', async () => {
  const paid = done(await tab.commit(selling()))
  const operation = known(await tab.care.operation(paid.op), 'the sale')
  const total = money(paid.total ?? 0)
  const code = await tab.care.codeOf({ sale: paid.op, businessDate: operation.businessDate, total })
  expect(code).toBe(paid.receiptCode)
  const key = fromHex(known(tab.device, 'the tablet').receiptKey)
  expect(readReceiptCode(code ?? '', key)?.sale).toBe(paid.op)
})
