import type { Json } from '#shared/base/json.ts'
import type { DbRow, Step } from '#server/db/query.ts'

/** One change of the chain's own affairs. `staff` is null for a command on the server's machine, `store` for chain-wide ones. */
export type AuditRow = {
  readonly id: string
  readonly at: number
  readonly staff: string | null
  readonly store: string | null
  readonly what: string
  readonly about: string
  readonly before: Json
  readonly after: Json
}

export function* insertAudit(row: AuditRow): Step<void> {
  const { id, at, staff, store, what, about, before, after } = row
  yield {
    sql: 'INSERT INTO audit (id, at, staff, store, what, about, before_json, after_json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    params: [id, at, staff, store, what, about, textOf(before), textOf(after)],
  }
}

export type AuditSeen = AuditRow & { readonly staffName: string | null }

/** The newest first; `stores` narrows it to these, undefined means all and what belongs to none. */
export function* lastAudit(limit: number, stores: readonly string[] | undefined): Step<readonly AuditSeen[]> {
  if (stores?.length === 0) return []
  const within = stores ? `WHERE audit.store IN (${stores.map(() => '?').join(', ')})` : ''
  const found = yield {
    sql: `SELECT audit.id, at, audit.staff, staff.name AS staff_name, store, what, about, before_json, after_json FROM audit
 LEFT JOIN staff ON staff.id = audit.staff ${within} ORDER BY audit.id DESC LIMIT ${limit}`,
    params: [...(stores ?? [])],
  }
  return found.map(parsed)
}

const textOf = (value: Json): string | null => (value === null ? null : JSON.stringify(value))
const nullable = (value: DbRow[string] | undefined): string | null =>
  typeof value === 'string' ? value : null

function parsed(row: DbRow): AuditSeen {
  const jsonIn = (text: string | null): Json => (text === null ? null : (JSON.parse(text) as Json))
  return {
    id: String(row['id']),
    at: Number(row['at']),
    staff: nullable(row['staff']),
    staffName: nullable(row['staff_name']),
    store: nullable(row['store']),
    what: String(row['what']),
    about: String(row['about']),
    before: jsonIn(nullable(row['before_json'])),
    after: jsonIn(nullable(row['after_json'])),
  }
}
