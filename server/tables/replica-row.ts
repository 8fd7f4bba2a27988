import type { Lanes } from '#shared/base/hash.ts'
import type { DbRow, SqlValue, Step } from '#server/db/query.ts'

/** A row of the ledger as stored. `value` is JSON text; '' when deleted. The lanes are its share of the scope's checksum. */
export type StoredRow = {
  readonly scope: string
  readonly table: string
  readonly key: string
  readonly seq: number
  readonly deleted: boolean
  readonly value: string
  readonly lanes: Lanes
}

/** True while the row counts in its scope's sum. One that left the tablets (`retireRows`) lives on here without a share. */
export const isOnTablets = ({ deleted, lanes }: Pick<StoredRow, 'deleted' | 'lanes'>): boolean =>
  !deleted && (lanes[0] !== 0 || lanes[1] !== 0)

export type RowAddress = { readonly scope: string; readonly table: string; readonly key: string }

const COLUMNS = 'scope, tbl, key, seq, deleted, value, h0, h1'

const AT = `SELECT ${COLUMNS} FROM replica_row WHERE (scope, tbl, key) IN (VALUES (?, ?, ?))`

/** The rows that exist, deleted ones among them. */
export function* rowsAt(addresses: readonly RowAddress[]): Step<StoredRow[]> {
  if (addresses.length === 0) return []
  const found = yield { sql: AT, each: addresses.map(({ scope, table, key }) => [scope, table, key]) }
  return found.map(stored)
}

/** The same, locked until the transaction ends where the dialect has row locks; in sorted order, so that two writers cannot block each other. */
export function* lockRows(addresses: readonly RowAddress[]): Step<StoredRow[]> {
  if (addresses.length === 0) return []
  const each = addresses.map(({ scope, table, key }) => [scope, table, key])
  each.sort(byText)
  const found = yield { sql: `${AT} ORDER BY scope, tbl, key FOR UPDATE`, each }
  return found.map(stored)
}

/** Live rows of one table of a scope with from ≤ key < to, in key order. */
export function* rowsInRange(
  at: { scope: string; table: string },
  from: string,
  to: string,
): Step<StoredRow[]> {
  const found = yield {
    sql: `SELECT ${COLUMNS} FROM replica_row WHERE scope = ? AND tbl = ? AND key >= ? AND key < ? AND deleted = 0 ORDER BY key`,
    params: [at.scope, at.table, from, to],
  }
  return found.map(stored)
}

/** Live rows of one table over all scopes whose name starts with a prefix, in address order. */
export function* rowsOfTable(table: string, scopePrefix: string): Step<StoredRow[]> {
  const found = yield {
    sql: `SELECT ${COLUMNS} FROM replica_row WHERE tbl = ? AND scope >= ? AND scope < ? AND deleted = 0 ORDER BY scope, key`,
    params: [table, scopePrefix, `${scopePrefix}\uffff`],
  }
  return found.map(stored)
}

/** The scope's rows after a cursor in feed order, at most `limit`; for a snapshot only the live ones. */
export function* rowsAfter(
  at: { scope: string; after: number; to: number },
  limit: number,
): Step<StoredRow[]> {
  const found = yield {
    sql: `SELECT ${COLUMNS} FROM replica_row WHERE scope = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ${limit}`,
    params: [at.scope, at.after, at.to],
  }
  return found.map(stored)
}

/** The last feed number after `after` that was written before a moment; undefined when there is none. */
export function* lastWrittenBefore(scope: string, after: number, before: number): Step<number | undefined> {
  const [row] = yield {
    sql: 'SELECT seq FROM replica_row WHERE scope = ? AND seq > ? AND at < ? ORDER BY seq DESC LIMIT 1',
    params: [scope, after, before],
  }
  return row && Number(row['seq'])
}

/** The first feed number after `after` that was written at a moment or since; undefined when there is none. */
export function* firstWrittenSince(scope: string, after: number, since: number): Step<number | undefined> {
  const [row] = yield {
    sql: 'SELECT seq FROM replica_row WHERE scope = ? AND seq > ? AND at >= ? ORDER BY seq LIMIT 1',
    params: [scope, after, since],
  }
  return row && Number(row['seq'])
}

/** Takes the live rows of a range out of the scope's sum and answers them; the rows themselves stay. */
export function* retireRows(scope: string, after: number, to: number): Step<StoredRow[]> {
  const range = 'WHERE scope = ? AND seq > ? AND seq <= ?'
  const found = yield {
    sql: `SELECT ${COLUMNS} FROM replica_row ${range} ORDER BY scope, tbl, key FOR UPDATE`,
    params: [scope, after, to],
  }
  yield { sql: `UPDATE replica_row SET h0 = 0, h1 = 0 ${range}`, params: [scope, after, to] }
  return found.map(stored).filter(isOnTablets)
}

const WRITE =
  'INSERT INTO replica_row (scope, tbl, key, seq, deleted, value, h0, h1, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'

/** Rows that were absent when they were read; fails on a row that another transaction has made meanwhile. */
export function* insertRows(rows: readonly StoredRow[], at: number): Step<void> {
  if (rows.length > 0) yield { sql: WRITE, each: rows.map((row) => tuple(row, at)) }
}

export function* updateRows(rows: readonly StoredRow[], at: number): Step<void> {
  if (rows.length === 0) return
  const sql = `${WRITE} ON CONFLICT (scope, tbl, key) DO UPDATE SET seq = excluded.seq, deleted = excluded.deleted, value = excluded.value, h0 = excluded.h0, h1 = excluded.h1, at = excluded.at`
  yield { sql, each: rows.map((row) => tuple(row, at)) }
}

const tuple = (row: StoredRow, at: number): SqlValue[] => [
  row.scope,
  row.table,
  row.key,
  row.seq,
  row.deleted ? 1 : 0,
  row.value,
  row.lanes[0],
  row.lanes[1],
  at,
]

function stored(row: DbRow): StoredRow {
  return {
    scope: String(row['scope']),
    table: String(row['tbl']),
    key: String(row['key']),
    seq: Number(row['seq']),
    deleted: row['deleted'] === 1,
    value: String(row['value']),
    lanes: [Number(row['h0']), Number(row['h1'])],
  }
}

function byText(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) {
    const left = a[i] ?? ''
    const right = b[i] ?? ''
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}
