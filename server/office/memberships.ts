import type { Step } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { allStaff, lockStaff, type StaffRow } from '#server/tables/staff.ts'
import { membership } from './member-of.ts'
import { writeStaff } from './write-staff.ts'

/**
 * R29, R8: of somebody who works here the membership turned out to be another one's: they are that one from now on, so that their
 * own purchases stay their own. Answers how many.
 */
export async function followMemberships(ledger: Ledger): Promise<number> {
  const stale = await ledger.db.read(function* () {
    const found: string[] = []
    for (const one of yield* allStaff()) if (yield* joined(one, ledger)) found.push(one.id)
    return found
  })
  for (const id of stale) {
    const at = ledger.now()
    const moved = await ledger.db.write(function* () {
      const before = yield* lockStaff(id)
      const after = before && (yield* joined(before, ledger))
      if (!before || !after) return undefined
      return yield* writeStaff({ before, after, by: null, what: 'staff-member-joined' }, at)
    })
    if (moved) ledger.meter('pokes', ledger.pokes.tell(moved))
  }
  return stale.length
}

/** As they should be; undefined: they are. */
function* joined(staff: StaffRow, { settings }: Ledger): Step<StaffRow | undefined> {
  if (staff.member === null) return undefined
  const now = yield* membership(staff.member, settings.buckets)
  return now === undefined || now.id === staff.member ? undefined : { ...staff, member: now.id }
}
