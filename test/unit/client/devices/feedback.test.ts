import { afterEach, expect, test, vi } from 'vitest'
import { audibleFeedback } from '#client/devices/feedback.ts'

afterEach(() => vi.unstubAllGlobals())

/** What is heard, in hertz, and felt, in ms. */
function sensed() {
  const heard: number[] = []
  const felt: number[][] = []
  class Context {
    readonly state = 'running'
    readonly currentTime = 0
    readonly destination = {}
    createOscillator() {
      const frequency = { value: 0 }
      const start = (): void => void heard.push(frequency.value)
      return { frequency, start, stop: () => undefined, connect: (next: unknown) => next }
    }
    createGain() {
      return { gain: { value: 0 }, connect: (next: unknown) => next }
    }
  }
  vi.stubGlobal('AudioContext', Context)
  vi.stubGlobal('navigator', { vibrate: (pattern: number[]) => felt.push(pattern) })
  return { heard, felt }
}

test('success and failure are told apart by ear and by hand', () => {
  const { heard, felt } = sensed()
  const feedback = audibleFeedback()
  feedback.success()
  const [high = 0] = heard
  feedback.failure()
  const low = heard.slice(1)
  expect(low).toHaveLength(2)
  expect(Math.max(...low)).toBeLessThan(high / 2)
  expect(felt.map((pattern) => pattern.length)).toEqual([1, 3])
})

test('without sound the shake is left; without a shake nothing breaks', () => {
  const { heard, felt } = sensed()
  const feedback = audibleFeedback()
  feedback.setSound(false)
  feedback.failure()
  expect([heard.length, felt.length]).toEqual([0, 1])
  vi.stubGlobal('navigator', {})
  feedback.success()
  expect(felt).toHaveLength(1)
})
