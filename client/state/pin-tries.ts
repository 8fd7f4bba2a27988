/**
 * Wrong PINs slow down who guesses. The count is kept on the tablet before the PIN is looked at, so that pulling the plug
 * in the middle does not give a free try. Pure: storage and time are the session's.
 */
const freeTries = 5
const firstWaitMs = 30_000
const waitMsMax = 15 * 60_000

/** How long nobody may try after this many wrong ones in a row: none, then 30 s, 60 s, 120 s … up to 15 min. */
export function waitMsAfter(wrongTries: number): number {
  if (wrongTries < freeTries) return 0
  return Math.min(firstWaitMs * 2 ** (wrongTries - freeTries), waitMsMax)
}

export function triesKey(staff: string): string {
  return `pin-tries:${staff}`
}

/** What cannot be read counts as none: it is our own note, and a locked shop is the worse mistake. */
export function triesIn(note: unknown): number {
  return typeof note === 'number' && Number.isSafeInteger(note) && note > 0 ? note : 0
}
