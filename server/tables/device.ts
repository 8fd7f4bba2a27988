import type { DbRow, Step } from '#server/db/query.ts'

/** An enrolled tablet. A revoked one may still hand in what it holds. */
export type DeviceRow = {
  readonly id: string
  readonly store: string
  readonly register: string
  readonly name: string
  readonly enrolledAt: number
  readonly revokedAt: number | null
}

const COLUMNS = 'id, store, register, name, enrolled_at, revoked_at'

export function* deviceByToken(tokenHash: string): Step<DeviceRow | undefined> {
  const [row] = yield { sql: `SELECT ${COLUMNS} FROM device WHERE token_hash = ?`, params: [tokenHash] }
  return row && parsed(row)
}

/** Where it stands, revoked or not. */
export function* storeOfDevice(id: string): Step<string | undefined> {
  const [row] = yield { sql: 'SELECT store FROM device WHERE id = ?', params: [id] }
  return row && String(row['store'])
}

export function* insertDevice(device: DeviceRow, tokenHash: string): Step<void> {
  yield {
    sql: 'INSERT INTO device (id, store, register, name, token_hash, enrolled_at) VALUES (?, ?, ?, ?, ?, ?)',
    params: [device.id, device.store, device.register, device.name, tokenHash, device.enrolledAt],
  }
}

/** Of every device that still counts: when it was heard last and what it told then. */
export function* heartbeats(): Step<
  readonly { readonly lastSeenAt: number | null; readonly heartbeat: string | null }[]
> {
  const found = yield { sql: 'SELECT last_seen_at, heartbeat FROM device WHERE revoked_at IS NULL' }
  return found.map((row) => ({
    lastSeenAt: row['last_seen_at'] === null ? null : Number(row['last_seen_at']),
    heartbeat: row['heartbeat'] === null ? null : String(row['heartbeat']),
  }))
}

/** A device as those see it who look after it. `letter` is the one of its newest life; `heartbeat` is JSON text. */
export type WatchedDevice = DeviceRow & {
  readonly letter: string
  readonly lastSeenAt: number | null
  readonly heartbeat: string | null
}

/** `ofStores` undefined: of the whole chain. */
export function* watchedDevices(ofStores: readonly string[] | undefined): Step<readonly WatchedDevice[]> {
  if (ofStores?.length === 0) return []
  const within = ofStores ? `WHERE store IN (${ofStores.map(() => '?').join(', ')})` : ''
  const found = yield {
    sql: `SELECT ${COLUMNS}, last_seen_at, heartbeat, (SELECT letter FROM incarnation WHERE incarnation.device = device.id
 ORDER BY incarnation DESC LIMIT 1) AS letter FROM device ${within} ORDER BY store, register, enrolled_at`,
    params: [...(ofStores ?? [])],
  }
  return found.map((row) => ({
    ...parsed(row),
    letter: row['letter'] === null ? '' : String(row['letter']),
    lastSeenAt: row['last_seen_at'] === null ? null : Number(row['last_seen_at']),
    heartbeat: row['heartbeat'] === null ? null : String(row['heartbeat']),
  }))
}

/** Locked until the transaction ends. */
export function* lockDevice(id: string): Step<DeviceRow | undefined> {
  const [row] = yield { sql: `SELECT ${COLUMNS} FROM device WHERE id = ? FOR UPDATE`, params: [id] }
  return row && parsed(row)
}

/** For good: a tablet that comes back is enrolled anew. */
export function* revoke(device: string, at: number): Step<void> {
  yield {
    sql: 'UPDATE device SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL',
    params: [at, device],
  }
}

const parsed = (row: DbRow): DeviceRow => ({
  id: String(row['id']),
  store: String(row['store']),
  register: String(row['register']),
  name: String(row['name']),
  enrolledAt: Number(row['enrolled_at']),
  revokedAt: row['revoked_at'] === null ? null : Number(row['revoked_at']),
})

/** What the device last told of itself, and when. */
export function* saw(device: { id: string; heartbeat: string; at: number }): Step<void> {
  yield {
    sql: 'UPDATE device SET heartbeat = ?, last_seen_at = ? WHERE id = ?',
    params: [device.heartbeat, device.at, device.id],
  }
}
