/** Which tablet this is, who stands at it, and which of the few screens is up. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Staff } from '#shared/domain/staff.ts'
import { useParts } from './parts.ts'
import { triesIn, triesKey, waitMsAfter } from './pin-tries.ts'

export type SignInProblem = 'wrong-pin'
export type Place = 'counter' | 'outbox'

export const useSession = defineStore('session', () => {
  const { tablet, clock, verifyPin } = useParts()
  const device = shallowRef(tablet.device)
  const people = shallowRef<readonly Staff[]>([])
  const chosen = shallowRef<Staff>()
  const staff = shallowRef<Staff>()
  const place = shallowRef<Place>('counter')
  const busy = shallowRef(false)
  const enrolProblem = shallowRef<string>()
  const signInProblem = shallowRef<SignInProblem>()
  /** By staff id, on the monotonic clock: setting the tablet's time forward does not shorten a wait. */
  const lockedUntil = new Map<string, number>()
  const waitSeconds = shallowRef(0)
  let cancelTick = (): void => undefined

  const screen = computed(() => {
    if (device.value === undefined) return 'enrol' as const
    if (staff.value === undefined) return 'signIn' as const
    return place.value
  })

  async function refresh(): Promise<void> {
    device.value = tablet.device
    const rows = await tablet.rows.list('staff')
    people.value = rows.toSorted((a, b) => a.name.localeCompare(b.name, 'zh-Hant-TW'))
  }

  async function enrol(code: string): Promise<void> {
    busy.value = true
    enrolProblem.value = undefined
    const result = await tablet.enrol(code).finally(() => (busy.value = false))
    if (result.ok) await refresh()
    else enrolProblem.value = result.error.reason
  }

  async function signIn(pin: string): Promise<void> {
    const who = chosen.value
    if (busy.value || who === undefined) return
    busy.value = true
    signInProblem.value = undefined
    try {
      const tries = triesIn(await tablet.local.get(triesKey(who.id)))
      // After a restart the whole wait runs again, because no clock of before can be trusted.
      if (!lockedUntil.has(who.id)) lock(who.id, tries)
      if (waitSeconds.value === 0) await tryPin(who, pin, tries + 1)
    } finally {
      busy.value = false
    }
  }

  async function tryPin(who: Staff, pin: string, tries: number): Promise<void> {
    await tablet.local.set(triesKey(who.id), tries)
    if (await verifyPin(pin, who.pin)) {
      await tablet.local.set(triesKey(who.id), 0)
      lockedUntil.delete(who.id)
      staff.value = who
      place.value = 'counter'
      return
    }
    signInProblem.value = 'wrong-pin'
    lock(who.id, tries)
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
    signInProblem.value = undefined
    showWait()
  }

  function signOut(): void {
    staff.value = undefined
    choose(undefined)
    place.value = 'counter'
  }

  function go(to: Place): void {
    place.value = to
  }

  return {
    device, people, chosen, staff, screen, busy, enrolProblem, signInProblem, waitSeconds,
    refresh, enrol, signIn, choose, signOut, go,
  }
})
