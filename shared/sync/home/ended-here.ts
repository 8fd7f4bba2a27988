import { canonicalJson } from '../../base/canonical-json.ts'
import { minus, sum } from '../../domain/money.ts'
import type { Pickup } from '../../domain/pickup.ts'
import { endedOfReceipt } from '../../domain/pickup-units.ts'
import type { TimelinePut } from '../../domain/timeline.ts'
import type { Message } from '../change.ts'
import type { Given } from '../given.ts'
import { receiptsScope, scopeKind } from '../scope.ts'

/**
 * An online shop tells of its own cancellations. What a counter took is cancelled here: its receipt gives no more of it back, and
 * its buyer's thread counts it. All that ended is told each time, under one id, so that goods which left after their end (R31: what
 * was handed over comes first) are the buyer's again, and can be brought back.
 */
export function endedHere(given: Given, before: Pickup, after: Pickup): Message[] {
  if (scopeKind(after.from) !== 'store') return []
  const lines = endedOfReceipt(after)
  if (canonicalJson(lines) === canonicalJson(endedOfReceipt(before))) return []
  const { operation, buckets, receivedAt } = given
  const { ref, from, key, turn, version: revision } = after
  const id = `${key}.${turn}`
  const amount = sum(lines.map((line) => line.amount))
  const put: TimelinePut = {
    thread: ref,
    entry: {
      id: `${ref}/cancellation:${id}`,
      kind: 'cancellation',
      at: operation.at.wall,
      date: operation.businessDate,
      where: from,
      amount: minus(amount),
      lineCount: lines.length,
      op: operation.id,
      revision,
    },
    visit: null,
    receivedAt,
  }
  const returned = { lines, op: operation.id, home: from, revision, ended: after.part }
  return [{ to: receiptsScope(ref, buckets), is: 'returned', ref, id, returned, put, who: after.who }]
}
