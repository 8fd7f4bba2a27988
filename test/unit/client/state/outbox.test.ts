import { expect, it } from 'vitest'
import { safetyOf } from '#client/state/outbox.ts'
import { online } from '../../../make/fake-tablet.ts'

it('a tablet that cannot save says so before anything else', () => {
  expect(safetyOf({ ...online, contact: 'unreachable', waiting: 3, canSave: false })).toEqual({
    kind: 'cannot-save',
  })
})

it('says what is safe where', () => {
  expect(safetyOf(online)).toEqual({ kind: 'all-safe', waiting: 0 })
  expect(safetyOf({ ...online, waiting: 3 })).toEqual({ kind: 'waiting', waiting: 3 })
  expect(safetyOf({ ...online, contact: 'never' })).toEqual({ kind: 'connecting', waiting: 0 })
  expect(safetyOf({ ...online, contact: 'stranger', waiting: 1 })).toEqual({ kind: 'portal', waiting: 1 })
  expect(safetyOf({ ...online, contact: 'unreachable', lastContactAt: 5 })).toEqual({
    kind: 'offline',
    waiting: 0,
    since: 5,
  })
})
