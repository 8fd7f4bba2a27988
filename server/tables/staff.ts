import * as z from 'zod/mini'
import { type Id, isId } from '#shared/base/id.ts'
import type { PinVerifier, Role } from '#shared/domain/staff.ts'
import type { DbRow, Step } from '#server/db/query.ts'

/** Somebody who works for the chain. Receipts name people by id, so nobody is ever deleted. */
export type StaffRow = {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly stores: readonly string[]
  readonly pin: PinVerifier | null
  readonly password: PinVerifier | null
  /** The password was given out for one sign-in: another must be chosen. */
  readonly passwordOnce: boolean
  readonly active: boolean
  /** Their own membership. */
  readonly member: Id | null
}

const Verifier = z.object({ salt: z.string(), hash: z.string(), memoryKiB: z.int(), passes: z.int() })
const RoleText = z.enum(['associate', 'manager', 'admin'])
const COLUMNS = 'id, name, role, pin, password, password_once, active, member'

export function* allStaff(): Step<readonly StaffRow[]> {
  const found = yield { sql: `SELECT ${COLUMNS} FROM staff ORDER BY id` }
  const places = yield { sql: 'SELECT staff, store FROM staff_store ORDER BY staff, store' }
  const stores = new Map<string, string[]>()
  for (const { staff, store } of places) {
    const own = stores.get(String(staff)) ?? []
    stores.set(String(staff), [...own, String(store)])
  }
  return found.map((row) => parsed(row, stores.get(String(row['id'])) ?? []))
}

export function* staffById(id: string): Step<StaffRow | undefined> {
  const [row] = yield { sql: `SELECT ${COLUMNS} FROM staff WHERE id = ?`, params: [id] }
  return row && parsed(row, yield* storesOf(id))
}

/** Locked until the transaction ends: two who change one person stand in line. */
export function* lockStaff(id: string): Step<StaffRow | undefined> {
  const [row] = yield { sql: `SELECT ${COLUMNS} FROM staff WHERE id = ? FOR UPDATE`, params: [id] }
  return row && parsed(row, yield* storesOf(id))
}

/** Locks those who could administer, so that two of them cannot take the right from each other at the same moment. */
export function* lockAdmins(): Step<readonly string[]> {
  const found = yield {
    sql: "SELECT id FROM staff WHERE role = 'admin' AND active = 1 AND password IS NOT NULL ORDER BY id FOR UPDATE",
  }
  return found.map(({ id }) => String(id))
}

/** Answers whether the id was free. */
export function* insertStaff(staff: StaffRow, at: number): Step<boolean> {
  const { id, name, role } = staff
  const inserted = yield {
    sql: 'INSERT INTO staff (id, name, role, pin, password, password_once, active, member, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING id',
    params: [id, name, role, ...secretsOf(staff), Number(staff.active), staff.member, at, at],
  }
  if (inserted.length === 0) return false
  yield* putStores(staff)
  return true
}

export function* updateStaff(staff: StaffRow, at: number): Step<void> {
  const { id, name, role } = staff
  yield {
    sql: 'UPDATE staff SET name = ?, role = ?, pin = ?, password = ?, password_once = ?, active = ?, member = ?, updated_at = ? WHERE id = ?',
    params: [name, role, ...secretsOf(staff), Number(staff.active), staff.member, at, id],
  }
  yield { sql: 'DELETE FROM staff_store WHERE staff = ?', params: [id] }
  yield* putStores(staff)
}

function* putStores({ id, stores }: StaffRow): Step<void> {
  if (stores.length > 0)
    yield {
      sql: 'INSERT INTO staff_store (staff, store) VALUES (?, ?)',
      each: stores.map((store) => [id, store]),
    }
}

function* storesOf(id: string): Step<readonly string[]> {
  const found = yield { sql: 'SELECT store FROM staff_store WHERE staff = ? ORDER BY store', params: [id] }
  return found.map(({ store }) => String(store))
}

const secretsOf = ({ pin, password, passwordOnce }: StaffRow) =>
  [pin && JSON.stringify(pin), password && JSON.stringify(password), Number(passwordOnce)] as const

const parsed = (row: DbRow, stores: readonly string[]): StaffRow => ({
  id: String(row['id']),
  name: String(row['name']),
  role: z.parse(RoleText, row['role']),
  stores,
  pin: verifierIn(row['pin']),
  password: verifierIn(row['password']),
  passwordOnce: row['password_once'] === 1,
  active: row['active'] === 1,
  member: memberIn(row['member']),
})

const verifierIn = (text: DbRow[string] | undefined): PinVerifier | null =>
  typeof text === 'string' ? z.parse(Verifier, JSON.parse(text)) : null

const memberIn = (value: DbRow[string] | undefined): Id | null =>
  typeof value === 'string' && isId(value) ? value : null
