/** Asks the PIN worker. It lives as long as the page: the wasm module is loaded once. */
import type { PinVerifier } from '#shared/domain/staff.ts'
import type { PinAnswer, PinQuestion } from './pin-question.ts'

export type VerifyPin = (pin: string, verifier: PinVerifier) => Promise<boolean>

export function pinVerification(worker: Worker): VerifyPin {
  const waiting = new Map<
    number,
    { readonly resolve: (isRight: boolean) => void; readonly reject: (why: Error) => void }
  >()
  let asked = 0
  worker.addEventListener('message', (event: MessageEvent<PinAnswer>) => {
    waiting.get(event.data.number)?.resolve(event.data.isRight)
    waiting.delete(event.data.number)
  })
  worker.addEventListener('error', () => {
    for (const { reject } of waiting.values()) reject(new Error('the PIN worker failed'))
    waiting.clear()
  })
  return (pin, verifier) =>
    new Promise((resolve, reject) => {
      asked += 1
      waiting.set(asked, { resolve, reject })
      const question: PinQuestion = { number: asked, pin, verifier }
      worker.postMessage(question)
    })
}
