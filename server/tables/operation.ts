import type { DbRow, SqlValue, Step } from '#server/db/query.ts'

export type OperationStatus = 'applied' | 'parked'

/** An operation as it arrived: the body's text is what was hashed, and is never changed. */
export type StoredOperation = {
  readonly id: string
  readonly origin: 'device' | 'channel' | 'system'
  readonly device: string | null
  readonly incarnation: number | null
  readonly seq: number | null
  readonly channel: string | null
  readonly kind: string
  readonly version: number
  readonly home: string
  readonly body: string
  readonly bodyHash: string
  readonly link: string | null
  readonly receivedAt: number
  readonly status: OperationStatus
}

const COLUMNS =
  'id, origin, device, incarnation, seq, channel, kind, version, home, body, body_hash, link, received_at, status'

export type KnownOperation = {
  readonly bodyHash: string
  readonly channel: string | null
  readonly status: OperationStatus
}

/** Which of these ids are known. */
export function* knownOperations(ids: readonly string[]): Step<Map<string, KnownOperation>> {
  if (ids.length === 0) return new Map()
  const found = yield {
    sql: 'SELECT id, body_hash, channel, status FROM op WHERE (id) IN (VALUES (?))',
    each: ids.map((id) => [id]),
  }
  return new Map(
    found.map((row) => [
      String(row['id']),
      {
        bodyHash: String(row['body_hash']),
        channel: typeof row['channel'] === 'string' ? row['channel'] : null,
        status: row['status'] === 'parked' ? 'parked' : 'applied',
      },
    ]),
  )
}

export function* operationsById(ids: readonly string[]): Step<StoredOperation[]> {
  if (ids.length === 0) return []
  const found = yield {
    sql: `SELECT ${COLUMNS} FROM op WHERE (id) IN (VALUES (?))`,
    each: ids.map((id) => [id]),
  }
  return found.map(stored)
}

