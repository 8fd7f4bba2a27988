import * as z from 'zod/mini'
import { LINES_MAX, Name, Sku } from './line.ts'

const Reason = z.string().check(z.minLength(1), z.maxLength(200))
const CountedLine = z.object({ sku: Sku, name: Name, quantity: z.int() })

/** A correction of the stock on hand: found, lost, broken. `quantity` is signed and counts units. */
export const StockArgs = z.object({
  lines: z.array(CountedLine).check(z.minLength(1), z.maxLength(LINES_MAX)),
  reason: Reason,
})
export type StockArgs = Readonly<z.infer<typeof StockArgs>>

export type MoveKind =
  | 'sale'
  | 'return'
  | 'reservation'
  | 'release'
  | 'handover'
  | 'transfer-out'
  | 'transfer-in'
  | 'count'
  | 'adjustment'

/** One article's share of a movement: signed units that are on the shelf, and that are set aside for somebody. */
export type Move = { readonly sku: string; readonly onHand: number; readonly reserved: number }

/** What an operation moved in one store. `id` is told once (the operation, and which of its movements). */
export type Movement = {
  readonly id: string
  readonly kind: MoveKind
  readonly op: string
  readonly at: number
  readonly moves: readonly Move[]
}

/** One article's part of a movement, as its row remembers it. */
export type LastMove = Pick<Movement, 'id' | 'kind' | 'at'> & Pick<Move, 'onHand' | 'reserved'>

/**
 * What one store has of an article: the sum of all its movements, and the last of them. `countedAt` is null as long as nobody
 * has counted: then the sum says what changed, and not what is there.
 */
export type Stock = {
  readonly sku: string
  readonly onHand: number
  readonly reserved: number
  readonly countedAt: number | null
  readonly last: readonly LastMove[]
}

/** The row remembers so many movements: an own operation that is among them is not counted a second time. */
export const LAST_MOVES_MAX = 12

/** The stock after a movement that it does not contain yet. */
export function afterMove(stock: Stock | null, movement: Movement, move: Move): Stock {
  const before = stock ?? { sku: move.sku, onHand: 0, reserved: 0, countedAt: null, last: [] }
  const { id, kind, at } = movement
  const last = { id, kind, at, onHand: move.onHand, reserved: move.reserved }
  return {
    ...before,
    onHand: before.onHand + move.onHand,
    reserved: before.reserved + move.reserved,
    countedAt: kind === 'count' ? at : before.countedAt,
    last: [last, ...before.last].slice(0, LAST_MOVES_MAX),
  }
}
