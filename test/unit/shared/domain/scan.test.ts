import { describe, expect, it } from 'vitest'
import { routeScan } from '#shared/domain/scan.ts'

const patterns = { memberCard: 'M#######' }
const route = (text: string) => routeScan(text, patterns)
const goods = (value: string, ...others: string[]) => ({
  kind: 'product',
  value,
  spellings: [value, ...others],
})

describe('a scan is taken for', () => {
  it.each([
    ['M0012345', { kind: 'card', value: 'M0012345' }],
    ['m0012345', { kind: 'card', value: 'M0012345' }],
    ['0912345678', { kind: 'phone', value: '0912345678' }],
    ['0912-345-678', { kind: 'phone', value: '0912345678' }],
    ['+886 912 345 678', { kind: 'phone', value: '0912345678' }],
    ['OC1.AZqQAAAAcACAAAAAAAAjKU1n', { kind: 'receiptCode', value: 'OC1.AZqQAAAAcACAAAAAAAAjKU1n' }],
    ['r01-a-000123', { kind: 'receiptNumber', value: 'R01-A-000123' }],
    ['4006381333931', goods('4006381333931', '04006381333931')],
    ['4712345678900', goods('4712345678900', '04712345678900')],
    ['036000291452', goods('036000291452', '0036000291452', '00036000291452')],
    ['96385074', goods('96385074')],
    // UPC-E of the UPC-A 042100005264 (GS1 General Specifications §5.2.2.4.2).
    ['04252614', goods('04252614', '042100005264', '0042100005264', '00042100005264')],
    [
      '2101234002506',
      { ...goods('2101234002506', '02101234002506'), inStore: { item: '2101234', price: 250 } },
    ],
    [
      '2212345008759',
      { ...goods('2212345008759', '02212345008759'), inStore: { item: '2212345', grams: 875 } },
    ],
    // A UPC-A that begins like Taiwan's mobile numbers from abroad; with a wrong check digit it is only the number.
    ['886912345671', { ...goods('886912345671', '0886912345671', '00886912345671'), phone: '0912345671' }],
    ['886912345678', { kind: 'phone', value: '0912345678' }],
    ['2012345001992', goods('2012345001992', '02012345001992')],
    ['/p4sv.-i', { kind: 'carrier', carrier: { kind: 'mobile', value: '/P4SV.-I' } }],
    ['/P4SV.-I', { kind: 'carrier', carrier: { kind: 'mobile', value: '/P4SV.-I' } }],
    ['AB12345678901234', { kind: 'carrier', carrier: { kind: 'citizen', value: 'AB12345678901234' } }],
    ['10404UZ176908720122', { kind: 'invoice', number: 'UZ17690872' }],
    [
      'AB112233441020523999900000144000001540000000001234567ydXZt4LAN1UHN/j1juVcRA==:**********:3:3:1:乾電池:1:105:',
      { kind: 'invoice', number: 'AB11223344' },
    ],
    [
      'https://id.gs1.org/01/09506000134352/21/12345?17=261231',
      {
        ...goods('https://id.gs1.org/01/09506000134352/21/12345?17=261231'),
        spellings: ['09506000134352', '9506000134352'],
      },
    ],
    ['85123A', { kind: 'unknown', value: '85123A' }],
  ])('%s', (text, target) => {
    expect(route(text)).toEqual(target)
  })

  it('the code behind an AIM identifier', () => {
    expect(route(']E04006381333931')).toEqual(goods('4006381333931', '04006381333931'))
    expect(route(']C0M0012345')).toEqual({ kind: 'card', value: 'M0012345' })
  })

  it('the product and the weight on a GS1 label', () => {
    expect(route(']C10109506000134352310300125010LOT7')).toEqual({
      kind: 'product',
      value: '0109506000134352310300125010LOT7',
      spellings: ['09506000134352', '9506000134352'],
      grams: 1250,
    })
  })
})

describe('a number that must not be kept', () => {
  it('R3 a bank card is not told further', () => {
    expect(route('4111 1111 1111 1111')).toEqual({ kind: 'secret', what: 'bankCard' })
  })

  it('a payment wallet’s code is not told further', () => {
    expect(route('281234567890123456')).toEqual({ kind: 'secret', what: 'wallet' })
  })
})

it('a barcode with a wrong check digit is not a product', () => {
  expect(route('4006381333932')).toEqual({ kind: 'unknown', value: '4006381333932' })
})

it('R20 a member card comes before a product, even where it has the shape of one', () => {
  const printedAsEan = { memberCard: 'M####### 29###########' }
  expect(routeScan('2900001234566', printedAsEan)).toEqual({ kind: 'card', value: '2900001234566' })
  expect(routeScan('M0000001', printedAsEan)).toEqual({ kind: 'card', value: 'M0000001' })
})

it('R22 codes of the shop itself mean what the chain says', () => {
  const inStore = ['28IIIIPPPPPPC']
  expect(routeScan('2812340012500', { ...patterns, inStore })).toMatchObject({
    spellings: ['2812340012500', '02812340012500'],
    inStore: { item: '281234', price: 1250 },
  })
  expect(routeScan('2101234002506', { ...patterns, inStore })).toEqual(
    goods('2101234002506', '02101234002506'),
  )
})

it('R22 a label that leaves its price or its weight at nothing, or at tons, says neither', () => {
  for (const code of ['2100010000002', '2200010000009'])
    expect(routeScan(code, patterns)).toHaveProperty('inStore', { item: code.slice(0, 7) })
  for (const weight of ['3103000000', '3100999999', '31030000A1'])
    expect(route(`]C10109506000134352${weight}`)).not.toHaveProperty('grams')
})

it('a chain may have cards of another shape, or none yet', () => {
  expect(routeScan('VIP-AB12', { memberCard: 'VIP-@@##' })).toEqual({ kind: 'card', value: 'VIP-AB12' })
  expect(routeScan('M0012345', { memberCard: undefined })).toEqual({ kind: 'unknown', value: 'M0012345' })
})
