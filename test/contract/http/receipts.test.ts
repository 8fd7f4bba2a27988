import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ToldReceipts } from '#shared/sync/told-receipts.ts'
import { put } from '#shared/sync/change.ts'
import { receiptsScope } from '#shared/sync/scope.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { retireReceipts } from '#server/projections/retired-receipts.ts'
import { putRows } from '#server/sync/rows.ts'
import { revoke } from '#server/tables/device.ts'
import { madeId } from '../../make/ids.ts'
import { line } from '../../make/operations.ts'
import { bearer, openShop, type Shop } from './shop.ts'

let shop: Shop
let token: string
beforeAll(async () => {
  shop = await openShop()
  token = (await shop.enrolAt('R01')).token
  const alike = Array.from({ length: 25 }, (_, n) => receipt(100 + n, { number: 'MANY' }))
  const twins = [receipt(2, { where: 'channel:other' }), receipt(3, { lines: null, number: null })]
  await write([receipt(1, { invoices: ['UZ17690872'] }), ...twins, ...alike])
  await retireReceipts(shop.ledger, shop.ledger.now() + 1)
  await write([receipt(4, { number: 'NEW-1' })])
})
afterAll(() => shop.close())

const receipt = (n: number, over: Partial<Receipt> = {}): Receipt => ({
  ref: madeId(n),
  lines: [line('A1', 150, 2)],
  number: 'T-1001',
  where: 'channel:web',
  at: n,
  businessDate: '2026-01-02',
  who: null,
  revision: 1,
  returned: {},
  ...over,
})

const write = (receipts: readonly Receipt[]) =>
  putRows(
    shop.ledger,
    receipts.map((one) =>
      put(receiptsScope(one.ref, shop.ledger.settings.buckets), 'receipt', [one.ref, one]),
    ),
  )

const ask = (path: string) => shop.ask(`/receipts${path}`, { headers: bearer(token) })

async function told(path: string): Promise<string[]> {
  const answer = await ask(path)
  expect(answer.status).toBe(200)
  return ToldReceipts.parse(answer.body).receipts.map(({ ref }) => ref)
}

describe('receipts that have left the tablets', () => {
  test('G6 are told by the number of receipt, order or e-invoice, however it is typed, of every shop that gave it', async () => {
    expect(await told('?number=t-1001')).toEqual([madeId(1), madeId(2)])
    expect(await told('?number=UZ-17690872')).toEqual([madeId(1)])
    expect(await told('?number=T-100')).toEqual([])
  })

  test('G6 are told by id, one that is still on the tablets too; what waits for its sale is not', async () => {
    expect(await told(`/${madeId(1)}`)).toEqual([madeId(1)])
    expect(await told(`/${madeId(4)}`)).toEqual([madeId(4)])
    expect(await told(`/${madeId(3)}`)).toEqual([])
    expect(await told(`/${madeId(77)}`)).toEqual([])
    expect(await told('/no-id')).toEqual([])
  })

  test('G6 are told up to a limit, and not to a question without an end', async () => {
    expect(await told('?number=MANY')).toHaveLength(20)
    const answers = await Promise.all(['', '?number=', `?number=${'9'.repeat(101)}`].map(ask))
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400])
  })

  test('G6 are told to no device that was taken out of use', async () => {
    const other = await shop.enrolAt('R02')
    await shop.ledger.db.write(() => revoke(other.device, shop.ledger.now()))
    const asked = (path: string) => shop.ask(`/receipts${path}`, { headers: bearer(other.token) })
    const answers = await Promise.all([asked(`/${madeId(1)}`), asked('?number=T-1001')])
    expect(answers.map(({ status }) => status)).toEqual([403, 403])
  })
})
