/** Runs beside the page, because argon2id takes a cheap tablet a third of a second, and a tap must answer at once. */
import { argon2id } from 'hash-wasm'
import { fromHex } from '#shared/base/bytes.ts'
import type { PinAnswer, PinQuestion } from './pin-question.ts'

addEventListener('message', (event: MessageEvent<PinQuestion>) => void answer(event.data).catch(reportError))

async function answer({ number, pin, verifier }: PinQuestion): Promise<void> {
  const hash = await argon2id({
    password: pin,
    salt: fromHex(verifier.salt),
    iterations: verifier.passes,
    memorySize: verifier.memoryKiB,
    parallelism: 1,
    hashLength: verifier.hash.length / 2,
    outputType: 'hex',
  })
  const reply: PinAnswer = { number, isRight: hash === verifier.hash }
  postMessage(reply)
}
