/** Which tablet this is, who stands at it, and which of the few screens is up. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Staff } from '#shared/domain/staff.ts'
import { useOfficeSession } from './office-session.ts'
import { useOfficeSignIn } from './office-sign-in.ts'
import { useOutbox } from './outbox.ts'
import { useParts } from './parts.ts'
import { usePin } from './pin.ts'
import type { CounterTablet, EnrolProblem } from './tablet.ts'

/** Where a person who is signed in can be. */
export type Place =
  | 'counter'
  | 'pickups'
  | 'stock'
  | 'outbox'
  | 'journal'
  | 'discrepancies'
  | 'disputes'
  | 'readiness'
  | 'settings'

export const useSession = defineStore('session', () => {
  const { tablet } = useParts()
  const pin = usePin()
  const office = useOfficeSession()
  const officeSignIn = useOfficeSignIn()
  const outbox = useOutbox()
  /** Until the storage is open nobody knows whether this tablet is enrolled. */
  const isOpen = shallowRef(tablet.isOpen)
  const device = shallowRef(tablet.device)
  const people = shallowRef<readonly Staff[]>([])
  /** Who was signed in and is not the same any more for head office: gone, or with another PIN or role. */
  const ended = shallowRef<Staff>()
  const staff = shallowRef<Staff>()
  const place = shallowRef<Place>('counter')
  const { busy, enrolProblem, enrolsAgain, enrol } = enrolling(tablet, async () => {
    signOut()
    await refresh()
  })

  const screen = computed(() => {
    if (!isOpen.value) return 'opening' as const
    if (office.isOpen) return 'office' as const
    if (device.value === undefined || enrolsAgain.value) return 'enrol' as const
    // What waits is handed in first, under the eyes of whoever stands there.
    if (outbox.isRevoked && (staff.value === undefined || outbox.waiting === 0)) return 'revoked' as const
    return staff.value === undefined ? ('signIn' as const) : place.value
  })

  async function refresh(): Promise<void> {
    const staffHere = tablet.device && (await staffOf(tablet))
    device.value = tablet.device
    isOpen.value = tablet.isOpen
    if (staffHere === undefined) return
    const { rows, isWhole } = staffHere
    people.value = rows
    if (isWhole) pin.renew(rows)
    const now = staff.value && asOfNow(staff.value, rows, isWhole)
    if (now === undefined) ended.value = staff.value
    else staff.value = now
  }

  async function signIn(typed: string): Promise<boolean> {
    const who = await pin.check(typed)
    if (who === undefined) return false
    staff.value = who
    // Whoever signed in is nobody's choice for an approval, least of all their own.
    pin.choose(undefined)
    place.value = 'counter'
    void officeSignIn.openWith(who, typed)
    return true
  }

  function signOut(): void {
    staff.value = undefined
    office.close()
    officeSignIn.begin()
    pin.choose(undefined)
  }

  return {
    device,
    people,
    staff,
    ended,
    place,
    screen,
    busy,
    enrolProblem,
    enrolsAgain,
    refresh,
    enrol,
    signIn,
    signOut,
  }
})

function enrolling(tablet: Pick<CounterTablet, 'enrol'>, enrolled: () => Promise<void>) {
  const busy = shallowRef(false)
  const enrolProblem = shallowRef<EnrolProblem>()
  /** The server no longer knows this tablet: it is enrolled once more, and what waits goes along. */
  const enrolsAgain = shallowRef(false)

  async function enrol(code: string): Promise<void> {
    busy.value = true
    enrolProblem.value = undefined
    const result = await tablet.enrol(code).finally(() => (busy.value = false))
    enrolsAgain.value &&= !result.ok
    if (result.ok) await enrolled()
    else enrolProblem.value = result.error
  }

  return { busy, enrolProblem, enrolsAgain, enrol }
}

/** While the rows come anew, and on a tablet that was taken out of use, nobody is gone because their row is. */
async function staffOf(tablet: Pick<CounterTablet, 'rows' | 'status'>) {
  const { rows, isWhole } = await tablet.rows.listWhole('staff')
  return {
    rows: rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    isWhole: isWhole && tablet.status().revokedAt === null,
  }
}

/** A person as head office knows them now; undefined when they are not the one any more who signed in. */
function asOfNow(before: Staff, rows: readonly Staff[], isWhole: boolean): Staff | undefined {
  const now = rows.find(({ id }) => id === before.id)
  if (now === undefined) return isWhole ? undefined : before
  const { role, pin, name } = now
  if (role !== before.role || pin.hash !== before.pin.hash || pin.salt !== before.pin.salt) return undefined
  return name === before.name ? before : now
}
