import { put } from '#shared/sync/change.ts'
import { toScope } from '#shared/sync/scope.ts'
import { VISITOR_KEPT_MS, type Visitor } from '#shared/domain/timeline.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { putRows } from '#server/sync/rows.ts'
import { rowsOfTable } from '#server/tables/replica-row.ts'

/** Takes members off the tablets of the stores that have not seen them for 72 hours; answers how many. */
export async function sweepVisitors(ledger: Ledger): Promise<number> {
  const oldest = ledger.now() - VISITOR_KEPT_MS
  const rows = await ledger.db.read(() => rowsOfTable('visitor', 'store:'))
  // Trusted: visitor rows are written by the rules only.
  const gone = rows.filter((row) => (JSON.parse(row.value) as Visitor).at < oldest)
  await putRows(
    ledger,
    gone.map((row) => put(toScope(row.scope), 'visitor', [row.key, null])),
  )
  return gone.length
}
