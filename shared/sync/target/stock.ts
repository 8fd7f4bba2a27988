import { afterMove } from '../../domain/stock.ts'
import { type Effects, type Message, put, type View } from '../change.ts'

type MovedMessage = Extract<Message, { is: 'moved' }>

/** The stock of a store is the sum of its movements, in whatever order they arrive. */
export function deliverMoved({ to, movement }: MovedMessage, view: View): Effects {
  const changes = movement.moves.map((move) => {
    const known = view.get(to, 'stock', move.sku) ?? null
    return put(to, 'stock', [move.sku, afterMove(known, movement, move)])
  })
  return { changes, messages: [] }
}
