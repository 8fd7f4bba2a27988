import type { PickupState } from './pickup.ts'

/** What can happen to a pickup. `withdraw`: whoever took the order cancels lines. */
export const PICKUP_STEPS = [
  'pick',
  'ready',
  'handover',
  'ship',
  'withdraw',
  'cancel',
  'decline',
  'extend',
  'remind',
  'expire',
  'lease',
] as const
export type PickupStep = (typeof PICKUP_STEPS)[number]

type Steps = Readonly<Partial<Record<PickupStep, PickupState>>>

/**
 * R30: where each step leads from each state as long as units are left; what is not in the table is not open to that step. Goods
 * that left are a fact, so a handover leads somewhere from every state.
 */
const TABLE: Readonly<Record<PickupState, Steps>> = {
  allocated: {
    pick: 'picking',
    ready: 'ready',
    handover: 'partly-collected',
    ship: 'shipped',
    withdraw: 'allocated',
    cancel: 'cancelled',
    decline: 'declined',
    lease: 'allocated',
  },
  picking: {
    pick: 'picking',
    ready: 'ready',
    handover: 'partly-collected',
    ship: 'shipped',
    withdraw: 'picking',
    cancel: 'cancelled',
    decline: 'declined',
    lease: 'picking',
  },
  ready: {
    pick: 'ready',
    ready: 'ready',
    handover: 'partly-collected',
    ship: 'shipped',
    withdraw: 'ready',
    cancel: 'cancelled',
    decline: 'declined',
    extend: 'ready',
    remind: 'ready',
    expire: 'expired',
    lease: 'ready',
  },
  'partly-collected': {
    pick: 'partly-collected',
    ready: 'partly-collected',
    handover: 'partly-collected',
    ship: 'shipped',
    withdraw: 'partly-collected',
    cancel: 'cancelled',
    extend: 'partly-collected',
    remind: 'partly-collected',
    expire: 'expired',
    lease: 'partly-collected',
  },
  collected: { handover: 'collected', ship: 'collected', withdraw: 'collected' },
  shipped: { handover: 'shipped', ship: 'shipped', withdraw: 'shipped' },
  // What was fetched and nobody got is put back on the shelf: nothing of it is picked any more.
  expired: { pick: 'expired', handover: 'collected', ship: 'shipped', withdraw: 'expired' },
  cancelled: { pick: 'cancelled', handover: 'collected', ship: 'shipped', withdraw: 'cancelled' },
  declined: { pick: 'declined', handover: 'collected', ship: 'shipped', withdraw: 'declined' },
}

/** Undefined: the pickup is not open to it. */
export const stateAfter = (state: PickupState, step: PickupStep): PickupState | undefined =>
  TABLE[state][step]

const OPEN: readonly PickupState[] = ['allocated', 'picking', 'ready', 'partly-collected']

/** Something of it is still to be done. */
export const isOpen = (state: PickupState): boolean => OPEN.includes(state)
