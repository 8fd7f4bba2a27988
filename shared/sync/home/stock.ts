import { rightToAdjust, writtenOff } from '../../domain/adjustment.ts'
import { money, NOTHING } from '../../domain/money.ts'
import type { Action } from '../../domain/policy.ts'
import { acceptMaxOf, TERMS_KEY, termsKey } from '../../domain/terms.ts'
import { isApproved } from '../../domain/settlement.ts'
import { bySku } from '../../domain/shelf.ts'
import { type Applied, type Change, put, type RowKey, type View } from '../change.ts'
import { factOf, flag, type Given, homeOf } from '../given.ts'
import type { CountOperation, Operation, StockOperation } from '../operation.ts'
import { CATALOG } from '../scope.ts'
import { termsOf } from './approval.ts'
import { approvalFact } from './found.ts'
import { moved } from './moved.ts'
import { unitsOf } from './sale.ts'

/** Whoever stands for it: their roles are looked up in the store, as its tablets know them. */
export function adjustNeeds(operation: StockOperation): RowKey[] {
  const { args, channel } = operation
  if (channel !== undefined || writtenOff(args) === 0) return []
  const people = peopleOf(operation).map((key): RowKey => ({ scope: homeOf(operation), table: 'staff', key }))
  const versions = [TERMS_KEY, ...(args.terms === undefined ? [] : [termsKey(args.terms)])]
  return [...people, ...versions.map((key): RowKey => ({ scope: CATALOG, table: 'terms', key }))]
}

const peopleOf = ({ staff, approver }: StockOperation): string[] =>
  [staff, approver].flatMap((id) => id ?? [])

/** Home: a ticket that moves units and no money. The shelf follows. R48: what was written off without the right is named. */
export function applyStock(given: Given<StockOperation>, view: View): Applied {
  const { operation } = given
  const { lines, reason } = operation.args
  const moves = bySku(lines.map(({ sku, name, quantity }) => ({ sku, name, onHand: quantity, reserved: 0 })))
  const ticket = stockTicket(operation, { lineCount: lines.length, units: unitsOf(lines) })
  const messages = moved(given, { kind: 'adjustment', reason }, moves)
  const right = rightOf(operation, view)
  const roles = () => peopleOf(operation).map((person) => view.get(homeOf(operation), 'staff', person)?.role)
  if (right === undefined || isApproved(right, roles())) return { changes: [ticket], messages, codes: [] }
  const cost = writtenOff(operation.args)
  const code = 'written-off-without-approval'
  const gone = factOf(operation, { is: 'stock', amount: money(0 - cost), quantity: unitsOf(lines) })
  const facts = [gone, approvalFact(operation)]
  const found = flag(given, { code, cost, facts }, { staff: operation.staff ?? '', amount: cost })
  return { changes: [ticket, found], messages, codes: [code] }
}

/** R48: the limit is that of the chain's terms, not the tablet's word for it. A shop asks nobody here. */
function rightOf({ args, channel }: StockOperation, view: View): Action | undefined {
  if (channel !== undefined || writtenOff(args) === 0) return undefined
  const terms = termsOf(view, args.terms)
  return rightToAdjust(terms === undefined ? args : { ...args, limit: acceptMaxOf(terms) })
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
