import { DAY_MS } from '#shared/base/time.ts'
import type { Pickup } from '#shared/domain/pickup.ts'
import { put } from '#shared/sync/change.ts'
import { toScope } from '#shared/sync/scope.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { changeRows } from '#server/sync/rows.ts'
import { rowsOfTable } from '#server/tables/replica-row.ts'

/** Longer than a buyer may bring it back: until then a store sees what it handed over. */
const KEPT_MS = 60 * DAY_MS

/** Takes pickups off the tablets of their stores that ended long ago; the order keeps what became of them. Answers how many. */
export async function sweepPickups(ledger: Ledger): Promise<number> {
  const oldest = ledger.now() - KEPT_MS
  const rows = await ledger.db.read(() => rowsOfTable('pickup', 'store:'))
  const old = rows
    // Trusted: pickup rows are written by the rules only.
    .filter(({ value }) => isOld(JSON.parse(value) as Pickup, oldest))
    .map(({ scope, key }) => ({ scope: toScope(scope), table: 'pickup' as const, key }))
  return await changeRows(ledger, old, (view) =>
    old.flatMap(({ scope, key }) => {
      const pickup = view.get(scope, 'pickup', key)
      return pickup && isOld(pickup, oldest) ? [put(scope, 'pickup', [key, null])] : []
    }),
  )
}

const isOld = ({ endedAt }: Pickup, oldest: number): boolean => endedAt !== null && endedAt < oldest
