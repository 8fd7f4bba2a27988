import { joined, questionKey } from '../../domain/settlement.ts'
import { type Effects, type Message, put, type View } from '../change.ts'

type SettledMessage = Extract<Message, { is: 'settled' }>

export const settledKey = ({ table, settlement }: Pick<SettledMessage, 'table' | 'settlement'>): string =>
  table === 'question' ? questionKey(settlement) : settlement.key

/** R47: steps are kept by their operation, so that the order of arrival does not matter. */
export function deliverSettled(message: SettledMessage, view: View): Effects {
  const { to, table, settlement } = message
  const key = settledKey(message)
  const known = view.get(to, table, key) ?? null
  return { changes: [put(to, table, [key, joined(known, settlement)])], messages: [] }
}
