import { stateAfter } from '../../domain/pickup-state.ts'
import { type Effects, type Message, NO_EFFECTS, put, type View } from '../change.ts'
import { deviceScope } from '../scope.ts'

type LeasedMessage = Extract<Message, { is: 'leased' }>
type UnleasedMessage = Extract<Message, { is: 'unleased' }>

/** K3: of two grants the one that lasts longer was given later. */
export function deliverLeased({ to, pickup, lease }: LeasedMessage, view: View): Effects {
  const known = view.get(to, 'lease', pickup)
  if (known && known.until >= lease.until) return NO_EFFECTS
  const { device, until } = lease
  return { changes: [put(to, 'lease', [pickup, { device, until }])], messages: [] }
}

/**
 * K3: a lease that is given back ends with its tablet before it ends in the store, and goes to whoever wants it only there: at no
 * moment do two tablets hold it. What was given back is remembered, because its grant may be heard after it.
 */
export function deliverUnleased(message: UnleasedMessage, view: View): Effects {
  const { to, pickup, lease, store, until } = message
  if (to === store) return passedOn(message, view)
  const { device } = lease
  const known = view.get(to, 'lease', pickup)
  const isNewer = known !== null && known !== undefined && known.until > lease.until
  const own = { device, until: lease.until, givenBack: true } as const
  return {
    changes: isNewer ? [] : [put(to, 'lease', [pickup, own])],
    messages: [{ to: store, is: 'unleased', pickup, lease, store, until }],
  }
}

function passedOn({ to, pickup: key, lease, until }: UnleasedMessage, view: View): Effects {
  const pickup = view.get(to, 'pickup', key)
  const held = pickup?.lease
  if (!pickup || held?.device !== lease.device || held.until !== lease.until) return NO_EFFECTS
  const { wanted } = held
  const isOpen = stateAfter(pickup.state, 'lease') !== undefined
  const next = wanted !== undefined && isOpen ? { device: wanted, until } : null
  return {
    changes: [put(to, 'pickup', [key, { ...pickup, lease: next }])],
    messages: next ? [{ to: deviceScope(next.device), is: 'leased', pickup: key, lease: next }] : [],
  }
}
