import { expect, it } from 'vitest'
import { type Bitmap, inkOf, receiptBytes } from '#client/devices/printing/raster.ts'
import { pixelsOf, printedBy } from '../../../../make/esc-pos.ts'

/** No two rows are alike, so that a row in the wrong place shows. */
function pattern(width: number, height: number): Bitmap {
  const data = new Uint8Array((width / 8) * height)
  for (let i = 0; i < data.length; i++) data[i] = (i * 167 + (i >> 8) * 31) & 0xff
  return { width, height, data }
}

it.each([384, 576])('what a printer of %i dots prints is the picture, dot by dot', (width) => {
  const picture = pattern(width, 700)
  const { sheets, bands } = printedBy(receiptBytes(picture, { drawer: false, copies: 1 }))
  expect(sheets).toEqual([picture])
  expect(bands).toEqual([256, 256, 188])
})

it('begins anew, and cuts behind the last row', () => {
  const { orders } = printedBy(receiptBytes(pattern(384, 300), { drawer: false, copies: 1 }))
  expect(orders).toEqual(['init', 'band', 'band', 'feed', 'cut'])
})

it('opens the drawer only when it is told to, and once for all copies', () => {
  const picture = pattern(384, 8)
  const ordersWith = (drawer: boolean): readonly string[] =>
    printedBy(receiptBytes(picture, { drawer, copies: 2 })).orders
  expect(ordersWith(true)).toEqual(['init', 'kick', 'band', 'feed', 'cut', 'band', 'feed', 'cut'])
  expect(ordersWith(false)).not.toContain('kick')
})

it('has the bytes that printers of all makes know', () => {
  const bytes = receiptBytes(
    { width: 8, height: 2, data: new Uint8Array([0x81, 0x7e]) },
    { drawer: true, copies: 1 },
  )
  expect(Buffer.from(bytes).toString('hex')).toBe(
    ['1b40', '1b700032fa', '1d76300001000200', '817e', '1b6404', '1d5601'].join(''),
  )
})

it('what is dark becomes ink, what is nearly white does not, and back it is the same picture', () => {
  const shades = [0, 120, 169, 171, 230, 255, 0, 255]
  const data = new Uint8ClampedArray(shades.flatMap((shade) => [shade, shade, shade, 255]))
  const bitmap = inkOf({ data, width: 8, height: 1 })
  expect([...bitmap.data]).toEqual([0b1110_0010])
  expect(inkOf({ data: pixelsOf(bitmap), width: 8, height: 1 })).toEqual(bitmap)
})
