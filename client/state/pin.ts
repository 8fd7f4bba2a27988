/** Who signs in, and how often they may guess. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Staff } from '#shared/domain/staff.ts'
import { waitMsAfter, waitMsAfterAll } from '#shared/domain/sign-in-wait.ts'
import { useParts } from './parts.ts'
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
  /** By staff id, on the monotonic clock: setting the tablet's time forward does not shorten a wait. */
  const lockedUntil = new Map<string, number>()

  /** The person, when the PIN is theirs. */
  async function check(pin: string): Promise<Staff | undefined> {
    const who = chosen.value
    if (busy.value || who === undefined) return undefined
    busy.value = true
    wrong.value = false
    failed.value = false
    try {
      const tries = triesIn(await tablet.local.get(triesKey(who.id)))
      const all = triesIn(await tablet.local.get(ALL_TRIES_KEY))
      // After a restart the whole wait runs again, because no clock of before can be trusted.
      if (!lockedUntil.has(who.id)) lock(who.id, waitMsAfter(tries))
      if (!lockedUntil.has(EVERYBODY)) lock(EVERYBODY, waitMsAfterAll(all, ALL_FREE_TRIES))
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
      lock(who.id, waitMsAfter(tries))
      lock(EVERYBODY, waitMsAfterAll(all, ALL_FREE_TRIES))
      return undefined
    }
    await tablet.local.set(triesKey(who.id), 0)
    // Only this person's are made good: who knows one PIN does not get new tries at the others.
    await tablet.local.set(ALL_TRIES_KEY, Math.max(0, all - tries))
    lockedUntil.delete(who.id)
    return who
  }

  function lock(id: string, waitMs: number): void {
    lockedUntil.set(id, clock.monotonic() + waitMs)
    showWait()
  }

  function showWait(): void {
    cancelTick()
    const until = Math.max(lockedUntil.get(chosen.value?.id ?? '') ?? 0, lockedUntil.get(EVERYBODY) ?? 0)
    const leftMs = until - clock.monotonic()
    waitSeconds.value = Math.max(0, Math.ceil(leftMs / 1000))
    if (waitSeconds.value > 0) cancelTick = clock.later(showWait, 1000)
  }

  function choose(who: Staff | undefined): void {
    chosen.value = who
    wrong.value = false
    failed.value = false
    showWait()
  }

  return { chosen, busy, wrong, failed, waitSeconds, check, choose }
})
