import { type Effects, type Message, NO_EFFECTS, put, type View } from '../change.ts'

type LeasedMessage = Extract<Message, { is: 'leased' }>

/** K3: of two grants the one that lasts longer was given later. */
export function deliverLeased({ to, pickup, lease }: LeasedMessage, view: View): Effects {
  const known = view.get(to, 'lease', pickup)
  if (known && known.until >= lease.until) return NO_EFFECTS
  return { changes: [put(to, 'lease', [pickup, lease])], messages: [] }
}
