/** Wrong PINs and passwords slow down who guesses, on the tablet and at the server alike. */
const FREE_TRIES = 5
const FIRST_WAIT_MS = 30_000
const WAIT_MS_MAX = 15 * 60_000

/** How long nobody may try after this many wrong ones in a row: none, then 30 s, 60 s, 120 s … up to 15 min. */
export function waitMsAfter(wrongTries: number): number {
  if (wrongTries < FREE_TRIES) return 0
  return Math.min(FIRST_WAIT_MS * 2 ** (wrongTries - FREE_TRIES), WAIT_MS_MAX)
}

/**
 * The same over everybody together, who are many and must not be locked out for long by one who guesses: after `free` wrong
 * tries 30 s, then 60 s.
 */
export function waitMsAfterAll(wrongTries: number, free: number): number {
  return wrongTries < free ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (wrongTries - free), 2 * FIRST_WAIT_MS)
}
