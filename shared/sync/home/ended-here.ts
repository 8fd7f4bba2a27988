import { canonicalJson } from '../../base/canonical-json.ts'
import type { Id } from '../../base/id.ts'
import type { Allocation } from '../../domain/allocation.ts'
import type { BackLine } from '../../domain/line.ts'
import { minus, sum } from '../../domain/money.ts'
import type { Pickup } from '../../domain/pickup.ts'
import { endedOfReceipt } from '../../domain/pickup-units.ts'
import type { TimelinePut } from '../../domain/timeline.ts'
import type { Message } from '../change.ts'
import type { Given } from '../given.ts'
import { type Buckets, receiptsScope, scopeKind } from '../scope.ts'

/**
 * An online shop tells of its own cancellations. What a counter took is cancelled here: its receipt gives no more of it back, and
 * its buyer's thread counts it. All that ended is told each time, under one id, so that goods which left after their end (R31: what
 * was handed over comes first) are the buyer's again, and can be brought back.
 */
export function endedHere(given: Given, before: Pickup, after: Pickup): Message[] {
  const lines = endedOfReceipt(after)
  if (canonicalJson(lines) === canonicalJson(endedOfReceipt(before))) return []
  const { operation, buckets, receivedAt } = given
  const { id: op, at, businessDate: date } = operation
  const { key, turn, version: revision } = after
  const cause = { op, at: at.wall, date, receivedAt }
  return endedOf(after, { id: `${key}.${turn}`, lines, revision, cause }, buckets)
}

/** K1: no store is left to do these lines: they ended as well, under an id that is theirs whoever was asked last. */
export const endedNowhere = (allocation: Allocation, ended: Omit<Ended, 'id'>, buckets: Buckets): Message[] =>
  endedOf(allocation, { id: `${allocation.key}.unplaced`, ...ended }, buckets)

type Ended = {
  readonly id: string
  readonly lines: readonly BackLine[]
  /** The highest is the latest. */
  readonly revision: number
  readonly cause: {
    readonly op: Id
    readonly at: number
    readonly date: string
    readonly receivedAt: number
  }
}

function endedOf(
  { ref, from, part, who }: Pick<Pickup, 'ref' | 'from' | 'part' | 'who'>,
  { id, lines, revision, cause }: Ended,
  buckets: Buckets,
): Message[] {
  if (scopeKind(from) !== 'store') return []
  const { op, at, date, receivedAt } = cause
  const put: TimelinePut = {
    thread: ref,
    entry: {
      id: `${ref}/cancellation:${id}`,
      kind: 'cancellation',
      at,
      date,
      where: from,
      amount: minus(sum(lines.map((line) => line.amount))),
      lineCount: lines.length,
      op,
      revision,
    },
    visit: null,
    receivedAt,
  }
  const returned = { lines, op, home: from, revision, ended: part }
  return [{ to: receiptsScope(ref, buckets), is: 'returned', ref, id, returned, put, who }]
}
