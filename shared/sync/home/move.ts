import type { Line } from '../../domain/line.ts'
import type { Disposition } from '../../domain/return.ts'
import type { Move, MoveKind } from '../../domain/stock.ts'
import type { Message } from '../change.ts'
import { type Given, homeOf } from '../given.ts'

type Moving = Pick<Line, 'sku' | 'kind' | 'quantity'>

/** R27: what is restocked is on the shelf again; whatever else becomes of it moves nothing there. */
export function movedBack(
  given: Given,
  lines: readonly (Moving & { readonly disposition?: Disposition | undefined })[],
): Message[] {
  const restocked = lines.filter(({ disposition }) => disposition === 'restock')
  return moved(given, 'return', onShelf(restocked, 1))
}

/** What the buyer of an exchange takes along. */
export const movedOut = (given: Given, lines: readonly Moving[]): Message[] =>
  moved(given, 'sale', onShelf(lines, -1))

/** One move an article, so that none is laid over another. */
function onShelf(lines: readonly Moving[], sign: 1 | -1): Move[] {
  const units = new Map<string, number>()
  for (const { sku, kind, quantity } of lines)
    if (kind === 'goods') units.set(sku, (units.get(sku) ?? 0) + sign * quantity)
  return [...units].map(([sku, onHand]) => ({ sku, onHand, reserved: 0 }))
}

function moved(given: Given, kind: MoveKind, moves: readonly Move[]): Message[] {
  const { operation } = given
  if (moves.length === 0 || operation.store === undefined) return []
  const { id, at } = operation
  const movement = { id: `${id}/${kind}`, kind, op: id, at: at.wall, moves }
  return [{ to: homeOf(operation), is: 'moved', movement }]
}
