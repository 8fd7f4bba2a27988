import { expect, it } from 'vitest'
import { useSeeking } from '#client/state/seeking.ts'
import { useSoldGoods } from '#client/state/sold-goods.ts'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { mug, pen } from '../../../make/counter.ts'
import { fakeId } from '../../../make/fake-tablet.ts'
import { openShop } from '../../../make/open-shop.ts'

const sold = (n: number, { sku, name }: typeof mug, businessDate = '1970-01-01'): Receipt => ({
  ref: fakeId(n),
  lines: [{ sku, name, quantity: 1, unitPrice: money(35), amount: money(35), kind: 'goods' }],
  number: `R02-A-${n}`,
  where: 'store:S02',
  at: n,
  businessDate,
  who: null,
  revision: 1,
  returned: {},
})

function opened(receipts: readonly Receipt[]) {
  const shop = openShop({ receipts })
  const [seeking, goods] = [useSeeking(shop.pinia), useSoldGoods(shop.pinia)]
  shop.ringing.startReturn()
  goods.begin()
  return { ...shop, seeking, goods }
}

it('R5 without a receipt, number or member a purchase is found by the day and what was bought', async () => {
  const wanted = [sold(3, mug), sold(9, mug)]
  const { goods, seeking, ringing, returns, notice } = opened([
    ...wanted,
    sold(4, pen),
    sold(5, mug, '1969-12-31'),
  ])
  expect(goods.problem).toBe('no-product')
  ringing.ring(mug)
  expect([seeking.product, notice.shown]).toEqual([mug.sku, { kind: 'sought', name: mug.name }])
  await goods.search()
  expect(goods.found?.map(({ ref }) => ref)).toEqual([fakeId(9), fakeId(3)])
  seeking.product = '馬克'
  expect(goods.found).toBeUndefined()
  seeking.date = goods.dayBefore(1)
  await goods.search()
  expect(goods.found?.map(({ ref }) => ref)).toEqual([fakeId(5)])
  const [found] = goods.found ?? []
  if (found === undefined) throw new Error('nothing was found')
  await ringing.openReturn(found)
  expect(returns.receipt?.ref).toBe(fakeId(5))
})

it('R5 a whole day and two letters are asked for, and no more than fifty are shown', async () => {
  const { goods, seeking } = opened(Array.from({ length: 60 }, (_, n) => sold(n, mug)))
  seeking.product = mug.sku
  const days = ['', '1970-01', '1970-02-31', 'yesterday']
  expect(
    days.map((day) => {
      seeking.date = day
      return goods.problem
    }),
  ).toEqual(days.map(() => 'no-day'))
  await goods.search()
  expect(goods.found).toBeUndefined()
  seeking.date = '1970-01-01'
  await goods.search()
  expect([goods.found?.length, goods.found?.[0]?.ref, goods.hasMore]).toEqual([50, fakeId(59), true])
})

it('R5 what is looked for instead leaves nothing of the search before', async () => {
  const { goods, seeking, tablet } = opened([sold(3, mug)])
  let go = (): void => undefined
  const held = new Promise<void>((resume) => (go = resume))
  Object.assign(tablet.rows, {
    async *pages() {
      await held
      yield [sold(3, mug)]
    },
  })
  seeking.product = mug.sku
  const search = goods.search()
  expect(goods.busy).toBe(true)
  seeking.product = pen.sku
  go()
  await search
  expect([goods.found, goods.busy]).toEqual([undefined, false])
})
