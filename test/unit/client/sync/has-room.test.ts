import Dexie from 'dexie'
import { expect, test } from 'vitest'
import type { Till } from '#client/db/till.ts'
import { hasRoom } from '#client/sync/has-room.ts'

/** A till whose next note ends so. */
const tillThat = (put: () => Promise<unknown>): Till => ({ state: { put } }) as unknown as Till

test('a full till is told from one that took the note, and from a connection that broke', async () => {
  const full = new Dexie.QuotaExceededError('full')
  expect(
    await hasRoom(
      tillThat(() => Promise.resolve('key')),
      0,
    ),
  ).toBe(true)
  expect(
    await hasRoom(
      tillThat(() => Promise.reject(full)),
      0,
    ),
  ).toBe(false)
  expect(
    await hasRoom(
      tillThat(() => Promise.reject(new Dexie.AbortError('aborted', full))),
      0,
    ),
  ).toBe(false)
  expect(
    await hasRoom(
      tillThat(() => Promise.reject(new Dexie.DatabaseClosedError())),
      0,
    ),
  ).toBe(undefined)
})
