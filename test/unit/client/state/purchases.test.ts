import { expect, it } from 'vitest'
import { nextTick } from 'vue'
import { findWords } from '#client/db/find-words.ts'
import { credentialKey } from '#shared/domain/credential.ts'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Recent } from '#shared/domain/timeline.ts'
import { usePurchases } from '#client/state/purchases.ts'
import { useSeeking } from '#client/state/seeking.ts'
import { fakeId } from '../../../make/fake-tablet.ts'
import { ming, mug, pen } from '../../../make/counter.ts'
import { openShop } from '../../../make/open-shop.ts'

const receiptOf = (n: number, { sku, name }: typeof mug, over: Partial<Receipt> = {}): Receipt => ({
  ref: fakeId(n),
  lines: [{ sku, name, quantity: 1, unitPrice: money(35), amount: money(35), kind: 'goods' }],
  number: `R02-A-${String(n).padStart(6, '0')}`,
  where: 'store:S02',
  at: n,
  businessDate: '2026-11-20',
  who: { member: ming.id },
  revision: 1,
  returned: {},
  ...over,
})
const recentOf = ({ ref, at, businessDate: date }: Receipt, over: Partial<Recent> = {}): Recent => ({
  id: ref,
  kind: 'sale',
  at,
  date,
  where: 'store:S02',
  amount: money(35),
  lineCount: 1,
  op: ref,
  revision: 1,
  thread: ref,
  ...over,
})
const [mugs, pens] = [receiptOf(70, mug), receiptOf(71, pen, { businessDate: '2026-10-02' })]
const elsewhere = receiptOf(72, pen)
const picture = {
  member: ming.id,
  name: ming.name,
  points: 0,
  recent: [
    recentOf(mugs),
    recentOf(pens),
    recentOf(elsewhere),
    recentOf(mugs, { id: 'back', kind: 'return' }),
  ],
  at: 0,
  version: 1,
}

async function opened() {
  const shop = openShop({ receipts: [mugs, pens], visitors: [picture] })
  const purchases = usePurchases(shop.pinia)
  await shop.visitor.show(ming)
  purchases.begin()
  await nextTick()
  await new Promise((resolve) => setTimeout(resolve))
  return { ...shop, purchases, seeking: useSeeking(shop.pinia) }
}

it('R5 the original of a return is found by member, product and date', async () => {
  const { purchases, seeking, returns, counter } = await opened()
  expect(purchases.found.map(({ id }) => id)).toEqual([elsewhere, pens, mugs].map(({ ref }) => ref))
  seeking.product = '馬克'
  expect(purchases.found.map(({ id }) => id)).toEqual([mugs.ref])
  seeking.product = pen.sku.toLowerCase()
  seeking.date = '2026-10'
  const [found] = purchases.found
  if (found === undefined) throw new Error('nothing was found')
  await purchases.open(found)
  expect([counter.ticket, returns.receipt?.ref]).toEqual(['return', pens.ref])
})

it('R5 a purchase whose lines are not here says so, and nothing of the search stays for the next customer', async () => {
  const { purchases, seeking, returns, visitor, notice } = await opened()
  seeking.product = '杯'
  await purchases.open({ ...recentOf(elsewhere), names: [], codes: [] })
  expect(notice.shown).toEqual({
    kind: 'receipt-unasked',
    text: elsewhere.ref,
    called: elsewhere.businessDate,
  })
  expect(returns.source).toBeUndefined()
  visitor.clear()
  await nextTick()
  expect([seeking.product, purchases.isKnown]).toEqual(['', false])
})

it('R5 a purchase that only the index of receipts knows is found, by whom it was sold to or by the card alone', async () => {
  const known = receiptOf(74, mug, { at: 900, where: 'store:S03' })
  const [card] = ming.credentials
  const claimed = receiptOf(75, pen, {
    at: 901,
    where: 'channel:web',
    who: { credential: credentialKey(card) },
  })
  const shop = openShop({ receipts: [known, claimed, mugs], visitors: [picture] })
  const under = [known, claimed, mugs].map(
    (receipt) => [findWords('receipt', { ...receipt }), receipt] as const,
  )
  Object.assign(shop.tablet.rows, {
    find: async (_table: string, word: string) =>
      under.flatMap(([words, receipt]) => (words.includes(word) ? [receipt] : [])),
  })
  const [purchases, seeking] = [usePurchases(shop.pinia), useSeeking(shop.pinia)]
  await shop.visitor.show(ming)
  await nextTick()
  await purchases.settled()
  expect(purchases.found.map(({ id, kind }) => [id, kind])).toEqual(
    [claimed, known, elsewhere, pens, mugs].map((one) => [one.ref, one === claimed ? 'order' : 'sale']),
  )
  seeking.product = '馬克'
  expect(purchases.found.map(({ id }) => id)).toEqual([known.ref, mugs.ref])
  shop.visitor.clear()
  await nextTick()
  await purchases.settled()
  expect(purchases.found).toEqual([])
})
