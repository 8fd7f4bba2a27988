import { expect, it } from 'vitest'
import { money } from '#shared/domain/money.ts'
import { lineKey, useBasket } from '#client/state/basket.ts'
import { makeCounter, mug, pen } from '../../../make/counter.ts'

const keyOf = (product: typeof mug): string => lineKey({ sku: product.sku, unitPrice: product.price })

it('R1 R2 adds up what was rung', () => {
  const basket = useBasket(makeCounter().pinia)
  basket.add(mug)
  basket.add(pen)
  basket.add(mug)
  expect(basket.total).toBe(615)
  expect(basket.pieces).toBe(3)
})

it('a line removed can be brought back to its place', () => {
  const basket = useBasket(makeCounter().pinia)
  basket.add(mug)
  basket.add(pen)
  basket.setQuantity(keyOf(mug), 0)
  expect(basket.lines).toHaveLength(1)
  basket.bringBack()
  expect(basket.lines.map(({ sku }) => sku)).toEqual([mug.sku, pen.sku])
})

it('a price that changed in between makes a line of its own', () => {
  const basket = useBasket(makeCounter().pinia)
  basket.add(mug)
  basket.add({ ...mug, price: money(300) })
  expect(basket.lines.map(({ unitPrice }) => unitPrice)).toEqual([290, 300])
  expect(basket.total).toBe(590)
})
