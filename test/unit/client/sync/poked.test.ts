import { expect, test } from 'vitest'
import { Poked } from '#client/sync/poked.ts'
import { Timers } from '../../../make/timers.ts'

function listening(share: number) {
  const timers = new Timers(0)
  const asked: number[] = []
  const env = {
    monotonic: timers.now,
    setTimer: timers.setTimer,
    randomBytes: (count: number) => new Uint8Array(count).fill(255 * share),
  }
  return { poked: new Poked(env, () => asked.push(timers.now())), timers, asked }
}

test('T3 several hints of the store are one question, within a moment', () => {
  const { poked, timers, asked } = listening(1)
  for (const scope of ['store:S01', 'device:d', 'catalog', 'receipts:3']) poked.hear(scope)
  timers.advance(5000)
  expect(asked).toEqual([150])
})

test('T3 a hint of the chain waits up to a second, and never keeps one of the store waiting', () => {
  const { poked, timers, asked } = listening(1)
  poked.hear('receipts:3')
  timers.advance(100)
  poked.hear('store:S01')
  timers.advance(5000)
  expect(asked).toEqual([250])
  poked.hear('receipts:4')
  timers.advance(5000)
  expect(asked[1]).toBeLessThanOrEqual(7000)
})

test('T3 while something comes back somewhere every moment, the chain asks every five seconds and misses nothing', () => {
  const { poked, timers, asked } = listening(0.5)
  for (let n = 0; n < 600; n++) {
    poked.hear('receipts:3')
    timers.advance(100)
  }
  timers.advance(10_000)
  expect(asked.length).toBeGreaterThanOrEqual(11)
  expect(asked.length).toBeLessThanOrEqual(13)
  expect(asked[0]).toBeLessThanOrEqual(500)
  expect(asked.at(-1)).toBeGreaterThanOrEqual(59_900)
})

test('T3 who stops listening asks nothing more, and hears again when they begin anew', () => {
  const { poked, timers, asked } = listening(0)
  poked.hear('store:S01')
  poked.stop()
  timers.advance(5000)
  expect(asked).toEqual([])
  poked.hear('store:S01')
  timers.advance(0)
  expect(asked).toEqual([5000])
})
