/** Asks the PIN worker. It lives as long as the page, so that the wasm module is loaded once; one that failed is made anew. */
import type { PinVerifier } from '#shared/domain/staff.ts'
import type { PinAnswer, PinQuestion } from './pin-question.ts'

export type VerifyPin = (pin: string, verifier: PinVerifier) => Promise<boolean>

type Asker = { readonly resolve: (isRight: boolean) => void; readonly reject: (why: Error) => void }

/** The worker is made when it is asked first, or when `begin` says that there is time for it. */
export function pinVerification(make: () => Worker): {
  readonly verify: VerifyPin
  readonly begin: () => void
} {
  const waiting = new Map<number, Asker>()
  let asked = 0
  let worker: Worker | undefined
  const begun = (): Worker => (worker ??= heard(make(), waiting, () => (worker = undefined)))
  return {
    begin: () => void begun(),
    verify: (pin, verifier) =>
      new Promise((resolve, reject) => {
        asked += 1
        waiting.set(asked, { resolve, reject })
        const question: PinQuestion = { number: asked, pin, verifier }
        begun().postMessage(question)
      }),
  }
}

function heard(worker: Worker, waiting: Map<number, Asker>, failed: () => void): Worker {
  worker.addEventListener('message', (event: MessageEvent<PinAnswer>) => {
    waiting.get(event.data.number)?.resolve(event.data.isRight)
    waiting.delete(event.data.number)
  })
  worker.addEventListener('error', () => {
    failed()
    for (const { reject } of waiting.values()) reject(new Error('the PIN worker failed'))
    waiting.clear()
  })
  return worker
}
