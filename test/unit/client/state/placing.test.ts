import { describe, expect, it } from 'vitest'
import { known } from '#shared/base/assert.ts'
import { fromHex } from '#shared/base/bytes.ts'
import { readPickupCode } from '#shared/domain/proof.ts'
import { useAvailability } from '#client/state/availability.ts'
import type { Destination } from '#client/state/destination.ts'
import { usePlaces } from '#client/state/places.ts'
import { usePlacing } from '#client/state/placing.ts'
import { useTendering } from '#client/state/tendering.ts'
import { ming, mug, pen } from '../../../make/counter.ts'
import { type FakeData, fakeDevice } from '../../../make/fake-tablet.ts'
import { cash, openShop } from '../../../make/open-shop.ts'

const places = ['S01', 'S02', 'S03'].map((store) => ({ id: `store:${store}`, name: `門市 ${store}` }))
const there: Destination = { is: 'collect', store: 'S02' }
const home: Destination = { is: 'ship' }

/** A mug and a pen are rung, and what stores have of the mug is known. */
async function aisle(data: FakeData = {}) {
  const shop = openShop({ places, onHand: { [mug.sku]: 1 }, elsewhere: { S02: { [mug.sku]: 2 } }, ...data })
  const { pinia } = shop
  await usePlaces(pinia).refresh()
  shop.ringing.ring(mug)
  shop.ringing.ring(pen)
  const availability = useAvailability(pinia)
  await availability.look(mug.sku)
  const [first, second] = shop.basket.lines.map(({ key }) => key)
  const keys = { mug: known(first, 'the mug'), pen: known(second, 'the pen') }
  return { ...shop, keys, placing: usePlacing(pinia), tendering: useTendering(pinia), availability }
}

describe('R33 an order at the counter', () => {
  it('is one gesture: what is carried out and what is collected elsewhere are paid on one ticket', async () => {
    const { basket, keys, visitor, counter, closing, tablet, payment, placing } = await aisle()
    await visitor.show(ming)
    placing.send(keys.mug, there)
    counter.pay('cash')
    await closing.sell(cash(325))
    expect(tablet.committed).toMatchObject([
      {
        kind: 'order.place',
        member: { id: ming.id },
        contact: { name: ming.name, phone: '0912345678' },
        lines: [{ sku: mug.sku }, { sku: pen.sku }],
        parts: [{ part: 1, kind: 'collect', store: 'S02', lines: [{ line: 0, quantity: 1 }], paid: true }],
        tenders: [cash(325)],
      },
    ])
    expect(JSON.stringify(tablet.committed)).not.toMatch(/"(to|key|address)":/)
    expect(payment.paid).toMatchObject({ kind: 'order', total: 325, order: { later: 0 } })
    expect(basket.isEmpty).toBe(true)
    expect(visitor.present).toBeUndefined()
  })

  it('is paid where it is collected: only what is carried out is paid now', async () => {
    const { keys, visitor, counter, closing, tablet, payment, placing, tendering } = await aisle()
    await visitor.show(ming)
    placing.send(keys.mug, there)
    placing.paysLater = true
    expect([tendering.due, placing.later]).toEqual([35, 290])
    counter.pay('cash')
    await closing.sell(cash(35))
    expect(tablet.committed).toMatchObject([{ parts: [{ paid: false }], tenders: [cash(35)] }])
    expect(payment.paid).toMatchObject({ total: 35, order: { later: 290 } })
  })

  it('needs no tender when all of it is paid where it is collected', async () => {
    const { basket, keys, visitor, counter, closing, tablet, placing } = await aisle()
    await visitor.show(ming)
    basket.remove(keys.pen)
    placing.send(keys.mug, there)
    placing.paysLater = true
    counter.pay('cash')
    expect(counter.ticket).toBe('pay')
    await closing.place()
    expect(tablet.committed).toMatchObject([{ kind: 'order.place', tenders: [] }])
    expect(counter.ticket).toBe('paid')
  })

  it('R35 names who else may collect it, by name and phone together', async () => {
    const { basket, keys, visitor, closing, tablet, placing } = await aisle()
    await visitor.show(ming)
    basket.remove(keys.pen)
    placing.send(keys.mug, there)
    placing.paysLater = true
    placing.typed.delegateName = '陳大文'
    expect(placing.problem).toBe('no-delegate')
    placing.typed.delegatePhone = '0922 000 111'
    expect(placing.problem).toBeUndefined()
    await closing.place()
    expect(tablet.committed).toMatchObject([
      { kind: 'order.place', contact: { delegateName: '陳大文', delegatePhone: '0922 000 111' } },
    ])
    expect(placing.typed.delegateName).toBe('')
  })

  it('sends home what is paid now, from whoever has it, and asks the others after them', async () => {
    const { keys, visitor, counter, closing, tablet, placing } = await aisle({ onHand: { [mug.sku]: 0 } })
    await visitor.show(ming)
    placing.send(keys.mug, home)
    placing.paysLater = true
    expect(placing.problem).toBe('no-address')
    placing.typed.address = ' 台中市西屯區臺灣大道三段 99 號 '
    counter.pay('cash')
    await closing.sell(cash(325))
    expect(tablet.committed).toMatchObject([
      {
        contact: { address: '台中市西屯區臺灣大道三段 99 號' },
        parts: [{ kind: 'ship', store: 'S02', others: ['S03'], paid: true }],
      },
    ])
  })

  it('lets one piece go along and another be collected', async () => {
    const { basket, keys, ringing, placing } = await aisle()
    placing.send(keys.mug, there)
    ringing.ring(mug)
    expect(basket.lines.map(({ sku, quantity, to }) => [sku, quantity, to?.is])).toEqual([
      [mug.sku, 1, 'collect'],
      [pen.sku, 1, undefined],
      [mug.sku, 1, undefined],
    ])
    placing.send(keys.mug, undefined)
    expect(placing.isOrder).toBe(false)
  })
})

