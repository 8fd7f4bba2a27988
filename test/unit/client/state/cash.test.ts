import { expect, it } from 'vitest'
import { cashChoices, dollarsIn } from '#client/state/cash.ts'

it('offers the exact amount first, then the next round sums', () => {
  expect(cashChoices(480)).toEqual([480, 500, 1000, 2000])
  expect(cashChoices(1234)).toEqual([1234, 1300, 1500, 2000])
  expect(cashChoices(1000)).toEqual([1000, 2000])
  expect(cashChoices(0)).toEqual([])
})

it('reads whole dollars as people type them', () => {
  expect(dollarsIn('1,000')).toBe(1000)
  expect(dollarsIn('NT$500')).toBe(500)
  expect(dollarsIn('１０００')).toBe(1000)
  expect(dollarsIn('12.5')).toBeUndefined()
  expect(dollarsIn('-5')).toBeUndefined()
  expect(dollarsIn('')).toBeUndefined()
})
