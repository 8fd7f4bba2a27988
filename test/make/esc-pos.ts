/** What a receipt printer makes of the bytes that it is sent: the picture on the paper, and what else it does. */
import type { Bitmap } from '#client/devices/printing/raster.ts'

export type Printed = {
  readonly sheets: readonly Bitmap[]
  /** In their order: init, kick, band, feed, cut. */
  readonly orders: readonly string[]
  /** Rows of every band. */
  readonly bands: readonly number[]
}

export function printedBy(bytes: Uint8Array): Printed {
  const sheets: Bitmap[] = []
  const orders: string[] = []
  const bands: { readonly width: number; readonly rows: Uint8Array }[] = []
  let sheet: typeof bands = []
  let at = 0
  const starts = (...order: number[]): boolean => order.every((byte, i) => bytes[at + i] === byte)
  while (at < bytes.length) {
    if (starts(0x1b, 0x40)) {
      orders.push('init')
      at += 2
    } else if (starts(0x1b, 0x70, 0x00, 0x32, 0xfa)) {
      orders.push('kick')
      at += 5
    } else if (starts(0x1b, 0x64)) {
      orders.push('feed')
      at += 3
    } else if (starts(0x1d, 0x56, 0x01)) {
      orders.push('cut')
      sheets.push(joined(sheet))
      sheet = []
      at += 3
    } else if (starts(0x1d, 0x76, 0x30, 0x00)) {
      const [xl = 0, xh = 0, yl = 0, yh = 0] = bytes.subarray(at + 4, at + 8)
      const width = xl + 256 * xh
      const size = width * (yl + 256 * yh)
      const rows = bytes.subarray(at + 8, at + 8 + size)
      if (rows.length !== size) throw new Error('the last band is cut off')
      sheet.push({ width: width * 8, rows })
      bands.push({ width: width * 8, rows })
      orders.push('band')
      at += 8 + size
    } else {
      throw new Error(`byte ${at} (${bytes[at]?.toString(16)}) begins no order that is known here`)
    }
  }
  return { sheets, orders, bands: bands.map(({ width, rows }) => rows.length / (width / 8)) }
}

function joined(bands: readonly { readonly width: number; readonly rows: Uint8Array }[]): Bitmap {
  const width = bands[0]?.width ?? 0
  if (bands.some((band) => band.width !== width)) throw new Error('the bands differ in width')
  const data = new Uint8Array(bands.reduce((sum, { rows }) => sum + rows.length, 0))
  let at = 0
  for (const { rows } of bands) {
    data.set(rows, at)
    at += rows.length
  }
  return { width, height: width === 0 ? 0 : data.length / (width / 8), data }
}

/** RGBA, as a scanner of the paper would see it. */
export function pixelsOf({ width, height, data }: Bitmap): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let i = 0; i < width * height; i++) {
    const ink = ((data[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0
    if (ink) pixels.fill(0, 4 * i, 4 * i + 3)
  }
  return pixels
}
