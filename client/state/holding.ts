/** Whether this tablet may hand a pickup over, with and without a network. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Pickup } from '#shared/domain/pickup.ts'
import { canBeHandedOver, type Hold, holdOf } from './handing-lines.ts'
import { useOutbox } from './outbox.ts'
import { useParts } from './parts.ts'
import { usePickupSteps } from './pickup-steps.ts'
import { usePickups } from './pickups.ts'

/** A hold that ends soon is asked for again. */
const renewMs = 60 * 60_000

export const useHolding = defineStore('holding', () => {
  const { tablet } = useParts()
  const outbox = useOutbox()
  const pickups = usePickups()
  const steps = usePickupSteps()
  /** The pickup for which the server was asked, and has not answered. */
  const asked = shallowRef<string>()

  function of(pickup: Pickup): Hold | undefined {
    const { device } = tablet
    if (device === undefined) return undefined
    const { terms, now } = pickups
    return holdOf(pickup, { device: device.device, now, isOnline: outbox.isOnline, terms })
  }

  /** While there is a line, this tablet makes sure that it may go on without one. */
  async function ask(pickup: Pickup): Promise<void> {
    const { device } = tablet
    asked.value = undefined
    if (device === undefined || !outbox.isOnline || !canBeHandedOver(pickup, pickups.now)) return
    if (pickup.lease !== null && pickup.lease.until > pickups.now + renewMs) return
    asked.value = pickup.key
    const told = await steps.take({ kind: 'pickup.lease', pickup: pickup.key, device: device.device })
    if (!told) asked.value = undefined
  }

  return { asked, of, ask }
})
