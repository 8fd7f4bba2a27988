import { expect, it } from 'vitest'
import { canonicalJson } from '#shared/base/canonical-json.ts'
import { money } from '#shared/domain/money.ts'
import { useBasket } from '#client/state/basket.ts'
import { makeCounter, mug, pen } from '../../../make/counter.ts'

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
  basket.setQuantity(basket.lines[0]?.key ?? '', 0)
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

it('a note stays with its line; one more of the same product has none', () => {
  const basket = useBasket(makeCounter().pinia)
  basket.add(mug)
  basket.setNote(basket.lastKey ?? '', ' 刻「明」字 ')
  basket.add(mug)
  expect(basket.lines.map(({ note, quantity }) => [note, quantity])).toEqual([
    ['刻「明」字', 1],
    [undefined, 1],
  ])
  basket.setNote(basket.lines[0]?.key ?? '', '')
  expect(basket.lines[0]).not.toHaveProperty('note')
})

it('a note that is too long is cut between two characters, and can be kept', () => {
  const basket = useBasket(makeCounter().pinia)
  basket.add(mug)
  basket.setNote(basket.lastKey ?? '', `${'刻'.repeat(79)}🎁`)
  expect(basket.lines[0]?.note).toBe('刻'.repeat(79))
  expect(() => canonicalJson({ note: basket.lines[0]?.note ?? '' })).not.toThrow()
})

it('R19 what was weighed is a line of its own, at the price of its weight', () => {
  const basket = useBasket(makeCounter().pinia)
  const tea = { ...mug, sku: 'TEA-K', price: money(1200), measure: 'weight' } as const
  basket.add(tea, { grams: 250 })
  basket.add(tea, { grams: 250 })
  basket.add(tea, { price: money(99), grams: 80 })
  expect(basket.lines.map(({ unitPrice, grams, quantity }) => [unitPrice, grams, quantity])).toEqual([
    [300, 250, 1],
    [300, 250, 1],
    [99, 80, 1],
  ])
})
