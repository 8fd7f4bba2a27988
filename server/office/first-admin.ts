import * as z from 'zod/mini'
import { type Id, isId } from '#shared/base/id.ts'
import { pinVerifier } from '#server/auth/pin.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { rowsOfTable } from '#server/tables/replica-row.ts'
import { allStaff, insertStaff, lockAdmins, type StaffRow } from '#server/tables/staff.ts'
import { newPassword } from './passwords.ts'
import { writeStaff } from './write-staff.ts'

const FIRST = 900
const NAME = '總部管理員'

export type FirstAdmin = { readonly id: string; readonly password: string }

/** The first administrator, with a password for one sign-in that is told once. Undefined when somebody can administer already. */
export async function ensureFirstAdmin(ledger: Ledger): Promise<FirstAdmin | undefined> {
  await adoptStaff(ledger)
  const everybody = await ledger.db.read(allStaff)
  if (everybody.some(({ role, active, password }) => role === 'admin' && active && password)) return undefined
  const password = newPassword()
  const verifier = await pinVerifier(password)
  const at = ledger.now()
  return await ledger.db.write(function* () {
    if ((yield* lockAdmins()).length > 0) return undefined
    const taken = new Set((yield* allStaff()).map(({ id }) => id))
    let number = FIRST
    while (taken.has(`S${number}`)) number++
    const after: StaffRow = {
      id: `S${number}`,
      name: NAME,
      role: 'admin',
      stores: [],
      pin: null,
      password: verifier,
      passwordOnce: true,
      active: true,
      member: null,
    }
    yield* writeStaff({ before: undefined, after, by: null, what: 'staff-created' }, at)
    return { id: after.id, password }
  })
}

const Tablets = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(['associate', 'manager', 'admin']),
  pin: z.object({ salt: z.string(), hash: z.string(), memoryKiB: z.int(), passes: z.int() }),
  member: z.optional(z.custom<Id>((value) => typeof value === 'string' && isId(value))),
})

/** A chain from before the server kept staff of its own has them in its tablets' rows only: they are taken over as they are. */
async function adoptStaff(ledger: Ledger): Promise<void> {
  const at = ledger.now()
  await ledger.db.write(function* () {
    if ((yield* allStaff()).length > 0) return
    const people = new Map<string, StaffRow>()
    for (const { scope, value } of yield* rowsOfTable('staff', 'store:')) {
      const one = z.parse(Tablets, JSON.parse(value))
      const stores = [...(people.get(one.id)?.stores ?? []), scope.slice('store:'.length)]
      people.set(one.id, {
        ...one,
        stores,
        password: null,
        passwordOnce: false,
        active: true,
        member: one.member ?? null,
      })
    }
    for (const one of people.values()) yield* insertStaff(one, at)
  })
}
