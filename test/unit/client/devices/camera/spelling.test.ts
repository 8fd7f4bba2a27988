import { expect, it } from 'vitest'
import { spelled } from '#client/devices/camera/spelling.ts'

it.each([
  ['ean-13', '0036000291452'],
  ['upc-a', '036000291452'],
  ['upc-a', '0036000291452'],
] as const)('a UPC-A that was read as %s %s is its twelve digits', (format, text) => {
  expect(spelled({ text, format })).toEqual({ text: '036000291452', format: 'upc-a' })
})

it.each([
  ['01234505', '012000003455'],
  ['01234514', '012100003454'],
  ['01234531', '012300000451'],
  ['01234543', '012340000053'],
  ['01234565', '012345000065'],
  ['0012345000065', '012345000065'],
])('the UPC-E %s is the UPC-A %s', (text, whole) => {
  expect(spelled({ text, format: 'upc-e' })).toEqual({ text: whole, format: 'upc-a' })
})

it('all other codes stay as they were read', () => {
  for (const read of [
    { text: '4712345678900', format: 'ean-13' },
    { text: '01234565', format: 'ean-8' },
    { text: '0036000291452', format: 'code-128' },
    { text: 'OC1.abc', format: 'qr' },
  ] as const)
    expect(spelled(read)).toEqual(read)
})
