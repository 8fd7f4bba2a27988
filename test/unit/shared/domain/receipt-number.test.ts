import { expect, it } from 'vitest'
import { receiptNumbers, spelledNumber } from '#shared/domain/receipt-number.ts'

it('R13 a number is the same however it was typed', () => {
  const typed = [' w-1001', 'Ｗ－１００１', 'W-1001']
  expect(typed.map(spelledNumber)).toEqual(['W-1001', 'W-1001', 'W-1001'])
  expect(['uz-17690872', 'UZ17690872'].map(spelledNumber)).toEqual(['UZ17690872', 'UZ17690872'])
  // A hyphen of anybody else's number is part of it.
  expect(spelledNumber('W-17690872')).toBe('W-17690872')
})

it('R13 an order is known under its number and those of its e-invoices, each once', () => {
  expect(receiptNumbers({ number: 'w-1', invoices: ['UZ17690872', 'UZ17690873'] })).toEqual([
    'W-1',
    'UZ17690872',
    'UZ17690873',
  ])
  expect(receiptNumbers({ number: null })).toEqual([])
  expect(receiptNumbers({ number: 'AB12345678', invoices: ['AB12345678'] })).toEqual(['AB12345678'])
})
