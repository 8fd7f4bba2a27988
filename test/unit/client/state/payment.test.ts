import { expect, it } from 'vitest'
import { failure } from '#shared/base/result.ts'
import { priced } from '#shared/domain/line.ts'
import { money } from '#shared/domain/money.ts'
import { useScanning } from '#client/state/scanning.ts'
import { useTendering } from '#client/state/tendering.ts'
import type { Intent } from '#client/sync/intent.ts'
import { ming, mug, pen } from '../../../make/counter.ts'
import { fakeId } from '../../../make/fake-tablet.ts'
import { cash, openShop } from '../../../make/open-shop.ts'

/** A tablet whose storage stores the ticket, or not, and dies before it can say so. */
/** One mug, paid in cash. */
const receipt = {
  ref: fakeId(71),
  lines: [priced({ sku: mug.sku, name: mug.name, quantity: 1, unitPrice: money(290), kind: 'goods' })],
  number: 'R02-A-000009',
  where: 'store:S02',
  at: 0,
  businessDate: '1970-01-01',
  who: null,
  revision: 1,
  returned: {},
} as const

function shopWithDyingStorage(stores: boolean) {
  const shop = openShop()
  const { tablet } = shop
  const { commit } = tablet
  const kept = new Map<unknown, Awaited<ReturnType<typeof commit>>>()
  const asked: unknown[] = []
  let trials = 0
  let dies = true
  Object.assign(tablet, {
    commit: async (intent: Intent) => {
      asked.push(intent.id)
      const before = kept.get(intent.id)
      if (!dies && before !== undefined) return before
      if (!dies || stores) kept.set(intent.id, await commit.call(tablet, intent))
      if (!dies) return kept.get(intent.id)
      return failure('cannot-save')
    },
    tryToSave: async () => void trials++,
    care: {
      ...tablet.care,
      operation: async (id: unknown) => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        if (dies) throw new Error('no storage')
        return kept.has(id) ? {} : undefined
      },
    },
  })
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10))
  return { ...shop, asked, settled, trials: () => trials, revive: () => (dies = false) }
}

it('Y1 a sale that was stored and could not say so is paid when Pay is pressed again, once', async () => {
  const { basket, counter, closing, payment, ringing, tablet, settled, revive } = shopWithDyingStorage(true)
  ringing.ring(mug)
  counter.pay('cash')
  await closing.sell(cash(290, 500))
  expect([payment.paid, payment.refusal]).toEqual([undefined, 'cannot-save'])
  counter.back()
  revive()
  counter.pay('card')
  await settled()
  expect(payment.paid).toMatchObject({ kind: 'sale', total: 290, change: 210 })
  expect([counter.ticket, basket.isEmpty, tablet.committed.length]).toEqual(['paid', true, 1])
})

it('Y1 a sale that was not stored keeps its id for the same basket, and another basket gets its own', async () => {
  const { counter, closing, payment, ringing, asked, settled, revive } = shopWithDyingStorage(false)
  ringing.ring(mug)
  counter.pay('cash')
  await closing.sell(cash(290))
  counter.back()
  revive()
  counter.pay('cash')
  await settled()
  await closing.sell(cash(290))
  expect(payment.paid).toMatchObject({ total: 290 })
  expect(asked).toEqual([asked[0], asked[0]])

  const other = shopWithDyingStorage(false)
  other.ringing.ring(mug)
  other.counter.pay('cash')
  await other.closing.sell(cash(290))
  other.revive()
  other.ringing.ring(pen)
  other.counter.pay('cash')
  await other.settled()
  await other.closing.sell(cash(325))
  expect(other.payment.paid).toMatchObject({ total: 325 })
  expect(other.asked[1]).not.toBe(other.asked[0])
})

it('Y1 while the storage cannot be asked nothing is rung in place of the sale in doubt', async () => {
  const { counter, closing, payment, ringing, asked, settled } = shopWithDyingStorage(true)
  ringing.ring(mug)
  counter.pay('cash')
  await closing.sell(cash(290))
  counter.back()
  ringing.ring(pen)
  counter.pay('cash')
  await settled()
  expect(payment.refusal).toBe('cannot-save')
  await closing.sell(cash(325))
  expect([payment.paid, asked.length]).toEqual([undefined, 1])
})

it('what was rung since a sale that turns out to be kept stays to be paid', async () => {
  const { basket, counter, closing, payment, ringing, visitor, pinia, settled, revive } =
    shopWithDyingStorage(true)
  ringing.ring(mug)
  counter.pay('cash')
  await closing.sell(cash(290))
  counter.back()
  await visitor.show(ming)
  ringing.ring(mug)
  ringing.ring(pen)
  revive()
  counter.pay('cash')
  await settled()
  expect(payment.paid).toMatchObject({ total: 290, lines: [{ sku: mug.sku, quantity: 1 }] })
  expect(basket.lines.map(({ sku, quantity }) => [sku, quantity])).toEqual([
    [mug.sku, 1],
    [pen.sku, 1],
  ])
  expect([visitor.member?.id, useTendering(pinia).taken]).toEqual([ming.id, []])
})

it('R5 a return that was stored and could not say so is shown, and given back once', async () => {
  const { counter, closing, payment, returns, returnTerms, ringing, tablet, settled, revive } =
    shopWithDyingStorage(true)
  await ringing.openReturn(receipt)
  returns.setQuantity(returns.lines[0]?.key ?? '', 1)
  returns.reason = 'defective'
  await returnTerms.settled()
  await closing.refund()
  counter.back()
  revive()
  ringing.startReturn()
  await settled()
  expect(payment.paid).toMatchObject({ kind: 'return', total: 290 })
  expect([counter.ticket, tablet.committed.length]).toEqual(['paid', 1])
})

it('a scan while the storage is asked for the sale in doubt is not lost', async () => {
  const { basket, counter, closing, ringing, pinia, revive } = shopWithDyingStorage(false)
  ringing.ring(mug)
  counter.pay('cash')
  await closing.sell(cash(290))
  counter.back()
  revive()
  counter.pay('cash')
  await useScanning(pinia).onScan({ text: '4006381333931', source: 'wedge', at: 0 })
  expect([basket.pieces, counter.ticket]).toEqual([2, 'basket'])
})

it('every time Pay is pressed the tablet is asked whether there is room', () => {
  const { counter, ringing, tablet, trials } = shopWithDyingStorage(true)
  ringing.ring(mug)
  tablet.setStatus({ canSave: false })
  counter.pay('cash')
  counter.back()
  counter.pay('cash')
  expect([counter.ticket, trials()]).toEqual(['pay', 2])
})
