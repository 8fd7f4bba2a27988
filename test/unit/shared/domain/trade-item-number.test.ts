import { expect, test } from 'vitest'
import { isTradeItemNumber } from '#shared/domain/barcode.ts'

test.each([
  ['an EAN-13', '4006381333931'],
  ['a Taiwanese EAN-13', '4712345678900'],
  ['the example of GS1', '9506000134352'],
  ['an EAN-8', '96385074'],
  ['a UPC-A', '036000291452'],
  ['a GTIN-14', '10614141000415'],
])('R14 %s is a trade item number', (_, text) => {
  expect(isTradeItemNumber(text)).toBe(true)
})

test('R14 any one digit wrong is found', () => {
  const text = '4006381333931'
  for (let at = 0; at < text.length; at++) {
    for (let digit = 0; digit < 10; digit++) {
      const other = text.slice(0, at) + String(digit) + text.slice(at + 1)
      expect(isTradeItemNumber(other)).toBe(other === text)
    }
  }
})

test.each(['', '1234567', '123456789', '40063813339310000', '40063813339３1', 'M0000001', ' 4006381333931'])(
  'R14 %j is none',
  (text) => {
    expect(isTradeItemNumber(text)).toBe(false)
  },
)
