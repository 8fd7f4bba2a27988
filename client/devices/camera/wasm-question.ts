/** What the page asks the barcode worker, and what it answers. */
import type { BarcodeRead, Frame } from './engine.ts'

export type WasmQuestion = { readonly number: number; readonly frame: Frame }
export type WasmAnswer = {
  readonly number: number
  /** Undefined when the reader is broken. */
  readonly reads: readonly BarcodeRead[] | undefined
}
