import { addLanes, NO_LANES } from '#shared/base/hash.ts'
import { DAY_MS } from '#shared/base/time.ts'
import { receiptsScopes, type Scope } from '#shared/sync/scope.ts'
import type { Step } from '#server/db/query.ts'
import { RetryTransaction } from '#server/db/errors.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { firstWrittenSince, retireRows } from '#server/tables/replica-row.ts'
import { nameRetired } from './asked-receipts.ts'
import { headsOf, raiseFloor } from '#server/tables/scope-head.ts'

/** How long a receipt is on the tablets after it was made or anything last came back of it. */
const RECEIPTS_KEPT_MS = 90 * DAY_MS
/** At once, so that a sale never waits for a whole season. */
const NUMBERS_AT_ONCE = 1000

/**
 * G6: raises the floor of the receipts' scopes: what was last written 90 days ago leaves the tablets and their sums. The rows stay
 * here; one of which something comes back is written anew, and so is on the tablets again. Answers how many left.
 */
export async function retireReceipts(
  ledger: Pick<Ledger, 'db' | 'settings' | 'now'>,
  since = ledger.now() - RECEIPTS_KEPT_MS,
): Promise<number> {
  let count = 0
  for (const scope of receiptsScopes(ledger.settings.buckets)) {
    for (let more = true; more;) {
      const step = await ledger.db.write(() => retired(scope, since))
      more = step.more
      count += step.count
    }
  }
  return count
}

function* retired(scope: Scope, since: number): Step<{ more: boolean; count: number }> {
  const head = (yield* headsOf([scope])).get(scope)
  if (!head || head.seq === head.floor) return { more: false, count: 0 }
  const young = yield* firstWrittenSince(scope, head.floor, since)
  const end = young === undefined ? head.seq : young - 1
  const to = Math.min(end, head.floor + NUMBERS_AT_ONCE)
  if (to <= head.floor) return { more: false, count: 0 }
  const gone = yield* retireRows(scope, head.floor, to)
  const lanes = gone.reduce((sum, row) => addLanes(sum, row.lanes), NO_LANES)
  yield* nameRetired(gone)
  const raised = yield* raiseFloor(scope, { floor: head.floor, to, lanes, live: gone.length })
  if (!raised) throw new RetryTransaction('the floor was raised meanwhile')
  return { more: to < end, count: gone.length }
}
