import Dexie from 'dexie'
import { ASIDE, type Till } from '../db/till.ts'
import { isFull } from './commit.ts'

/** As long as a full basket's operation. */
const TRIAL_LENGTH = 16_384

/** Whether the till takes another ticket, found out by a note of that length; undefined when that cannot be told. */
export async function hasRoom(till: Till, now: number): Promise<boolean | undefined> {
  try {
    await till.state.put({ key: `${ASIDE}trial`, value: String(now).padEnd(TRIAL_LENGTH) })
    return true
  } catch (error) {
    // A connection that broke is opened again by the sale itself.
    return error instanceof Dexie.DexieError && isFull(error) ? false : undefined
  }
}
