import { failure, type Result, success } from '#shared/base/result.ts'
import { maskedName } from '#shared/domain/member.ts'
import { mayEditPerson, type Person } from '#shared/domain/policy.ts'
import { type PinProblem, pinProblem } from '#shared/domain/secret-rules.ts'
import type { PinVerifier } from '#shared/domain/staff.ts'
import type { NewStaffRequest, StaffChangeRequest, StaffSeen } from '#shared/office/messages.ts'
import type { Buckets } from '#shared/sync/scope.ts'
import { pinVerifier } from '#server/auth/pin.ts'
import { pinTries } from '#server/auth/sign-in-tries.ts'
import type { Step } from '#server/db/query.ts'
import { stores } from '#server/tables/register.ts'
import { forgetTries } from '#server/tables/sign-in-try.ts'
import { allStaff, lockAdmins, lockStaff, type StaffRow } from '#server/tables/staff.ts'
import { type Acting, authorOf, reachOf, type Viewing } from './acting.ts'
import { findMembership, keptBuckets, membership, findableBy } from './member-of.ts'
import { writeStaff } from './write-staff.ts'

export type StaffRefusal =
  | 'not-yours'
  | 'not-found'
  | 'id-taken'
  | 'store-unknown'
  | 'store-needed'
  | 'pin-needed'
  | 'last-admin'
  | 'own-account'
  | 'member-unknown'
  | `pin-${PinProblem}`

/** The people of the stores that the asking person may look at. */
export async function listStaff({ ledger, person }: Viewing): Promise<readonly StaffSeen[]> {
  const reach = reachOf(person)
  return await ledger.db.read(function* () {
    const everybody = yield* allStaff()
    const buckets = yield* keptBuckets()
    const shown = everybody.filter(({ stores: own }) => !reach || own.some((store) => reach.includes(store)))
    const told: StaffSeen[] = []
    for (const one of shown) told.push(yield* seen(one, buckets))
    return told
  })
}

export function createStaff(
  acting: Acting,
  { pin, member, ...asked }: NewStaffRequest,
): Promise<StaffResult> {
  return saved(acting, {
    id: asked.id,
    pin,
    member,
    what: 'staff-created',
    next: () => success({ ...blank, ...asked, stores: distinct(asked.stores) }),
  })
}

export function changeStaff(acting: Acting, id: string, change: StaffChangeRequest): Promise<StaffResult> {
  const { pin, stores: asked, name, role, active, member } = change
  return saved(acting, {
    id,
    pin,
    member,
    what: whatOf(change),
    next: (before) =>
      before
        ? success({
            ...before,
            name: name ?? before.name,
            role: role ?? before.role,
            active: active ?? before.active,
            stores: asked ? distinct(asked) : before.stores,
          })
        : failure('not-found'),
  })
}

type StaffResult = Result<StaffSeen, StaffRefusal>
type Save = {
  readonly id: string
  readonly pin: string | undefined
  /** A card or a phone number; empty: none. */
  readonly member: string | undefined
  readonly what: string
  readonly next: (before: StaffRow | undefined) => Result<StaffRow, StaffRefusal>
}
type NewPin = { readonly typed: string; readonly verifier: PinVerifier }

async function saved(
  { ledger, person }: Acting,
  { id, pin, member, what, next }: Save,
): Promise<StaffResult> {
  const at = ledger.now()
  // Outside of the transaction: it takes a tenth of a second on purpose.
  const newPin = pin === undefined ? undefined : { typed: pin, verifier: await pinVerifier(pin) }
  const written = await ledger.db.write(function* () {
    const before = what === 'staff-created' ? undefined : yield* lockStaff(id)
    const asked = next(before)
    if (!asked.ok) return asked
    const wanted = yield* withMember(asked.value, member, ledger.settings.buckets)
    if (!wanted.ok) return wanted
    const refusal = yield* refusalOf({ person, before, after: wanted.value, newPin })
    if (refusal) return failure(refusal)
    const after = withSecrets(wanted.value, newPin)
    const moved = yield* writeStaff({ before, after, by: authorOf(person), what }, at)
    if (!moved) return failure('id-taken' as const)
    if (newPin) yield* forgetTries(pinTries(id))
    return success({ told: yield* seen(after, ledger.settings.buckets), moved })
  })
  if (!written.ok) return written
  ledger.meter('pokes', ledger.pokes.tell(written.value.moved))
  return success(written.value.told)
}

type Wanted = {
  readonly person: Person
  readonly before: StaffRow | undefined
  readonly after: StaffRow
  readonly newPin: NewPin | undefined
}

/** Who may, then what would leave somebody or everybody locked out. */
function* refusalOf({ person, before, after, newPin }: Wanted): Step<StaffRefusal | undefined> {
  if (!mayEditPerson(person, after) || (before && !mayEditPerson(person, before))) return 'not-yours'
  if (before?.id === person.id && (!after.active || after.role !== before.role)) return 'own-account'
  // R29: whoever is bound by it does not loosen it.
  if (before?.id === person.id && after.member !== before.member) return 'own-account'
  const known = (yield* stores()).map(({ id }) => id)
  if (after.stores.some((store) => !known.includes(store))) return 'store-unknown'
  if (after.active && after.role !== 'admin' && after.stores.length === 0) return 'store-needed'
  const problem = newPin && pinProblem(newPin.typed, after.role)
  if (problem) return `pin-${problem}`
  if (!newPin && after.active && needsPin(before, after)) return 'pin-needed'
  const admins = yield* lockAdmins()
  const isLast = admins.length === 1 && admins[0] === after.id
  return isLast && (!after.active || after.role !== 'admin') ? 'last-admin' : undefined
}

/** How long the old PIN is cannot be told from its hash: an associate who rises chooses a longer one. */
function needsPin(before: StaffRow | undefined, after: StaffRow): boolean {
  if (after.stores.length === 0) return false
  if (!before?.pin) return true
  return before.role === 'associate' && after.role !== 'associate'
}

/** An associate has nothing to do in the office, so no password. */
function withSecrets(staff: StaffRow, newPin: NewPin | undefined): StaffRow {
  const pin = newPin?.verifier ?? staff.pin
  return staff.role === 'associate'
    ? { ...staff, pin, password: null, passwordOnce: false }
    : { ...staff, pin }
}

function whatOf({ pin, active }: StaffChangeRequest): string {
  if (active === false) return 'staff-deactivated'
  if (active === true) return 'staff-reactivated'
  return pin === undefined ? 'staff-changed' : 'staff-pin-changed'
}

const blank = { pin: null, password: null, passwordOnce: false, active: true, member: null } as const
const distinct = (ids: readonly string[]): string[] => [...new Set(ids)].sort()

/** R29: who they are as a customer, found by what they show. */
function* withMember(
  staff: StaffRow,
  text: string | undefined,
  buckets: Buckets,
): Step<Result<StaffRow, StaffRefusal>> {
  if (text === undefined) return success(staff)
  if (text === '') return success({ ...staff, member: null })
  const found = yield* findMembership(text, buckets)
  return found ? success({ ...staff, member: found.id }) : failure('member-unknown')
}

function* seen(row: StaffRow, buckets: Buckets): Step<StaffSeen> {
  const found = row.member === null ? undefined : yield* membership(row.member, buckets)
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    stores: [...row.stores],
    active: row.active,
    hasPin: row.pin !== null,
    hasPassword: row.password !== null,
    member:
      row.member === null
        ? null
        : {
            id: found?.id ?? row.member,
            name: maskedName(found?.name ?? ''),
            found: found ? findableBy(found) : row.member,
          },
  }
}
