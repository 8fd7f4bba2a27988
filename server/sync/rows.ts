import type { Change } from '#shared/sync/change.ts'
import type { Ledger } from './ledger.ts'
import { WorkingSet } from './working-set.ts'

/** How system code (administration, importers, rebuilds) writes rows: with feed numbers and checksums like any operation. */
export async function putRows(ledger: Ledger, changes: readonly Change[]): Promise<void> {
  const moved = await ledger.db.write(function* () {
    const set = new WorkingSet()
    yield* set.load(changes)
    set.change(changes)
    set.accept()
    return yield* set.flush(ledger.now())
  })
  ledger.meter('pokes', ledger.pokes.tell(moved))
}
