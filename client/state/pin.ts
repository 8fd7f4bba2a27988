/** Who signs in, and how often they may guess. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Staff } from '#shared/domain/staff.ts'
import { waitMsAfter, waitMsAfterAll } from '#shared/domain/sign-in-wait.ts'
import { useParts } from './parts.ts'
import { pinLocks } from './pin-locks.ts'
import { ALL_FREE_TRIES, ALL_TRIES_KEY, triesIn, triesKey } from './pin-tries.ts'

const EVERYBODY = '*'

/** Wrong tries with this one: of the person, and of everybody on this tablet. */
type Counted = { readonly tries: number; readonly all: number }

export const usePin = defineStore('pin', () => {
  const { tablet, clock, verifyPin } = useParts()
  const chosen = shallowRef<Staff>()
  const busy = shallowRef(false)
  const wrong = shallowRef(false)
  const failed = shallowRef(false)
  const waitSeconds = shallowRef(0)
  let cancelTick = (): void => undefined
  const locks = pinLocks(clock)

  /** The person, when the PIN is theirs. */
  async function check(pin: string): Promise<Staff | undefined> {
    if (busy.value || chosen.value === undefined) return undefined
    busy.value = true
    wrong.value = false
    failed.value = false
    try {
      // Whoever was chosen some time ago may have another PIN since, or no right to be here.
      const who = await tablet.rows.get('staff', chosen.value.id)
      if (who === undefined) {
        choose(undefined)
        return undefined
      }
      const tries = triesIn(await tablet.local.get(triesKey(who.id)))
      const all = triesIn(await tablet.local.get(ALL_TRIES_KEY))
      // After a restart the whole wait runs again, because no clock of before can be trusted.
      locks.heed(who.id, tries, waitMsAfter(tries))
      locks.heed(EVERYBODY, all, waitMsAfterAll(all, ALL_FREE_TRIES))
      showWait()
      return waitSeconds.value > 0 ? undefined : await attempt(who, pin, { tries: tries + 1, all: all + 1 })
    } catch {
      // The count could not be kept, so nobody may try.
      failed.value = true
      return undefined
    } finally {
      busy.value = false
    }
  }

  async function attempt(who: Staff, pin: string, { tries, all }: Counted): Promise<Staff | undefined> {
    await tablet.local.set(ALL_TRIES_KEY, all)
    await tablet.local.set(triesKey(who.id), tries)
    if (!(await verifyPin(pin, who.pin))) {
      wrong.value = true
      locks.lock(who.id, tries, waitMsAfter(tries))
      locks.lock(EVERYBODY, all, waitMsAfterAll(all, ALL_FREE_TRIES))
      showWait()
      return undefined
    }
    await tablet.local.set(triesKey(who.id), 0)
    // Only this person's are made good: who knows one PIN does not get new tries at the others.
    await tablet.local.set(ALL_TRIES_KEY, Math.max(0, all - tries))
    locks.free(who.id)
    return who
  }

  function showWait(): void {
    cancelTick()
    const leftMs = locks.leftMs([chosen.value?.id ?? '', EVERYBODY])
    waitSeconds.value = Math.ceil(leftMs / 1000)
    if (waitSeconds.value > 0) cancelTick = clock.later(showWait, 1000)
  }

  function choose(who: Staff | undefined): void {
    chosen.value = who
    wrong.value = false
    failed.value = false
    showWait()
  }

  /** What head office changed meanwhile: who asks for the PIN is as they are now. */
  function renew(people: readonly Staff[]): void {
    if (chosen.value === undefined) return
    const now = people.find(({ id }) => id === chosen.value?.id)
    if (now === undefined) choose(undefined)
    else chosen.value = now
  }

  return { chosen, busy, wrong, failed, waitSeconds, check, choose, renew }
})
