/** How zxing-wasm is asked, in the worker and in the bench. */
import type { ReaderOptions, ReadOutputBarcodeFormat } from 'zxing-wasm/reader'
import type { BarcodeFormat, BarcodeRead } from './engine.ts'

const wasmNames = {
  EAN13: 'ean-13',
  EAN8: 'ean-8',
  UPCA: 'upc-a',
  UPCE: 'upc-e',
  Code128: 'code-128',
  Code39: 'code-39',
  Code39Std: 'code-39',
  Code39Ext: 'code-39',
  ITF: 'itf',
  ITF14: 'itf',
  QRCode: 'qr',
  QRCodeModel1: 'qr',
  QRCodeModel2: 'qr',
} as const satisfies Partial<Record<ReadOutputBarcodeFormat, BarcodeFormat>>

/**
 * Three equal lines and not two: on the real pictures that loses one read in 156 and the last wrong one, and a frame later
 * the lost one is read. Data Matrix would cost 60 % more time. Plain text, because the human-readable form spells control
 * characters out. One code at a time: the aim frame says which.
 */
export const wasmSettings: ReaderOptions = {
  formats: ['EAN13', 'EAN8', 'UPCA', 'UPCE', 'Code128', 'Code39', 'ITF', 'QRCode'],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  minLineCount: 3,
  maxNumberOfSymbols: 1,
  textMode: 'Plain',
}

export function readsOf(
  results: readonly { readonly isValid: boolean; readonly text: string; readonly format: string }[],
): readonly BarcodeRead[] {
  const formats: ReadonlyMap<string, BarcodeFormat> = new Map(Object.entries(wasmNames))
  return results.flatMap(({ isValid, text, format: name }) => {
    const format = formats.get(name)
    return isValid && format !== undefined ? [{ text, format }] : []
  })
}
