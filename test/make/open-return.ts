import type { Line } from '#shared/domain/line.ts'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Staff } from '#shared/domain/staff.ts'
import { fang, mug } from './counter.ts'
import { fakeId } from './fake-tablet.ts'
import { openShop } from './open-shop.ts'

export const two: Line = {
  sku: mug.sku,
  name: mug.name,
  quantity: 2,
  unitPrice: money(290),
  amount: money(580),
  kind: 'goods',
}
const off: Line = {
  ...two,
  sku: 'OFF',
  quantity: 1,
  unitPrice: money(-80),
  amount: money(-80),
  kind: 'discount',
}
export const sold: Receipt = {
  ref: fakeId(71),
  lines: [two, off],
  number: 'R02-A-000009',
  where: 'store:S02',
  at: 0,
  businessDate: '1970-01-01',
  who: null,
  tenders: [{ kind: 'external', amount: money(500), reference: 'T1', method: 'card' }],
  revision: 1,
  returned: {},
}
export const boss: Staff = { ...fang, id: 'S002', name: '店長', role: 'manager' }

/** A return of one mug of this receipt lies open, and everything about it is found out. */
export async function opened(receipt: Receipt, data = {}) {
  const shop = openShop({ receipts: [receipt], staff: [fang, boss], ...data })
  shop.session.people = [fang, boss]
  await shop.ringing.openReturn(receipt)
  const [first] = shop.returns.lines
  shop.returns.setQuantity(first?.key ?? '', 1)
  shop.returns.reason = 'defective'
  await shop.returnTerms.settled()
  return shop
}
