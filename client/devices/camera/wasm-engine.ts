/** zxing-wasm in a worker of its own. */
import type { BarcodeEngine, BarcodeRead } from './engine.ts'
import type { WasmAnswer, WasmQuestion } from './wasm-question.ts'

/** The first frame waits for the wasm to be fetched and compiled, on a slow tablet for seconds. */
const answerMsMax = 15_000

type Waiting = {
  readonly resolve: (reads: readonly BarcodeRead[]) => void
  readonly reject: (why: Error) => void
}

export function wasmEngine(worker: Worker): BarcodeEngine {
  const waiting = new Map<number, Waiting>()
  let asked = 0
  const fail = (why: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(why))
    waiting.clear()
  }
  worker.addEventListener('message', ({ data: { number, reads } }: MessageEvent<WasmAnswer>) => {
    const one = waiting.get(number)
    waiting.delete(number)
    if (reads === undefined) one?.reject(new Error('the barcode reader is broken'))
    else one?.resolve(reads)
  })
  worker.addEventListener('error', () => fail('the barcode worker failed'))
  return {
    read(frame) {
      asked += 1
      const number = asked
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => fail('the barcode worker is silent'), answerMsMax)
        const settled =
          <Given>(done: (given: Given) => void) =>
          (given: Given): void => {
            clearTimeout(timer)
            done(given)
          }
        waiting.set(number, { resolve: settled(resolve), reject: settled(reject) })
        const question: WasmQuestion = {
          number,
          frame: { data: frame.data, width: frame.width, height: frame.height },
        }
        worker.postMessage(question)
      })
    },
    close() {
      worker.terminate()
      fail('the barcode worker was closed')
    },
  }
}
