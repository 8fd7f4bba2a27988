import { describe, expect, test } from 'vitest'
import { Repeater, type Round } from '#client/sync/repeater.ts'
import { Timers } from '../../../make/timers.ts'

/** Every draw is `fraction` of what is possible. */
function repeating(rounds: readonly (Round | 'throws')[], { fraction = 0.5, everyMs = 0 } = {}) {
  const timers = new Timers(0)
  const begun: number[] = []
  const work = async (): Promise<Round> => {
    const round = rounds[Math.min(begun.length, rounds.length - 1)] ?? 'done'
    begun.push(timers.now())
    await Promise.resolve()
    if (round === 'throws') throw new Error('the work broke')
    return round
  }
  const byte = Math.floor(fraction * 255.999)
  const env = {
    randomBytes: (count: number) => new Uint8Array(count).fill(byte),
    setTimer: timers.setTimer,
    monotonic: timers.now,
  }
  // Trusted: a repeater asks nothing else of its surroundings.
  const repeater = new Repeater(env as ConstructorParameters<typeof Repeater>[0], everyMs, work)
  return { repeater, timers, begun }
}

const minute = 60_000

describe('after a failure', () => {
  test('T1 the pause grows from a second to a quarter of an hour, full jitter', async () => {
    for (const [fraction, share] of [
      [0, 0],
      [0.5, 0.5],
      [1, 1],
    ] as const) {
      const { repeater, timers } = repeating(['failed'], { fraction })
      repeater.start()
      const pauses: number[] = []
      for (let n = 0; n < 14; n++) {
        await repeater.idle()
        pauses.push(timers.pending[0] ?? Number.NaN)
        timers.advance(timers.pending[0] ?? 0)
      }
      const most = pauses.map((_, n) => Math.min(15 * minute, 1000 * 2 ** n))
      pauses.forEach((pause, n) =>
        expect(Math.abs(pause - (most[n] ?? 0) * share)).toBeLessThanOrEqual((most[n] ?? 0) / 200 + 1),
      )
    }
  })

  test('T1 tries that a sale set off do not lengthen the pause', async () => {
    const { repeater, timers, begun } = repeating(['failed'], { fraction: 1 })
    repeater.start()
    await repeater.idle()
    for (let n = 0; n < 50; n++) {
      repeater.trigger()
      await repeater.idle()
    }
    expect(begun).toHaveLength(51)
    expect(timers.pending).toHaveLength(1)
    expect(timers.pending[0]).toBeLessThanOrEqual(2000)
  })

  test('T1 a success makes the pauses short again', async () => {
    const { repeater, timers, begun } = repeating(['failed', 'failed', 'failed', 'done', 'failed'])
    repeater.start()
    for (let n = 0; n < 3; n++) {
      await repeater.idle()
      timers.advance(timers.pending[0] ?? 0)
    }
    await repeater.idle()
    repeater.trigger()
    await repeater.idle()
    expect(begun).toHaveLength(5)
    expect(timers.pending[0]).toBeLessThanOrEqual(1000)
  })

  test('T1 work that throws is a failure like any other', async () => {
    const { repeater, timers } = repeating(['throws'])
    repeater.start()
    await repeater.idle()
    expect(timers.pending).toHaveLength(1)
  })

  test('T1 the time that the server named is kept, whoever calls, and jitter comes on top', async () => {
    const { repeater, timers, begun } = repeating([{ laterMs: 30_000 }, 'done'])
    repeater.start()
    await repeater.idle()
    expect(timers.pending[0]).toBeGreaterThanOrEqual(30_000)
    expect(timers.pending[0]).toBeLessThanOrEqual(31_000)
    timers.advance(10_000)
    repeater.trigger()
    await repeater.idle()
    expect(begun).toHaveLength(1)
    timers.advance(21_000)
    await repeater.idle()
    expect(begun).toHaveLength(2)
  })

  test('T1 a call during the answer that named the time does not go around it', async () => {
    const { repeater, begun } = repeating([{ laterMs: 30_000 }, 'done'])
    repeater.start()
    repeater.trigger()
    await repeater.idle()
    expect(begun).toHaveLength(1)
  })

  test('T1 without such a time a call is answered at once', async () => {
    const { repeater, begun } = repeating(['failed', 'done'])
    repeater.start()
    await repeater.idle()
    repeater.trigger()
    await repeater.idle()
    expect(begun).toHaveLength(2)
  })
})

test('T3 work is done every now and then, without being called', async () => {
  const { repeater, timers, begun } = repeating(['done'], { everyMs: minute })
  repeater.start()
  await repeater.idle()
  for (let n = 0; n < 3; n++) {
    timers.advance(minute)
    await repeater.idle()
  }
  expect(begun).toEqual([0, 1, 2, 3].map((n) => n * minute))
})

test('several calls during a round are one more round', async () => {
  const { repeater, begun } = repeating(['done'])
  repeater.start()
  for (let n = 0; n < 5; n++) repeater.trigger()
  await repeater.idle()
  expect(begun).toHaveLength(2)
})

test('more to do is done at once', async () => {
  const { repeater, begun } = repeating(['more', 'more', 'done'])
  repeater.start()
  await repeater.idle()
  expect(begun).toEqual([0, 0, 0])
})

test('nothing happens after the end', async () => {
  const { repeater, timers, begun } = repeating(['failed'], { everyMs: minute })
  repeater.start()
  await repeater.idle()
  repeater.stop()
  repeater.trigger()
  timers.advance(60 * minute)
  await repeater.idle()
  expect(begun).toHaveLength(1)
})
