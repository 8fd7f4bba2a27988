/** The browser's own reader: ChromeOS, macOS and Android have one. */
import * as z from 'zod/mini'
import { type BarcodeEngine, type BarcodeFormat, barcodeFormats } from './engine.ts'

interface Detector {
  detect(picture: ImageData): Promise<unknown>
}
type DetectorMaker = {
  new (options: { readonly formats: readonly string[] }): Detector
  getSupportedFormats(): Promise<readonly string[]>
}

/** As the Shape Detection API spells them. */
const nativeNames: Readonly<Record<BarcodeFormat, string>> = {
  'ean-13': 'ean_13',
  'ean-8': 'ean_8',
  'upc-a': 'upc_a',
  'upc-e': 'upc_e',
  'code-128': 'code_128',
  'code-39': 'code_39',
  itf: 'itf',
  qr: 'qr_code',
}
const ours: ReadonlyMap<string, BarcodeFormat> = new Map(
  barcodeFormats.map((format) => [nativeNames[format], format]),
)

const Detected = z.array(z.object({ rawValue: z.string(), format: z.string() }))

export async function nativeEngine(): Promise<BarcodeEngine> {
  const Maker: unknown = Reflect.get(globalThis, 'BarcodeDetector')
  if (!isMaker(Maker)) throw new Error('this browser has no barcode reader')
  const formats = barcodeFormats.map((format) => nativeNames[format])
  const supported = await Maker.getSupportedFormats()
  // A reader without one of them would be silent before a code that the shop uses.
  if (!formats.every((format) => supported.includes(format)))
    throw new Error('the reader of this browser lacks a format')
  const detector = new Maker({ formats })
  return {
    async read({ data, width, height }) {
      const found = Detected.parse(
        await detector.detect(new ImageData(new Uint8ClampedArray(data), width, height)),
      )
      return found.flatMap(({ rawValue: text, format: name }) => {
        const format = ours.get(name)
        return format === undefined ? [] : [{ text, format }]
      })
    },
    close: () => undefined,
  }
}

function isMaker(value: unknown): value is DetectorMaker {
  return typeof value === 'function' && 'getSupportedFormats' in value
}
