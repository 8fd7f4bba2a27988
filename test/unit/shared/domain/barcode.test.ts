import { describe, expect, it } from 'vitest'
import {
  checkDigit,
  fromUpcE,
  isInStorePattern,
  isTradeItemNumber,
  readInStoreCode,
  spellingsOf,
} from '#shared/domain/barcode.ts'
import { carrierIn } from '#shared/domain/carrier.ts'
import { readDigitalLink, readElementString } from '#shared/domain/gs1.ts'
import links from './vectors/gs1-digital-link-parse.json' with { type: 'json' }
import scans from './vectors/gs1-scan-data-process.json' with { type: 'json' }
import taiwan from './vectors/taiwan-ids.json' with { type: 'json' }

describe('R14 trade item numbers', () => {
  it.each(['4006381333931', '4712345678900', '9506000134352', '2101234002506', '036000291452', '96385074'])(
    '%s is one',
    (code) => {
      expect(isTradeItemNumber(code)).toBe(true)
      expect(checkDigit(code.slice(0, -1))).toBe(Number(code.at(-1)))
    },
  )

  it('R14 are found however many zeros stand in front', () => {
    expect(spellingsOf('00036000291452')).toEqual(['00036000291452', '0036000291452', '036000291452'])
    expect(spellingsOf('4712345678900')).toEqual(['4712345678900', '04712345678900'])
    expect(spellingsOf('96385074')).toEqual(['96385074'])
  })

  it.each([
    ['01234505', '012000003455'],
    ['01234514', '012100003454'],
    ['01234531', '012300000451'],
    ['01234543', '012340000053'],
    ['01234558', '012345000058'],
  ])('R14 the UPC-E %s is the UPC-A %s', (short, long) => {
    expect(fromUpcE(short)).toBe(long)
  })
})

describe('codes of the shop itself', () => {
  it('say their price or their weight', () => {
    expect(readInStoreCode('2101234002506')).toEqual({ item: '2101234', price: 250 })
    expect(readInStoreCode('2101234002507')).toBeUndefined()
    expect(readInStoreCode('4712345678900')).toBeUndefined()
  })

  it('are described by patterns that can be checked', () => {
    for (const pattern of ['21IIIIIPPPPPC', '22IIIIIWWWWWC', '02IIIIIPPPPPC'])
      expect(isInStorePattern(pattern)).toBe(true)
    for (const pattern of ['', 'IIPPC', '21IIII', '21PPPPIIIIIC'])
      expect(isInStorePattern(pattern)).toBe(false)
  })
})

const product = (elements: string): string | undefined => /^\^01(\d{14})/.exec(elements)?.[1]

describe('GS1 labels, by the vectors of the GS1 syntax engine', () => {
  const labels = scans.cases.filter(
    ({ valid, scan_data }) => valid && /^\](C1|e0|d2|Q3|J1)01/.test(scan_data),
  )
  it.each(labels.map(({ scan_data, expect_data }) => [scan_data, expect_data] as const))(
    '%j',
    (data, elements) => {
      const found = readElementString(data.slice(3).split('|]')[0] ?? '')
      const wanted = product(elements)
      expect(wanted).toBeDefined()
      // A vector may have a wrong check digit: then it is no product of ours.
      expect(found?.product).toBe(isTradeItemNumber(wanted ?? '') ? wanted : undefined)
    },
  )

  // Names instead of numbers (`/gtin/`) were withdrawn from the standard in 2022.
  const addresses = links.cases.filter(
    ({ valid, uri, expect_element_string }) =>
      valid && uri.includes('/01/') && product(expect_element_string),
  )
  it.each(addresses.map(({ uri, expect_element_string }) => [uri, expect_element_string] as const))(
    '%s',
    (uri, elements) => {
      const wanted = product(elements) ?? ''
      expect(readDigitalLink(uri)?.product).toBe(isTradeItemNumber(wanted) ? wanted : undefined)
    },
  )

  it('are read from the product on, whatever its lot and its serial number are called', () => {
    const link = 'https://shop.example/01/09506000134352'
    expect(readDigitalLink(`${link}/10/01`)).toEqual({ product: '09506000134352', lot: '01' })
    expect(readDigitalLink(`${link}/10/AB/21/01`)).toEqual({
      product: '09506000134352',
      lot: 'AB',
      serial: '01',
    })
  })

  it('never read a number with a wrong check digit', () => {
    expect(readElementString('0112312312312334')).toBeUndefined()
    expect(readDigitalLink('https://a/01/12312312312334')).toBeUndefined()
  })
})

describe('carriers of invoices, by the vectors of taiwan-id-validator', () => {
  it.each(taiwan.mobile_barcode)('$value', ({ value, valid }) => {
    expect(carrierIn(String(value))?.kind === 'mobile').toBe(valid)
  })

  it.each(taiwan.cdc)('$value', ({ value, valid }) => {
    expect(carrierIn(String(value))?.kind === 'citizen').toBe(valid)
  })
})
