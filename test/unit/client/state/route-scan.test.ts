import { describe, expect, it } from 'vitest'
import { routeScan } from '#client/state/route-scan.ts'

const patterns = { memberCard: 'M#######' }
const route = (text: string) => routeScan(text, patterns)

describe('a scan is taken for', () => {
  it.each([
    ['M0012345', { kind: 'card', value: 'M0012345' }],
    ['m0012345', { kind: 'card', value: 'M0012345' }],
    ['0912345678', { kind: 'phone', value: '0912345678' }],
    ['0912-345-678', { kind: 'phone', value: '0912345678' }],
    ['+886 912 345 678', { kind: 'phone', value: '0912345678' }],
    ['OC1.AZqQAAAAcACAAAAAAAAjKU1n', { kind: 'receiptCode', value: 'OC1.AZqQAAAAcACAAAAAAAAjKU1n' }],
    ['r01-a-000123', { kind: 'receiptNumber', value: 'R01-A-000123' }],
    ['4006381333931', { kind: 'product', value: '4006381333931' }],
    ['4712345678900', { kind: 'product', value: '4712345678900' }],
    ['036000291452', { kind: 'product', value: '036000291452' }],
    ['96385074', { kind: 'product', value: '96385074' }],
    ['85123A', { kind: 'unknown', value: '85123A' }],
  ])('%s', (text, target) => {
    expect(route(text)).toEqual(target)
  })

  it('the code behind an AIM identifier', () => {
    expect(route(']E04006381333931')).toEqual({ kind: 'product', value: '4006381333931' })
    expect(route(']C1M0012345')).toEqual({ kind: 'card', value: 'M0012345' })
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

it('a chain may have cards of another shape, or none yet', () => {
  expect(routeScan('VIP-AB12', { memberCard: 'VIP-@@##' })).toEqual({ kind: 'card', value: 'VIP-AB12' })
  expect(routeScan('M0012345', { memberCard: undefined })).toEqual({ kind: 'unknown', value: 'M0012345' })
})
