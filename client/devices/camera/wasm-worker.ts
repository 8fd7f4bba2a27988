/** Runs beside the page, because a frame takes a cheap tablet longer than the time between two pictures of its screen. */
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import wasmPath from 'zxing-wasm/reader/zxing_reader.wasm?url'
import type { BarcodeRead } from './engine.ts'
import type { WasmAnswer, WasmQuestion } from './wasm-question.ts'
import { readsOf, wasmSettings } from './wasm-settings.ts'

// Left to itself the library would fetch its wasm from somebody else's server.
prepareZXingModule({ overrides: { locateFile: () => wasmPath } })

addEventListener('message', (event: MessageEvent<WasmQuestion>) => void answer(event.data))

async function answer({ number, frame }: WasmQuestion): Promise<void> {
  let reads: readonly BarcodeRead[] | undefined
  try {
    reads = readsOf(
      await readBarcodes(
        new ImageData(new Uint8ClampedArray(frame.data), frame.width, frame.height),
        wasmSettings,
      ),
    )
  } catch {
    reads = undefined
  }
  const reply: WasmAnswer = { number, reads }
  postMessage(reply)
}
