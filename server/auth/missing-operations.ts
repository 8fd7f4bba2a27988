import { discrepancy } from '#shared/domain/discrepancy.ts'
import { put } from '#shared/sync/change.ts'
import { discrepancyKey } from '#shared/sync/given.ts'
import { storeScope } from '#shared/sync/scope.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { putRows } from '#server/sync/rows.ts'
import { missingAtRegister } from '#server/tables/device-life.ts'
import { registerById } from '#server/tables/register.ts'

const CODE = 'operations-missing'

/**
 * Another tablet takes a register's place: what the former ones told of and have not handed in is named, tablet and numbers,
 * in the store's discrepancies. Only what a device has once told can be named.
 */
export async function nameMissing(ledger: Ledger, registerId: string): Promise<void> {
  // What was told is kept in memory for some seconds.
  await ledger.heartbeats.flush()
  const { register, missing } = await ledger.db.read(function* () {
    return { register: yield* registerById(registerId), missing: yield* missingAtRegister(registerId) }
  })
  if (!register || missing.length === 0) return
  const scope = storeScope(register.store.id)
  const at = ledger.now()
  const changes = missing.map((one) => {
    const params = { device: one.name, from: one.durableSeq + 1, to: one.reportedSeq }
    return put(scope, 'discrepancy', [
      discrepancyKey(CODE, one.device, one.incarnation),
      discrepancy(CODE, { op: `${one.device}/${one.incarnation}`, at }, params),
    ])
  })
  await putRows(ledger, changes)
}
