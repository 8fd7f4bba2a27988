import { failure, type Result, success } from '#shared/base/result.ts'
import { isEverywhere, mayAt } from '#shared/domain/policy.ts'
import type { StoreSeen } from '#shared/office/messages.ts'
import { type Change, put } from '#shared/sync/change.ts'
import { CATALOG, storeScope } from '#shared/sync/scope.ts'
import { placeRows } from '#server/sync/rows.ts'
import {
  insertRegister,
  insertStore,
  lockRegister,
  lockStore,
  putRegister,
  putStore,
  registerById,
  registers,
  type Store,
  stores,
} from '#server/tables/register.ts'
import { type Acting, noteChange } from './acting.ts'

export type PlaceRefusal = 'not-yours' | 'not-found' | 'id-taken'
type PlaceResult = Promise<Result<true, PlaceRefusal>>
const done = success(true as const)

export async function listPlaces({ ledger, person }: Acting): Promise<readonly StoreSeen[]> {
  const { all, tills } = await ledger.db.read(function* () {
    return { all: yield* stores(), tills: yield* registers() }
  })
  return all
    .filter(({ id }) => mayAt(person, 'see-places', id))
    .map(({ id, name }) => ({
      id,
      name,
      registers: tills
        .filter(({ store }) => store.id === id)
        .map((till) => ({ id: till.id, name: till.name })),
    }))
}

/** A store is a place where the chain sells: every tablet learns its name from the catalogue's scope. */
export async function createStore({ ledger, person }: Acting, store: Store): PlaceResult {
  if (!isEverywhere(person)) return failure('not-yours')
  const at = ledger.now()
  const moved = await ledger.db.write(function* () {
    if (!(yield* insertStore(store))) return undefined
    const { id, name } = store
    yield* noteChange({ by: person.id, what: 'store-created', about: id, store: id, after: { name } }, at)
    return yield* placeRows([placeRow(store)], at)
  })
  if (!moved) return failure('id-taken')
  ledger.meter('pokes', ledger.pokes.tell(moved))
  return done
}

/** Its id stays: it is in scopes and operations. */
export async function renameStore({ ledger, person }: Acting, store: Store): PlaceResult {
  const { id, name } = store
  if (!mayAt(person, 'edit-places', id)) return failure('not-yours')
  const at = ledger.now()
  const moved = await ledger.db.write(function* () {
    const before = yield* lockStore(id)
    if (!before) return undefined
    yield* putStore(store)
    const names = { before: { name: before.name }, after: { name } }
    yield* noteChange({ by: person.id, what: 'store-renamed', about: id, store: id, ...names }, at)
    return yield* placeRows([placeRow(store)], at)
  })
  if (!moved) return failure('not-found')
  ledger.meter('pokes', ledger.pokes.tell(moved))
  return done
}

export async function createRegister(
  { ledger, person }: Acting,
  register: { readonly id: string; readonly name: string; readonly store: string },
): PlaceResult {
  const { id, name } = register
  if (!mayAt(person, 'edit-places', register.store)) return failure('not-yours')
  const at = ledger.now()
  return await ledger.db.write(function* () {
    const store = yield* lockStore(register.store)
    if (!store) return failure('not-found' as const)
    if (!(yield* insertRegister({ id, name, store }))) return failure('id-taken' as const)
    const noted = { by: person.id, what: 'register-created', about: id, store: store.id }
    yield* noteChange({ ...noted, after: { name } }, at)
    return done
  })
}

/** Its id stays: it is printed in receipt numbers. */
export async function renameRegister(
  { ledger, person }: Acting,
  { id, name }: { readonly id: string; readonly name: string },
): PlaceResult {
  const at = ledger.now()
  return await ledger.db.write(function* () {
    yield* lockRegister(id)
    const before = yield* registerById(id)
    if (!before) return failure('not-found' as const)
    if (!mayAt(person, 'edit-places', before.store.id)) return failure('not-yours' as const)
    yield* putRegister({ ...before, name })
    const noted = { by: person.id, what: 'register-renamed', about: id, store: before.store.id }
    yield* noteChange({ ...noted, before: { name: before.name }, after: { name } }, at)
    return done
  })
}

function placeRow({ id, name }: Store): Change {
  const where = storeScope(id)
  return put(CATALOG, 'place', [where, { id: where, name }])
}
