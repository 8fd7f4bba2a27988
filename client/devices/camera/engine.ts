/** What reads barcodes in a picture: the browser's own reader, or one of two that this app brings. */

/** RGBA, row by row. */
export type Frame = Pick<ImageData, 'data' | 'width' | 'height'>

export const barcodeFormats = [
  'ean-13',
  'ean-8',
  'upc-a',
  'upc-e',
  'code-128',
  'code-39',
  'itf',
  'qr',
] as const
export type BarcodeFormat = (typeof barcodeFormats)[number]

export type BarcodeRead = { readonly text: string; readonly format: BarcodeFormat }

export interface BarcodeEngine {
  /** Rejects when the engine itself is broken; a picture without a code is an empty answer. */
  read(frame: Frame): Promise<readonly BarcodeRead[]>
  close(): void
}

/** Nothing of an engine is loaded before `load`; it rejects where the browser lacks what the engine needs. */
export type EngineSource = { readonly name: string; readonly load: () => Promise<BarcodeEngine> }
