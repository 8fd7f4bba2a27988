import { expect, test } from 'vitest'
import { nameOf } from '#server/demo/names.ts'
import { isSoldAnywhere, sensibleName, shelved } from '#server/demo/pick-products.ts'

test('a demo name is three Chinese characters, the same for the same card', () => {
  for (let i = 0; i < 500; i += 1) {
    const card = `M${String(i).padStart(7, '0')}`
    expect(nameOf(card)).toMatch(/^\p{Script=Han}{3}$/u)
    expect(nameOf(card)).toBe(nameOf(card))
  }
})

test.each([
  ['  Kimlan,  Soy Paste ', 'Kimlan, Soy Paste'],
  ['可樂', '可樂'],
  ['ab1', undefined],
  ['茶', undefined],
  ['see www.shop.example', undefined],
  ['broken \uFFFD name', undefined],
  ['x'.repeat(61), undefined],
])('a name from a public list is taken when a shelf label could say it: %j', (text, name) => {
  expect(sensibleName(text)).toBe(name)
})

test('codes that a shop gives out itself, or with a wrong check digit, are no products of the demo', () => {
  expect(isSoldAnywhere('4710018000102')).toBe(true)
  for (const code of ['4710018000103', '2000000000008', '00011105', '0200000000000'])
    expect(isSoldAnywhere(code)).toBe(false)
})

test('a price is of its category, in steps of five, and always the same', () => {
  const tea = { code: '4710018164101', name: '雲間烏龍茶', brand: '', size: '' }
  const { category, price } = shelved(tea)
  expect(category).toBe('drinks')
  expect(price % 5).toBe(0)
  expect(price).toBeGreaterThanOrEqual(20)
  expect(price).toBeLessThanOrEqual(65)
  expect(shelved(tea).price).toBe(price)
})
