import { HOUR_MS } from '#shared/base/time.ts'
import { incarnationLetter } from '#shared/domain/receipt.ts'
import type { Step } from '#server/db/query.ts'
import { livesOfRegister } from '#server/tables/device-life.ts'
import { allSettings, putSetting } from '#server/tables/setting.ts'

const BASE = 'letterBase'
/** More lives than a register has between a backup and its restore. */
const LIVES_LOST_MAX = 26
const LETTERS_BEGAN = Date.UTC(2026, 0, 1)

/** Letters that no incarnation of the register's devices has had. The caller has locked the register. */
export function* nextLetter(register: string): Step<string> {
  return incarnationLetter((yield* letterBase()) + (yield* livesOfRegister(register)) + 1)
}

export function* letterBase(): Step<number> {
  const stored: unknown = JSON.parse((yield* allSettings()).get(BASE) ?? '0')
  return typeof stored === 'number' ? stored : 0
}

/**
 * After a restore the lives that began since the backup are unknown here, but their receipts are out in the shop: letters go on
 * beyond all that may have been given. `replaced` is the base of the database that the restored one takes the place of, 0 when
 * that is gone; the hour (`now` is Unix ms) keeps two restores of the same backup apart all the same. Four letters last 54 years.
 */
export function* skipLostLetters({ replaced, now }: { replaced: number; now: number }): Step<void> {
  const hour = Math.floor((now - LETTERS_BEGAN) / HOUR_MS)
  const base = Math.max(yield* letterBase(), replaced, hour) + LIVES_LOST_MAX
  yield* putSetting(BASE, JSON.stringify(base))
}
