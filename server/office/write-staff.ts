import type { JsonObject } from '#shared/base/json.ts'
import { type Change, put } from '#shared/sync/change.ts'
import { storeScope } from '#shared/sync/scope.ts'
import type { Step } from '#server/db/query.ts'
import { placeRows } from '#server/sync/rows.ts'
import { insertStaff, type StaffRow, updateStaff } from '#server/tables/staff.ts'
import { endSessionsOf } from '#server/tables/staff-session.ts'
import { noteChange } from './acting.ts'

/** `before` undefined: somebody new. `kept` is the session that goes on when all others end. */
export type StaffWrite = {
  readonly before: StaffRow | undefined
  readonly after: StaffRow
  readonly by: string | null
  readonly what: string
  readonly kept?: string
}

/**
 * A person, what the tablets of their stores hold of them, and the note of it, in one transaction; answers which scopes moved.
 * Undefined when the id of somebody new is taken.
 */
export function* writeStaff(
  { before, after, by, what, kept }: StaffWrite,
  at: number,
): Step<ReadonlyMap<string, number> | undefined> {
  if (!before && !(yield* insertStaff(after, at))) return undefined
  if (before) yield* updateStaff(after, at)
  if (before && mustSignInAgain(before, after)) yield* endSessionsOf(after.id, kept)
  const [only, ...others] = after.stores
  const noted = { by, what, about: after.id, store: others.length === 0 ? (only ?? null) : null }
  yield* noteChange({ ...noted, ...(before ? { before: shown(before) } : {}), after: shown(after) }, at)
  return yield* placeRows(tabletRows(before, after), at)
}

const mustSignInAgain = (before: StaffRow, after: StaffRow): boolean =>
  !after.active ||
  before.pin?.hash !== after.pin?.hash ||
  before.password?.hash !== after.password?.hash ||
  before.role !== after.role

/** A tablet lets in whoever has a row in its store: who leaves the store or the chain loses it with the next sync. */
function tabletRows(before: StaffRow | undefined, after: StaffRow): Change[] {
  const { id, name, role, pin, member } = after
  const row = pin && { id, name, role, pin, ...(member === null ? {} : { member }) }
  const stores = worksIn(after)
  const left = (before ? worksIn(before) : []).filter((store) => !stores.includes(store))
  return [
    ...left.map((store) => put(storeScope(store), 'staff', [id, null])),
    ...(row ? stores.map((store) => put(storeScope(store), 'staff', [id, row])) : []),
  ]
}

const worksIn = ({ active, pin, stores }: StaffRow): readonly string[] => (active && pin ? stores : [])

/** For the audit: that a secret changed is seen from the word for the change, never what it is. */
const shown = ({ name, role, stores, active, pin, password, member }: StaffRow): JsonObject => ({
  name,
  role,
  stores,
  active,
  hasPin: pin !== null,
  hasPassword: password !== null,
  member,
})
