import { discrepancy, type Fact } from '../../domain/discrepancy.ts'
import { basisOf } from '../../domain/dispute.ts'
import type { Receipt } from '../../domain/receipt.ts'
import { dueLines, refundDue, refundDueOfAll } from '../../domain/refund-due.ts'
import type { Message } from '../change.ts'
import { receiptFact, returnFact, unitsIn } from '../facts.ts'
import { discrepancyKey } from '../given.ts'
import { scopeKind, toScope } from '../scope.ts'

/**
 * R25: what a counter must give back of an order that it took is named to its people until it is paid out; what was paid out beyond
 * it, because two did, to all who did.
 */
export function refundsDue(receipt: Receipt, before: Receipt | null): Message[] {
  if (receipt.lines === null || receipt.where === null || scopeKind(receipt.where) !== 'store') return []
  return [...dueHere(receipt, before), ...paidOutTwice(receipt)]
}

function dueHere(receipt: Receipt, before: Receipt | null): Message[] {
  const { ref, number, where, at, returned } = receipt
  const due = refundDueOfAll(receipt)
  if (due === 0 && (before?.lines ? refundDueOfAll(before) : 0) === 0) return []
  const op = Object.values(returned).findLast(({ ended }) => ended !== undefined)?.op ?? ref
  const code = 'refund-due'
  const value = {
    // The buyer's own money: paid out, it is no loss.
    ...discrepancy(
      code,
      { op, at, facts: dueFacts(receipt), cost: 0 },
      { receipt: number ?? ref, amount: due },
    ),
    basis: basisOf(receipt),
    ...(due === 0 ? { settled: true as const } : {}),
  }
  return [{ to: toScope(where ?? ''), is: 'discrepancy', key: discrepancyKey(code, ref), value }]
}

function paidOutTwice(receipt: Receipt): Message[] {
  const { ref, number, at, returned } = receipt
  return dueLines(receipt).flatMap((line): Message[] => {
    const over = 0 - refundDue(receipt, line)
    if (over <= 0) return []
    const payers = Object.values(returned).filter(({ paidOut = [] }) =>
      paidOut.some((one) => one.line === line),
    )
    const refunded = payers
      .flatMap(({ paidOut = [] }) => paidOut)
      .reduce((total, one) => total + (one.line === line ? one.amount : 0), 0)
    const code = 'refund-exceeds-price'
    const params = { receipt: number ?? ref, line: line + 1, paid: refunded - over, refunded }
    const last = payers.toSorted((a, b) => (a.op < b.op ? -1 : 1)).slice(-2)
    const paid = last.map((one) =>
      returnFact(
        one,
        (one.paidOut ?? []).filter((out) => out.line === line),
      ),
    )
    const about = {
      op: ref,
      at,
      facts: [receiptFact(receipt, { amount: refunded - over }), ...paid],
      cost: over,
    }
    const value = { ...discrepancy(code, about, params), basis: basisOf(receipt) }
    const key = ['paid-out', ref, line].join(':')
    return payers.map(({ home }) => ({ to: toScope(home), is: 'discrepancy', key, value }))
  })
}

/** What was paid for it, and what ended of it last. */
function dueFacts(receipt: Receipt): Fact[] {
  const ended = Object.values(receipt.returned).findLast((one) => one.ended !== undefined)
  if (ended === undefined) return [receiptFact(receipt)]
  const { lines } = ended
  return [receiptFact(receipt), { ...returnFact(ended, lines), is: 'pickup', quantity: unitsIn(lines) }]
}
