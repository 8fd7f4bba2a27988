/** The reader in plain JavaScript, for a browser that runs no wasm. It works on the page and is the slowest of the three. */
import { BrowserMultiFormatReader } from '@zxing/browser'
import {
  BarcodeFormat as LibraryFormat,
  ChecksumException,
  DecodeHintType,
  FormatException,
  NotFoundException,
} from '@zxing/library'
import type { BarcodeEngine, BarcodeFormat } from './engine.ts'

const ours: ReadonlyMap<LibraryFormat, BarcodeFormat> = new Map([
  [LibraryFormat.EAN_13, 'ean-13'],
  [LibraryFormat.EAN_8, 'ean-8'],
  [LibraryFormat.UPC_A, 'upc-a'],
  [LibraryFormat.UPC_E, 'upc-e'],
  [LibraryFormat.CODE_128, 'code-128'],
  [LibraryFormat.CODE_39, 'code-39'],
  [LibraryFormat.ITF, 'itf'],
  [LibraryFormat.QR_CODE, 'qr'],
])

export function libraryEngine(): BarcodeEngine {
  const reader = new BrowserMultiFormatReader(new Map([[DecodeHintType.POSSIBLE_FORMATS, [...ours.keys()]]]))
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('this browser has no canvas')
  return {
    async read({ data, width, height }) {
      canvas.width = width
      canvas.height = height
      context.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0)
      try {
        const result = reader.decodeFromCanvas(canvas)
        const format = ours.get(result.getBarcodeFormat())
        return format === undefined ? [] : [{ text: result.getText(), format }]
      } catch (error) {
        if (isNothingFound(error)) return []
        throw error
      }
    },
    close: () => undefined,
  }
}

function isNothingFound(error: unknown): boolean {
  return (
    error instanceof NotFoundException ||
    error instanceof ChecksumException ||
    error instanceof FormatException
  )
}
