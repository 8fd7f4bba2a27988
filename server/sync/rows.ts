import type { Change, RowKey, View } from '#shared/sync/change.ts'
import type { Step } from '#server/db/query.ts'
import type { Ledger } from './ledger.ts'
import { WorkingSet } from './working-set.ts'

/** How system code (administration, importers, rebuilds) writes rows: with feed numbers and checksums like any operation. */
export async function putRows(ledger: Ledger, changes: readonly Change[]): Promise<void> {
  await changeRows(ledger, changes, () => changes)
}

/** Only the rows that are not there: what is may have been changed by somebody. Answers how many were added. */
export async function addRows(ledger: Ledger, rows: readonly Change[]): Promise<number> {
  return await changeRows(ledger, rows, (view) =>
    rows.filter(({ scope, table, key }) => view.get(scope, table, key) === null),
  )
}

/** Writes what follows from what these rows hold when they are written; answers how many there were. */
export async function changeRows(
  ledger: Ledger,
  rows: readonly RowKey[],
  decide: (view: View) => readonly Change[],
): Promise<number> {
  const { moved, count } = await ledger.db.write(function* () {
    const set = new WorkingSet()
    yield* set.load(rows)
    const changes = decide(set)
    set.change(changes)
    set.accept()
    return { moved: yield* set.flush(ledger.now()), count: changes.length }
  })
  ledger.meter('pokes', ledger.pokes.tell(moved))
  return count
}

/**
 * The same inside a transaction of the caller's, who tells of what moved once that is durable: `ledger.pokes.tell(moved)`. The
 * rows are the last that it writes: a feed number is taken while its scope is locked.
 */
export function* placeRows(changes: readonly Change[], at: number): Step<ReadonlyMap<string, number>> {
  const set = new WorkingSet()
  yield* set.load(changes)
  set.change(changes)
  set.accept()
  return yield* set.flush(at)
}
