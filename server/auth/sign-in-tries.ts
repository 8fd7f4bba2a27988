import { HOUR_MS, MINUTE_MS } from '#shared/base/time.ts'
import { waitMsAfter, waitMsAfterAll } from '#shared/domain/sign-in-wait.ts'
import type { Step } from '#server/db/query.ts'
import {
  forgetTries,
  forgetTriesBefore,
  lockTries,
  putTries,
  type Tried,
} from '#server/tables/sign-in-try.ts'

/** Over everybody: who guesses at many names at once is slowed down as well. */
const EVERYBODY = '*'
const FREE_FOR_ALL = 50
const ALL_FORGOTTEN_MS = 10 * MINUTE_MS
const KEPT_MS = 24 * HOUR_MS

/** Kept in the database: a restart gives nobody a new set of tries. */
export function* waitBeforeTry(subject: string, at: number): Step<number> {
  const all = yield* lockTries(EVERYBODY)
  const own = yield* lockTries(subject)
  const waitMs = Math.max(
    leftMs(own, { waitMs: waitMsAfter(own.failures), at }),
    leftMs(all, { waitMs: waitMsAfterAll(all.failures, FREE_FOR_ALL), at }),
  )
  if (waitMs > 0) return waitMs
  // Counted before the secret is looked at: tries that arrive together are not free.
  yield* putTries(subject, { failures: own.failures + 1, lastAt: at })
  return 0
}

/** A clock that was set back makes no wait longer than it is. */
const leftMs = (
  { lastAt }: Tried,
  { waitMs, at }: { readonly waitMs: number; readonly at: number },
): number => Math.min(waitMs, lastAt + waitMs - at)

/** Counted afterwards for everybody: hundreds who sign in at nine o'clock are no guessers. */
export function* failedTry(at: number): Step<void> {
  const { failures, lastAt } = yield* lockTries(EVERYBODY)
  const before = at - lastAt > ALL_FORGOTTEN_MS ? 0 : failures
  yield* putTries(EVERYBODY, { failures: before + 1, lastAt: at })
  yield* forgetTriesBefore(at - KEPT_MS)
}

export function* rightTry(subject: string): Step<void> {
  yield* forgetTries(subject)
}

export const passwordTries = (staff: string): string => `password:${staff}`
export const pinTries = (staff: string): string => `pin:${staff}`
