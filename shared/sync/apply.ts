import { unreachable } from '../base/assert.ts'
import { TERMS_KEY } from '../domain/terms.ts'
import type { Applied, RowKey, View } from './change.ts'
import { type Given, homeOf } from './given.ts'
import { approvalRows, ownRows } from './home/approval.ts'
import { placeNeeds } from './home/allocate.ts'
import { applyEnrol } from './home/enrol.ts'
import { applyOrder, orderKey } from './home/order.ts'
import { applyExchange } from './home/exchange.ts'
import { applyOutflowSettle, outflowNeeds } from './home/outflow.ts'
import { applyPickup, pickupNeeds } from './home/pickup.ts'
import { applyPlace, ownNeeds } from './home/place.ts'
import { applyReturn } from './home/return.ts'
import { applySale } from './home/sale.ts'
import { adjustNeeds, applyCount, applyStock } from './home/stock.ts'
import { applyTransfer, transferId } from './home/transfer.ts'
import { CATALOG } from './scope.ts'
import { transferNeeds } from './target/transfer.ts'
import { applySettle, settleNeeds } from './home/settlement.ts'

/** The rows of the home scope that `apply` reads. What happens at other scopes is read there (`deliverNeeds`). */
export function applyNeeds({ operation }: Pick<Given, 'operation'>): RowKey[] {
  const home = homeOf(operation)
  switch (operation.kind) {
    case 'sale.complete':
      return [{ scope: home, table: 'ticket', key: operation.args.receipt }]
    case 'return.complete':
      return [
        { scope: home, table: 'ticket', key: operation.args.receipt ?? operation.id },
        ...approvalRows(operation),
      ]
    case 'exchange.complete':
      return [{ scope: home, table: 'ticket', key: operation.args.receipt }, ...approvalRows(operation)]
    case 'order.record':
      return [
        { scope: home, table: 'order', key: orderKey(operation.args) },
        { scope: CATALOG, table: 'terms', key: TERMS_KEY },
        ...placeNeeds(operation.args.parts ?? []),
      ]
    case 'discrepancy.resolve':
      return settleNeeds(operation)
    case 'order.place':
      return [
        { scope: home, table: 'order', key: operation.id },
        { scope: home, table: 'ticket', key: operation.args.receipt },
        ...placeNeeds(operation.args.parts),
        ...ownNeeds(operation),
      ]
    case 'pickup.pick':
    case 'pickup.ready':
    case 'pickup.handover':
    case 'pickup.cancel':
    case 'pickup.decline':
    case 'pickup.ship':
    case 'pickup.extend':
    case 'pickup.lease':
    case 'pickup.deadline':
      return pickupNeeds(operation)
    case 'outflow.settle':
      return outflowNeeds(operation)
    case 'stock.adjust':
      return adjustNeeds(operation)
    case 'member.enrol':
    case 'stock.count':
      return []
    case 'stock.request':
    case 'stock.send':
    case 'stock.receive':
    case 'stock.decline':
    case 'stock.withdraw':
      return transferNeeds(home, transferId(operation))
    default:
      return unreachable(operation)
  }
}

/** What can be asked for only when those rows are there: who staff and buyer have become. To be asked again with these. */
export function applyNeedsThen(given: Given, view: View): RowKey[] {
  const { operation } = given
  const isBack = operation.kind === 'return.complete' || operation.kind === 'exchange.complete'
  return isBack ? ownRows({ ...given, operation }, view) : []
}

/**
 * The one set of rules, run twice: at once on the tablet, for good on the server. Pure. A fact is never refused here;
 * what breaks a rule is named in `codes` and kept as a discrepancy row.
 */
export function apply(given: Given, view: View): Applied {
  const { operation } = given
  switch (operation.kind) {
    case 'sale.complete':
      return applySale({ ...given, operation }, view)
    case 'return.complete':
      return applyReturn({ ...given, operation }, view)
    case 'exchange.complete':
      return applyExchange({ ...given, operation }, view)
    case 'member.enrol':
      return applyEnrol({ ...given, operation })
    case 'order.record':
      return applyOrder({ ...given, operation }, view)
    case 'stock.adjust':
      return applyStock({ ...given, operation }, view)
    case 'stock.count':
      return applyCount({ ...given, operation })
    case 'stock.request':
    case 'stock.send':
    case 'stock.receive':
    case 'stock.decline':
    case 'stock.withdraw':
      return applyTransfer({ ...given, operation }, view)
    case 'discrepancy.resolve':
      return applySettle({ ...given, operation }, view)
    case 'order.place':
      return applyPlace({ ...given, operation }, view)
    case 'pickup.pick':
    case 'pickup.ready':
    case 'pickup.handover':
    case 'pickup.cancel':
    case 'pickup.decline':
    case 'pickup.ship':
    case 'pickup.extend':
    case 'pickup.lease':
    case 'pickup.deadline':
      return applyPickup({ ...given, operation }, view)
    case 'outflow.settle':
      return applyOutflowSettle({ ...given, operation }, view)
    default:
      return unreachable(operation)
  }
}
