import type { Move, Movement } from '../../domain/stock.ts'
import type { Message } from '../change.ts'
import { type Given, homeOf } from '../given.ts'

/**
 * What an operation moves in its own store. Whoever moves twice by one operation names the `part`. A channel has no shelf: what it
 * tells moves nothing.
 */
export function moved(
  given: Given,
  what: Pick<Movement, 'kind' | 'number' | 'reason'> & { readonly part?: number },
  moves: readonly Move[],
): Message[] {
  const { operation, receivedAt, seq = 0 } = given
  if (moves.length === 0 || operation.store === undefined || operation.channel !== undefined) return []
  const { kind, number, reason, part } = what
  const { id: op } = operation
  const id = part === undefined ? op : `${op}/${part}`
  const movement = {
    id,
    kind,
    op,
    at: operation.at.wall,
    receivedAt,
    seq,
    number,
    moves,
    ...(reason === undefined ? {} : { reason }),
  }
  return [{ to: homeOf(operation), is: 'moved', movement }]
}
