import type { Change, View } from '#shared/sync/change.ts'
import { put } from '#shared/sync/change.ts'
import { type Scope, toScope } from '#shared/sync/scope.ts'
import { VISITOR_KEPT_MS, type Visitor } from '#shared/domain/timeline.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { changeRows } from '#server/sync/rows.ts'
import { rowsOfTable } from '#server/tables/replica-row.ts'

/** Takes members off the tablets of the stores that have not seen them for 72 hours; answers how many. */
export async function sweepVisitors(ledger: Ledger): Promise<number> {
  const oldest = ledger.now() - VISITOR_KEPT_MS
  const rows = await ledger.db.read(() => rowsOfTable('visitor', 'store:'))
  const away = rows
    // Trusted: visitor rows are written by the rules only.
    .filter((row) => (JSON.parse(row.value) as Visitor).at < oldest)
    .map(({ scope, key }) => ({ scope: toScope(scope), table: 'visitor' as const, key }))
  // Whoever comes in while this is being read stays.
  return await changeRows(ledger, away, (view) => away.flatMap((at) => gone(view, at, oldest)))
}

function gone(view: View, { scope, key }: { scope: Scope; key: string }, oldest: number): Change[] {
  const visitor = view.get(scope, 'visitor', key)
  return visitor && visitor.at < oldest ? [put(scope, 'visitor', [key, null])] : []
}
