import { describe, expect, test } from 'vitest'
import { isDeeperThan } from '#server/http/depth.ts'
import { problemOf } from '#server/http/error-table.ts'
import { Problem, problemBody, statusOf } from '#server/http/problem.ts'
import { Streams } from '#server/http/streams.ts'
import { DatabaseUnavailable, StorageFailure } from '#server/db/errors.ts'
import { shownDevice, shownError } from '#server/watch/log.ts'

describe('what an error means for who asked', () => {
  test('a refusal is told as it is; what is ours is logged', () => {
    expect(problemOf(new Problem('too-large', { detail: 'at most 4096' }))).toEqual({
      problem: 'too-large',
      more: { detail: 'at most 4096' },
      isOurs: false,
    })
    expect(problemOf(new TypeError('x is not a function'))).toEqual({
      problem: 'went-wrong',
      more: {},
      isOurs: true,
    })
    expect(problemOf('thrown text')).toMatchObject({ problem: 'went-wrong' })
  })

  test('a database that cannot write now is worth waiting for; a storage that lied is not trusted', () => {
    expect(problemOf(new DatabaseUnavailable('busy'))).toMatchObject({
      problem: 'busy',
      more: { retryAfterSeconds: 5 },
    })
    expect(problemOf(new StorageFailure('fsync'))).toMatchObject({ problem: 'storage-failed' })
    expect([statusOf('busy'), statusOf('storage-failed')]).toEqual([503, 503])
  })

  test('every problem says what it is and what to do', () => {
    expect(problemBody('busy')).toEqual({
      type: 'urn:onecounter:problem:busy',
      title: 'The server has too much to do',
      status: 503,
      next: 'Wait as long as Retry-After says; nothing is lost.',
    })
  })
})

describe('what the log tells', () => {
  test('of an error: its name and place, and its words only when they are ours', () => {
    const shown = shownError(Object.assign(new RangeError('card M7654321'), { code: 'ERR_X' }))
    expect(shown).toMatchObject({ name: 'RangeError', code: 'ERR_X', message: undefined })
    expect(JSON.stringify(shown)).not.toContain('M7654321')
    expect(shown['frames']).toContain('errors.test.ts')
    expect(shownError(new StorageFailure('the disk lied')).message).toBe('the disk lied')
    expect(shownError('王小明')).toEqual({ name: 'string' })
  })

  test('of a device: the same short mark each time, and not its id', () => {
    const device = '01900000-0000-7000-8000-000000000001'
    expect(shownDevice(device)).toMatch(/^[0-9a-f]{12}$/)
    expect(shownDevice(device)).toBe(shownDevice(device))
    expect(device.includes(shownDevice(device))).toBe(false)
  })
})

describe('nesting', () => {
  test('is measured without recursion', () => {
    expect(isDeeperThan({ a: [{ b: 1 }] }, 3)).toBe(false)
    expect(isDeeperThan({ a: [{ b: 1 }] }, 2)).toBe(true)
    expect(isDeeperThan(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)), 32)).toBe(true)
    expect(isDeeperThan('text', 0)).toBe(false)
  })
})

describe('open streams', () => {
  test('the oldest of the same owner gives way; all end together', () => {
    const streams = new Streams(2)
    const ended: string[] = []
    const open = (owner: string, name: string): void => {
      const left = streams.add(owner, () => {
        ended.push(name)
        left()
      })
    }
    for (const name of ['a1', 'a2', 'a3']) open('a', name)
    open('b', 'b1')
    expect(ended).toEqual(['a1'])
    expect(streams.count).toBe(3)
    streams.closeAll()
    expect(ended).toEqual(['a1', 'a2', 'a3', 'b1'])
    expect(streams.count).toBe(0)
  })
})
