/**
 * The notes of wrong PINs on this tablet. The count is kept before the PIN is looked at, so that pulling the plug in the middle
 * does not give a free try. Pure: storage and time are the session's.
 */

/** Wrong tries over all staff that are not yet made good by the right PIN of the same person. */
export const ALL_TRIES_KEY = 'pin-tries:*'
export const ALL_FREE_TRIES = 15

export function triesKey(staff: string): string {
  return `pin-tries:${staff}`
}

/** What cannot be read counts as none: it is our own note, and a locked shop is the worse mistake. */
export function triesIn(note: unknown): number {
  return typeof note === 'number' && Number.isSafeInteger(note) && note > 0 ? note : 0
}
