import { expect, test } from 'vitest'
import { pinVerification } from '../../../../client/devices/pin.ts'
import type { PinAnswer, PinQuestion } from '../../../../client/devices/pin-question.ts'

const verifier = { salt: '00', passes: 1, memoryKiB: 8, hash: '00' } as unknown as PinQuestion['verifier']

/** Answers as the page's worker would, or fails as one whose file did not come. */
class FakeWorker extends EventTarget {
  readonly #works: boolean

  constructor(works: boolean) {
    super()
    this.#works = works
  }

  postMessage({ number, pin }: PinQuestion): void {
    const answer: PinAnswer = { number, isRight: pin === '1234' }
    queueMicrotask(() =>
      this.dispatchEvent(this.#works ? new MessageEvent('message', { data: answer }) : new Event('error')),
    )
  }
}

function pinsOf(...works: boolean[]): { made: () => number; pins: ReturnType<typeof pinVerification> } {
  let made = 0
  const pins = pinVerification(() => new FakeWorker(works[made++] ?? true) as unknown as Worker)
  return { made: () => made, pins }
}

test('one worker answers every question', async () => {
  const { made, pins } = pinsOf(true)
  pins.begin()
  expect(await Promise.all([pins.verify('1234', verifier), pins.verify('1111', verifier)])).toEqual([
    true,
    false,
  ])
  expect(made()).toBe(1)
})

test('a worker that failed says so to everybody who waits, and the next question gets a new one', async () => {
  const { made, pins } = pinsOf(false, true)
  const both = await Promise.allSettled([pins.verify('1234', verifier), pins.verify('1234', verifier)])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await pins.verify('1234', verifier)).toBe(true)
  expect(made()).toBe(2)
})
