import { NOTHING } from '../../domain/money.ts'
import { type Applied, put } from '../change.ts'
import { type Given, homeOf } from '../given.ts'
import type { StockOperation } from '../operation.ts'
import { unitsOf } from './sale.ts'

/** Home: a ticket that moves units and no money. */
export function applyStock(given: Given<StockOperation>): Applied {
  const { operation } = given
  const home = homeOf(operation)
  const ticket = put(home, 'ticket', [
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
      lineCount: operation.args.lines.length,
      units: unitsOf(operation.args.lines),
    },
  ])
  return { changes: [ticket], messages: [], codes: [] }
}
