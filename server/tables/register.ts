import type { DbRow, Step } from '#server/db/query.ts'

/** A place in a store where a tablet stands; its id is printed in receipt numbers. */
export type Register = {
  readonly id: string
  readonly name: string
  readonly store: { readonly id: string; readonly name: string }
}

const SELECT =
  'SELECT register.id, register.name, store.id AS store_id, store.name AS store_name FROM register JOIN store ON store.id = register.store'

export function* registers(): Step<readonly Register[]> {
  const found = yield { sql: `${SELECT} ORDER BY register.id` }
  return found.map(parsed)
}

export function* registerById(id: string): Step<Register | undefined> {
  const [row] = yield { sql: `${SELECT} WHERE register.id = ?`, params: [id] }
  return row && parsed(row)
}

export type Store = Register['store']

export function* stores(): Step<readonly Store[]> {
  const found = yield { sql: 'SELECT id, name FROM store ORDER BY id' }
  return found.map(storeIn)
}

/** Locked until the transaction ends. */
export function* lockStore(id: string): Step<Store | undefined> {
  const [row] = yield { sql: 'SELECT id, name FROM store WHERE id = ? FOR UPDATE', params: [id] }
  return row && storeIn(row)
}

/** Answers whether the id was free. */
export function* insertStore({ id, name }: Store): Step<boolean> {
  const inserted = yield {
    sql: 'INSERT INTO store (id, name) VALUES (?, ?) ON CONFLICT (id) DO NOTHING RETURNING id',
    params: [id, name],
  }
  return inserted.length === 1
}

/** Answers whether the id was free. */
export function* insertRegister({ id, name, store }: Register): Step<boolean> {
  const inserted = yield {
    sql: 'INSERT INTO register (id, store, name) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING id',
    params: [id, store.id, name],
  }
  return inserted.length === 1
}

/** Locked until the transaction ends: enrolments at one register stand in line, so that no two get the same letter. */
export function* lockRegister(id: string): Step<void> {
  yield { sql: 'SELECT id FROM register WHERE id = ? FOR UPDATE', params: [id] }
}

/** The registers where no tablet stands yet. */
export function* emptyRegisters(): Step<readonly Register[]> {
  const found = yield {
    sql: `${SELECT} WHERE NOT EXISTS (SELECT 1 FROM device WHERE device.register = register.id AND device.revoked_at IS NULL) ORDER BY register.id`,
  }
  return found.map(parsed)
}

export function* putStore(store: Register['store']): Step<void> {
  yield {
    sql: 'INSERT INTO store (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name',
    params: [store.id, store.name],
  }
}

export function* putRegister(register: Register): Step<void> {
  yield {
    sql: 'INSERT INTO register (id, store, name) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET store = excluded.store, name = excluded.name',
    params: [register.id, register.store.id, register.name],
  }
}

const storeIn = (row: DbRow): Store => ({ id: String(row['id']), name: String(row['name']) })

const parsed = (row: DbRow): Register => ({
  id: String(row['id']),
  name: String(row['name']),
  store: { id: String(row['store_id']), name: String(row['store_name']) },
})
