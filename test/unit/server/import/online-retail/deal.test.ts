import { describe, expect, test } from 'vitest'
import {
  cardNumberOf,
  codeKind,
  placeOf,
  rowKind,
  stores,
  unitPriceOf,
} from '#server/import/online-retail/deal.ts'

describe('prices in TWD', () => {
  test.each([
    ['2.55', 102],
    ['0.0', 0],
    ['0.001', 0],
    ['0.012', 0],
    ['0.0125', 1],
    ['1.0124', 40],
    ['1.0125', 41],
    ['1.0375', 42],
    ['38970', 1_558_800],
    ['11062.06', 442_482],
    ['-11062.06', -442_482],
    ['-0.0125', 0],
    ['-0.0126', -1],
    ['-0.0375', -1],
    ['-1', -40],
    ['123456789.123456', 4_938_271_565],
  ])('£%s × 40, half up toward positive infinity, is %i', (pounds, dollars) => {
    expect(unitPriceOf(pounds) + 0).toBe(dollars)
  })

  test('agree with counting in millionths of a dollar for every price of up to four decimals', () => {
    for (let tenThousandths = -25_000; tenThousandths <= 25_000; tenThousandths += 31) {
      const text = `${tenThousandths < 0 ? '-' : ''}${Math.floor(Math.abs(tenThousandths) / 10_000)}.${String(Math.abs(tenThousandths) % 10_000).padStart(4, '0')}`
      expect(unitPriceOf(text) + 0, text).toBe(Math.floor((tenThousandths * 40 + 5000) / 10_000) + 0)
    }
  })

  test('refuse what is not a plain decimal number', () => {
    for (const text of ['', '1e3', '.5', '5.', '+1', ' 1', '٣'])
      expect(() => unitPriceOf(text)).toThrow(RangeError)
  })
})

describe('the dealing of invoices', () => {
  const invoices = Array.from({ length: 5_000 }, (_, index) => String(536_365 + index))

  test('never moves: these places are frozen', () => {
    expect(['561904', '561905', 'C561906', '536365', '562955'].map((invoice) => placeOf(invoice))).toEqual([
      'S2',
      'S1',
      'S3',
      'S4',
      'web',
    ])
  })

  test('gives 6 of 10 to four stores in equal parts and the rest to the online shop', () => {
    const places = invoices.map((invoice) => placeOf(invoice))
    const share = (place: string) => places.filter((other) => other === place).length / places.length
    expect(Math.abs(share('web') - 0.4)).toBeLessThan(0.02)
    for (const store of stores) expect(Math.abs(share(store) - 0.15)).toBeLessThan(0.02)
  })

  test('changes with a seed, and only with a seed', () => {
    const moved = invoices.filter((invoice) => placeOf(invoice, '7') !== placeOf(invoice)).length
    expect(moved / invoices.length).toBeGreaterThan(0.6)
    expect(placeOf('561904', '7')).toBe(placeOf('561904', '7'))
  })
})

describe('codes, rows and cards', () => {
  test('goods have five digits, or are named', () => {
    for (const code of ['22041', '85123A', '79191c', '15056BL', 'DCGS0076', 'DCGS0066P', 'DCGSSGIRL', 'PADS'])
      expect(codeKind(code), code).toBe('goods')
    const services = [
      'POST',
      'DOT',
      'C2',
      'M',
      'm',
      'D',
      'S',
      'B',
      'BANK CHARGES',
      'AMAZONFEE',
      'CRUK',
      'gift_0001_20',
      '2204',
      '22041 X',
    ]
    for (const code of services) expect(codeKind(code), code).toBe('service')
  })

  test('a row is sold, brought back, or written off', () => {
    const kind = (invoice: string, quantity: number, unitPrice: string) =>
      rowKind({ invoice, quantity, unitPrice })
    expect(kind('561904', 1, '0.0')).toBe('sale')
    expect(kind('A563186', 1, '-11062.06')).toBe('sale')
    expect(kind('C561906', 1, '2.55')).toBe('sale')
    expect(kind('C561906', -1, '0.0')).toBe('return')
    expect(kind('561904', -1, '0.0')).toBe('adjustment')
    expect(kind('561904', -1, '0.001')).toBe('adjustment')
    expect(kind('561904', -1, '2.55')).toBe('return')
  })

  test('a card is M and seven digits', () => {
    expect(cardNumberOf('17850')).toBe('M0017850')
    expect(cardNumberOf('1')).toBe('M0000001')
    expect(cardNumberOf('1234567')).toBe('M1234567')
  })
})