export function* insertOperations(operations: readonly StoredOperation[]): Step<void> {
  if (operations.length === 0) return
  yield {
    sql: `INSERT INTO op (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    each: operations.map(tuple),
  }
}

export function* setStatus(id: string, status: OperationStatus): Step<void> {
  yield { sql: 'UPDATE op SET status = ? WHERE id = ?', params: [status, id] }
}

/** Parked operations in the order in which they must be tried again. */
export function* parkedOperations(): Step<StoredOperation[]> {
  const found = yield {
    sql: `SELECT ${COLUMNS} FROM op WHERE status = 'parked' ORDER BY received_at, device, incarnation, seq, id`,
  }
  return found.map(stored)
}

/**
 * The lowest parked seq of an incarnation, one that it named again included: what it did is not visible yet. The sums keep
 * both dialects from the index of all the device's operations: the parked ones are few.
 */
export function* lowestParked(device: string, incarnation: number): Step<number | undefined> {
  const [row] = yield {
    sql: `SELECT MIN(seq) AS seq FROM (
 SELECT seq FROM op WHERE status = 'parked' AND device || '' = ? AND incarnation + 0 = ?
 UNION ALL SELECT alias_seq.seq FROM alias_seq JOIN op ON op.id = alias_seq.op
 WHERE alias_seq.device = ? AND alias_seq.incarnation = ? AND op.status = 'parked') AS hidden`,
    params: [device, incarnation, device, incarnation],
  }
  return typeof row?.['seq'] === 'number' ? row['seq'] : undefined
}

/** When the latest operation was received; goes from home to home by the index, however many operations there are. */
export function* latestReceived(): Step<number | undefined> {
  const [row] = yield {
    sql: `WITH RECURSIVE homes (home) AS (
 SELECT MIN(home) FROM op
 UNION ALL SELECT (SELECT MIN(op.home) FROM op WHERE op.home > homes.home) FROM homes WHERE homes.home IS NOT NULL)
 SELECT MAX((SELECT MAX(op.received_at) FROM op WHERE op.home = homes.home)) AS latest FROM homes`,
  }
  const latest = row?.['latest']
  return latest === null || latest === undefined ? undefined : Number(latest)
}

/** All operations in the order of arrival, a page at a time; `after` is the last one of the page before. */
export function* operationsAfter(
  after: { receivedAt: number; id: string },
  limit: number,
): Step<StoredOperation[]> {
  const found = yield {
    sql: `SELECT ${COLUMNS} FROM op WHERE received_at > ? OR (received_at = ? AND id > ?) ORDER BY received_at, id LIMIT ${limit}`,
    params: [after.receivedAt, after.receivedAt, after.id],
  }
  return found.map(stored)
}

export type Place = { readonly device: string; readonly incarnation: number; readonly seq: number }
export type PlacedOperation = {
  readonly seq: number
  readonly op: string
  readonly link: string
  readonly bodyHash: string
}

/** What stands at these places of a device's chain: the operation stored there, or the one it named again. */
export function* placedOperations(places: readonly Place[]): Step<PlacedOperation[]> {
  if (places.length === 0) return []
  const each = places.map(({ device, incarnation, seq }) => [device, incarnation, seq])
  const stands = yield {
    sql: 'SELECT seq, id AS op, link, body_hash FROM op WHERE (device, incarnation, seq) IN (VALUES (?, CAST(? AS BIGINT), CAST(? AS BIGINT)))',
    each,
  }
  const again = yield {
    sql: 'SELECT seq, op, link, body_hash FROM alias_seq WHERE (device, incarnation, seq) IN (VALUES (?, CAST(? AS BIGINT), CAST(? AS BIGINT)))',
    each,
  }
  return [...stands, ...again].map((row) => ({
    seq: Number(row['seq']),
    op: String(row['op']),
    link: String(row['link']),
    bodyHash: String(row['body_hash']),
  }))
}

/** A seq whose operation is stored elsewhere: under another incarnation, or with another content. */
export function* insertAliases(aliases: readonly (Place & Omit<PlacedOperation, 'seq'>)[]): Step<void> {
  if (aliases.length === 0) return
  yield {
    sql: 'INSERT INTO alias_seq (device, incarnation, seq, op, link, body_hash) VALUES (?, ?, ?, ?, ?, ?)',
    each: aliases.map((alias) => [
      alias.device,
      alias.incarnation,
      alias.seq,
      alias.op,
      alias.link,
      alias.bodyHash,
    ]),
  }
}

export function* keepConflict(conflict: {
  id: string
  bodyHash: string
  body: string
  origin: string
  at: number
}): Step<void> {
  yield {
    sql: 'INSERT INTO op_conflict (id, body_hash, body, origin, received_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id, body_hash) DO NOTHING',
    params: [conflict.id, conflict.bodyHash, conflict.body, conflict.origin, conflict.at],
  }
}

const tuple = (op: StoredOperation): SqlValue[] => [
  op.id,
  op.origin,
  op.device,
  op.incarnation,
  op.seq,
  op.channel,
  op.kind,
  op.version,
  op.home,
  op.body,
  op.bodyHash,
  op.link,
  op.receivedAt,
  op.status,
]

function stored(row: DbRow): StoredOperation {
  return {
    id: String(row['id']),
    origin: row['origin'] === 'device' ? 'device' : row['origin'] === 'channel' ? 'channel' : 'system',
    device: text(row['device']),
    incarnation: number(row['incarnation']),
    seq: number(row['seq']),
    channel: text(row['channel']),
    kind: String(row['kind']),
    version: Number(row['version']),
    home: String(row['home']),
    body: String(row['body']),
    bodyHash: String(row['body_hash']),
    link: text(row['link']),
    receivedAt: Number(row['received_at']),
    status: row['status'] === 'parked' ? 'parked' : 'applied',
  }
}

const text = (value: SqlValue | undefined): string | null => (typeof value === 'string' ? value : null)
const number = (value: SqlValue | undefined): number | null => (typeof value === 'number' ? value : null)