describe('R33 an order is refused before money is taken', () => {
  it('without a member', async () => {
    const { keys, counter, closing, tablet, placing } = await aisle()
    placing.send(keys.mug, there)
    expect(placing.problem).toBe('no-member')
    counter.pay('cash')
    expect(counter.ticket).toBe('basket')
    await closing.sell(cash(325))
    expect(tablet.committed).toEqual([])
  })

  it('when the store is known not to have that many, and not when nobody has told', async () => {
    const { basket, keys, visitor, placing } = await aisle()
    await visitor.show(ming)
    basket.setQuantity(keys.mug, 3)
    placing.send(keys.mug, there)
    expect(placing.problem).toBe('not-there')
    expect(placing.missing).toEqual({ store: 'S02', sku: mug.sku, left: 2 })
    placing.send(keys.mug, { is: 'collect', store: 'S03' })
    expect(placing.problem).toBeUndefined()
  })

  it('when what is carried out is what should be kept here', async () => {
    const { keys, ringing, visitor, placing } = await aisle()
    await visitor.show(ming)
    placing.send(keys.mug, { is: 'collect', store: 'S01' })
    expect(placing.problem).toBeUndefined()
    ringing.ring(mug)
    expect(placing.problem).toBe('not-there')
  })

  it('when no store has enough to send', async () => {
    const known = { S02: { [mug.sku]: 1 }, S03: { [mug.sku]: 0 } }
    const { basket, keys, visitor, placing } = await aisle({ elsewhere: known })
    await visitor.show(ming)
    basket.setQuantity(keys.mug, 2)
    placing.send(keys.mug, home)
    expect(placing.problem).toBe('nowhere')
  })

  it('for a card that nobody knows until somebody says who it is', async () => {
    const { keys, visitor, placing } = await aisle()
    visitor.claim({ kind: 'card', value: 'M7777777' })
    placing.send(keys.mug, there)
    expect(placing.problem).toBe('no-name')
    placing.typed.name = '李小姐'
    expect(placing.problem).toBeUndefined()
    placing.typed.phone = '12'
    expect(placing.problem).toBe('no-phone')
  })

  it('forgets where somebody lives when they leave', async () => {
    const { keys, visitor, counter, placing } = await aisle()
    await visitor.show(ming)
    placing.send(keys.mug, home)
    placing.typed.address = '台中市'
    counter.leave()
    expect(placing.typed.address).toBe('')
    expect(placing.isOrder).toBe(false)
  })
})

it('R36 the slip carries the code with which the goods are collected', async () => {
  const { keys, visitor, counter, closing, payment, placing } = await aisle()
  await visitor.show(ming)
  placing.send(keys.mug, there)
  counter.pay('cash')
  await closing.sell(cash(325))
  const order = known(payment.paid?.order, 'the slip')
  expect(order.ways).toEqual([[{ is: 'collect', store: '門市 S02', quantity: 1 }], []])
  const [printed] = order.codes
  const code = readPickupCode(printed?.code ?? '', fromHex(fakeDevice.receiptKey))
  expect(code).toMatchObject({ part: 1, lastDay: '1970-01-15' })
})
