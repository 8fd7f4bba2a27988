import { expect, it } from 'vitest'
import { become } from '#client/state/become.ts'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { fang, ming, mug } from '../../../make/counter.ts'
import { fakeId } from '../../../make/fake-tablet.ts'
import { openShop } from '../../../make/open-shop.ts'

const amount = money(290)
const sold: Receipt = {
  ref: fakeId(71),
  lines: [{ sku: mug.sku, name: mug.name, quantity: 1, unitPrice: amount, amount, kind: 'goods' }],
  number: 'R02-A-000009',
  where: 'store:S02',
  at: 0,
  businessDate: '1970-01-01',
  who: null,
  tenders: [{ kind: 'cash', amount, tendered: amount, change: money(0) }],
  revision: 1,
  returned: {},
}

it.each([
  ['the one that they were bound to', { own: fakeId(90), buyer: ming.id }],
  ['the one that bought it', { own: ming.id, buyer: fakeId(90) }],
])('R29 R8 one’s own purchase is one’s own when %s has become another member', async (_, { own, buyer }) => {
  const receipt = { ...sold, who: { member: buyer } }
  const shop = openShop({ receipts: [receipt], redirects: { [fakeId(90)]: ming.id } })
  await shop.ringing.openReturn(receipt)
  shop.returns.setAll()
  await shop.returnTerms.settled()
  expect(shop.refunding.needs).toEqual([])
  shop.session.staff = { ...fang, member: own }
  await expect.poll(() => shop.refunding.needs).toEqual(['self'])
})

it('R8 nobody is looked up on a tablet that is not enrolled, which has no directory', () => {
  const tablet = {
    get directory(): never {
      throw new Error('this tablet is not enrolled')
    },
  }
  expect(become(tablet, () => undefined).value).toBeUndefined()
})
