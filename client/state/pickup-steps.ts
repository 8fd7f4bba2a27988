/** What happens to a pickup besides its handover: each one an operation, kept on this tablet before the screen goes on. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Refusal } from '#client/sync/intent.ts'
import { useNotice } from './notice.ts'
import { useParts } from './parts.ts'
import { usePickups } from './pickups.ts'
import { useSession } from './session.ts'
import type { PickupIntent } from './tablet.ts'

/** Whoever is signed in takes it. */
type Unsigned<Intent> = Intent extends unknown ? Omit<Intent, 'staff'> : never

export const usePickupSteps = defineStore('pickup-steps', () => {
  const { tablet } = useParts()
  const notice = useNotice()
  const pickups = usePickups()
  const session = useSession()
  const refusal = shallowRef<Refusal>()
  const busy = shallowRef(false)
  let inHand: Promise<unknown> = Promise.resolve()

  async function commit(step: Unsigned<PickupIntent>): Promise<boolean> {
    const { staff } = session
    if (staff === undefined) return false
    refusal.value = undefined
    const result = await tablet.commit({ ...step, staff: staff.id }).catch(() => undefined)
    if (!result?.ok) {
      refusal.value = result?.error ?? 'cannot-save'
      return false
    }
    notice.pass()
    await pickups.refresh()
    return true
  }

  /** One after the other: a ready pickup was picked before. */
  function take(step: Unsigned<PickupIntent>): Promise<boolean> {
    busy.value = true
    const done = inHand.then(() => commit(step))
    inHand = done
    return done.finally(() => (busy.value = inHand !== done))
  }

  function clear(): void {
    refusal.value = undefined
  }

  return { refusal, busy, take, clear }
})
