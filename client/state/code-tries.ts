/**
 * How often somebody may guess what a buyer would know: counted like wrong PINs, on the tablet and before it is looked at, so that
 * neither a reload nor pulling the plug gives a free try.
 */
import { shallowRef } from 'vue'
import { waitMsAfter, waitMsAfterAll } from '#shared/domain/sign-in-wait.ts'
import type { CounterParts } from './parts.ts'
import { triesIn } from './pin-tries.ts'

const ALL: string = '*'
/** Over all pickups together: who goes through the board with one code guesses too. */
const ALL_FREE_TRIES = 15

const triesKey = (of: string): string => `pickup-tries:${of}`

export type Tried = 'right' | 'wrong' | 'wait' | 'failed'

export function codeTries({ tablet, clock }: Pick<CounterParts, 'tablet' | 'clock'>) {
  const waitSeconds = shallowRef(0)
  /** By what is guessed at, on the monotonic clock. */
  const lockedUntil = new Map<string, number>()
  let watched = ALL
  let cancelTick = (): void => undefined

  /** `of` names what is guessed at; what is right makes good its own wrong tries only. */
  async function attempt(of: string, isRight: () => boolean | Promise<boolean>): Promise<Tried> {
    watched = of
    try {
      const tries = triesIn(await tablet.local.get(triesKey(of)))
      const all = triesIn(await tablet.local.get(triesKey(ALL)))
      // After a restart the whole wait runs again, because no clock of before can be trusted.
      if (!lockedUntil.has(of)) lock(of, waitMsAfter(tries))
      if (!lockedUntil.has(ALL)) lock(ALL, waitMsAfterAll(all, ALL_FREE_TRIES))
      showWait()
      if (waitSeconds.value > 0) return 'wait'
      await tablet.local.set(triesKey(ALL), all + 1)
      await tablet.local.set(triesKey(of), tries + 1)
      if (await isRight()) {
        await tablet.local.set(triesKey(of), 0)
        await tablet.local.set(triesKey(ALL), Math.max(0, all - tries))
        lockedUntil.delete(of)
        return 'right'
      }
      lock(of, waitMsAfter(tries + 1))
      lock(ALL, waitMsAfterAll(all + 1, ALL_FREE_TRIES))
      return 'wrong'
    } catch {
      // The count could not be kept, so nobody may try.
      return 'failed'
    }
  }

  function lock(of: string, waitMs: number): void {
    lockedUntil.set(of, clock.monotonic() + waitMs)
    showWait()
  }

  function showWait(): void {
    cancelTick()
    const until = Math.max(lockedUntil.get(watched) ?? 0, lockedUntil.get(ALL) ?? 0)
    waitSeconds.value = Math.max(0, Math.ceil((until - clock.monotonic()) / 1000))
    if (waitSeconds.value > 0) cancelTick = clock.later(showWait, 1000)
  }

  /** Another pickup is looked at: its own wait shows. */
  function watch(of: string): void {
    watched = of
    showWait()
  }

  return { waitSeconds, attempt, watch }
}
