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
  const { tablet, clock } = useParts()
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

  /** While there is a line, this tablet makes sure that it may go on without one; of another tablet's hold it asks to give it back. */
  async function ask(pickup: Pickup): Promise<void> {
    const { device } = tablet
    asked.value = undefined
    if (device === undefined || !outbox.isOnline || !canBeHandedOver(pickup)) return
    const { lease } = pickup
    const isAsked = lease?.wanted === device.device || lease?.device === device.device
    if (isAsked && lease !== null && lease.until > pickups.now + renewMs) return
    asked.value = pickup.key
    const told = await steps.take({ kind: 'pickup.lease', pickup: pickup.key, device: device.device })
    if (!told) asked.value = undefined
  }

  /** This tablet has asked whoever holds it. */
  const isWanted = (pickup: Pickup | undefined): boolean =>
    outbox.isOnline && pickup?.lease?.wanted !== undefined && pickup.lease.wanted === tablet.device?.device

  /** What lies on this counter, and is given back to nobody. */
  const inHand = shallowRef<string>()
  let givingBack = false

  /** K3: another tablet asked for what this one holds and does not need now; nobody has to be signed in for that. */
  async function giveBack(): Promise<void> {
    const own = tablet.device?.device
    // Without a line it may be needed here, and nobody could hear of it.
    if (own === undefined || givingBack || !outbox.isOnline) return
    givingBack = true
    try {
      for (const { key: pickup, lease } of await tablet.rows.list('pickup')) {
        const isWanted = lease?.device === own && lease.wanted !== undefined
        if (!isWanted || lease.until <= clock.now() || pickup === inHand.value) continue
        await tablet.commit({ kind: 'pickup.lease', pickup, device: own, givesBack: true })
      }
    } finally {
      givingBack = false
    }
  }

  return { asked, inHand, of, ask, isWanted, giveBack }
})
