import { afterEach, beforeEach, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import { readReceiptCode } from '#shared/domain/receipt.ts'
import { fromHex } from '#shared/base/bytes.ts'
import { money } from '#shared/domain/money.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { done, selling } from '../../../make/intents.ts'
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
  expect(file.operations.map(({ seq, body }) => [seq, JSON.parse(body).id])).toEqual([[1, paid.op]])
  expect(text).not.toContain(known(tab.device, 'the tablet').token)
  expect(text).not.toContain(known(tab.device, 'the tablet').receiptKey)
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
