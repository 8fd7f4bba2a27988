/** A black and white picture as the bytes of an ESC/POS printer. */

/** A row is `width / 8` bytes, the first dot is the highest bit, 1 is ink. */
export type Bitmap = {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array<ArrayBuffer>
}

/** More rows in one command overflow the memory of cheap printers. */
const bandRows = 256
const init = [0x1b, 0x40]
/** Pin 2, 100 ms on, 500 ms off. */
const kick = [0x1b, 0x70, 0x00, 0x32, 0xfa]
/** The knife sits above the head: what was printed last has to come out first. */
const feedLines = [0x1b, 0x64, 0x04]
const partialCut = [0x1d, 0x56, 0x01]

export type Orders = { readonly drawer: boolean; readonly copies: number }

export function receiptBytes(bitmap: Bitmap, { drawer, copies }: Orders): Uint8Array<ArrayBuffer> {
  // The drawer comes first: the change is counted while the paper comes.
  const parts: Uint8Array[] = [Uint8Array.from(drawer ? [...init, ...kick] : init)]
  for (let copy = 0; copy < copies; copy++)
    parts.push(...bandsOf(bitmap), Uint8Array.from([...feedLines, ...partialCut]))
  return joined(parts)
}

function bandsOf({ width, height, data }: Bitmap): readonly Uint8Array[] {
  const rowBytes = width / 8
  const bands: Uint8Array[] = []
  for (let top = 0; top < height; top += bandRows) {
    const rows = Math.min(bandRows, height - top)
    const head = [0x1d, 0x76, 0x30, 0x00, rowBytes & 0xff, rowBytes >> 8, rows & 0xff, rows >> 8]
    bands.push(Uint8Array.from(head), data.subarray(top * rowBytes, (top + rows) * rowBytes))
  }
  return bands
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** RGBA to ink and no ink. Thin strokes of small letters are grey: what is not nearly white prints. */
const inkBelow = 170

export function inkOf({ data, width, height }: Pick<ImageData, 'data' | 'width' | 'height'>): Bitmap {
  const rowBytes = Math.ceil(width / 8)
  const ink = new Uint8Array(rowBytes * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x)
      const light = (data[at] ?? 255) * 0.299 + (data[at + 1] ?? 255) * 0.587 + (data[at + 2] ?? 255) * 0.114
      const place = y * rowBytes + (x >> 3)
      if (light < inkBelow) ink[place] = (ink[place] ?? 0) | (0x80 >> (x & 7))
    }
  return { width: rowBytes * 8, height, data: ink }
}
