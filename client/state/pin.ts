/** Who signs in, and how often they may guess. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Staff } from '#shared/domain/staff.ts'
import { useParts } from './parts.ts'
import { waitMsAfter } from '#shared/domain/sign-in-wait.ts'
import { triesIn, triesKey } from './pin-tries.ts'

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
      // After a restart the whole wait runs again, because no clock of before can be trusted.
      if (!lockedUntil.has(who.id)) lock(who.id, tries)
      return waitSeconds.value > 0 ? undefined : await attempt(who, pin, tries + 1)
    } catch {
      // The count could not be kept, so nobody may try.
      failed.value = true
      return undefined
    } finally {
      busy.value = false
    }
  }

  async function attempt(who: Staff, pin: string, tries: number): Promise<Staff | undefined> {
    await tablet.local.set(triesKey(who.id), tries)
    if (!(await verifyPin(pin, who.pin))) {
      wrong.value = true
      lock(who.id, tries)
      return undefined
    }
    await tablet.local.set(triesKey(who.id), 0)
    lockedUntil.delete(who.id)
    return who
  }

  function lock(id: string, tries: number): void {
    lockedUntil.set(id, clock.monotonic() + waitMsAfter(tries))
    showWait()
  }

  function showWait(): void {
    cancelTick()
    const leftMs = (lockedUntil.get(chosen.value?.id ?? '') ?? 0) - clock.monotonic()
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
