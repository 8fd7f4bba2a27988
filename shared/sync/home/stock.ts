import { NOTHING } from '../../domain/money.ts'
import { bySku } from '../../domain/shelf.ts'
import { type Applied, type Change, put } from '../change.ts'
import { type Given, homeOf } from '../given.ts'
import type { CountOperation, Operation, StockOperation } from '../operation.ts'
import { moved } from './moved.ts'
import { unitsOf } from './sale.ts'

/** Home: a ticket that moves units and no money. The shelf follows. */
export function applyStock(given: Given<StockOperation>): Applied {
  const { lines } = given.operation.args
  const moves = bySku(lines.map(({ sku, name, quantity }) => ({ sku, name, onHand: quantity, reserved: 0 })))
  return {
    changes: [stockTicket(given.operation, { lineCount: lines.length, units: unitsOf(lines) })],
    messages: moved(given, { kind: 'adjustment' }, moves),
    codes: [],
  }
}

/** R41: what was counted is there; how much that moves is found out on the shelf, where everything before it is known. */
export function applyCount(given: Given<CountOperation>): Applied {
  const { lines } = given.operation.args
  const moves = lines.map(({ sku, name, counted, since = 0, unitPrice }) => ({
    sku,
    name,
    onHand: 0,
    reserved: 0,
    counted: counted + since,
    unitPrice,
  }))
  // Of an article that stands there twice the last line counts.
  const last = [...new Map(moves.map((move) => [move.sku, move])).values()]
  return {
    changes: [stockTicket(given.operation, { lineCount: lines.length, units: 0 })],
    messages: moved(given, { kind: 'count' }, last),
    codes: [],
  }
}

export function stockTicket(
  operation: Operation,
  { lineCount, units }: { readonly lineCount: number; readonly units: number },
): Change {
  return put(homeOf(operation), 'ticket', [
    operation.id,
    {
      op: operation.id,
      kind: 'stock',
      number: null,
      businessDate: operation.businessDate,
      at: operation.at.wall,
      staff: operation.staff ?? null,
      register: operation.register ?? null,
      who: null,
      total: NOTHING,
      lineCount,
      units,
    },
  ])
}
