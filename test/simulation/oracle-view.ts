import type { Database, DbRow } from '#server/db/query.ts'

export type SeenOp = {
  readonly id: string
  readonly origin: string
  readonly device: string | null
  readonly kind: string
  readonly status: string
  readonly body: string
  /** When the server received it, and its place in its tablet's chain. */
  readonly receivedAt: number
  readonly seq: number
  /** Its place among all that was stored, in the order in which it was. */
  readonly place: number
}
export type SeenRow = {
  readonly scope: string
  readonly table: string
  readonly key: string
  readonly seq: number
  readonly text: string
  readonly deleted: boolean
  readonly lanes: readonly [number, number]
  readonly value: Fields
}
export type SeenHead = {
  readonly scope: string
  readonly seq: number
  readonly count: number
  /** Rows up to here are on no tablet any more. */
  readonly floor: number
  readonly sums: readonly [number, number]
}
/** A parsed row, read by name: the oracle knows what it looks for, not the types of the code under test. */
export type Fields = Readonly<Record<string, unknown>>

/** All that the server holds at the end, as plain rows. */
export type ServerView = {
  readonly ops: readonly SeenOp[]
  readonly rows: readonly SeenRow[]
  readonly heads: readonly SeenHead[]
  readonly conflicts: number
  readonly pending: number
}

export function serverView(db: Database): Promise<ServerView> {
  return db.read(function* () {
    const ops = yield {
      sql: 'SELECT id, origin, device, kind, status, body, received_at, seq, rowid AS place FROM op ORDER BY received_at, id',
    }
    const rows = yield {
      sql: 'SELECT scope, tbl, key, seq, deleted, value, h0, h1 FROM replica_row ORDER BY scope, seq',
    }
    const heads = yield { sql: 'SELECT scope, seq, count, floor, sum0, sum1 FROM scope_head ORDER BY scope' }
    const conflicts = yield { sql: 'SELECT id FROM op_conflict' }
    const pending = yield { sql: 'SELECT op FROM message' }
    return {
      ops: ops.map(seenOp),
      rows: rows.map(seenRow),
      heads: heads.map((row) => ({
        scope: String(row['scope']),
        seq: Number(row['seq']),
        count: Number(row['count']),
        floor: Number(row['floor']),
        sums: [Number(row['sum0']), Number(row['sum1'])] as const,
      })),
      conflicts: conflicts.length,
      pending: pending.length,
    }
  })
}

const seenOp = (row: DbRow): SeenOp => ({
  id: String(row['id']),
  origin: String(row['origin']),
  device: row['device'] === null ? null : String(row['device']),
  kind: String(row['kind']),
  status: String(row['status']),
  body: String(row['body']),
  receivedAt: Number(row['received_at']),
  seq: Number(row['seq'] ?? 0),
  place: Number(row['place']),
})

function seenRow(row: DbRow): SeenRow {
  const deleted = row['deleted'] === 1
  const text = String(row['value'])
  return {
    scope: String(row['scope']),
    table: String(row['tbl']),
    key: String(row['key']),
    seq: Number(row['seq']),
    text,
    deleted,
    lanes: [Number(row['h0']), Number(row['h1'])],
    value: deleted ? {} : fields(JSON.parse(text)),
  }
}

export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}

export const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : [])

/** Live rows of a table. */
export const rowsOf = (view: ServerView, table: string): SeenRow[] =>
  view.rows.filter((row) => row.table === table && !row.deleted)

/** Pieces of a pickup's line that left by its store's hands. */
export const givenOf = ({ handovers, shipments }: Fields, line: number): number =>
  [...Object.values(fields(handovers)), ...Object.values(fields(shipments))]
    .flatMap((one) => list(fields(one)['lines']))
    .reduce((units, one) => units + (Number(one['line']) === line ? Number(one['quantity']) : 0), 0)
