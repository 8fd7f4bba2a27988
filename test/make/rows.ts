import { addLanes, type Lanes, NO_LANES, rowLanes } from '#shared/base/hash.ts'
import { parseJson } from '#shared/base/json.ts'
import type { TableName, Tables } from '#shared/sync/change.ts'
import type { Database, DbRow, Query } from '#server/db/query.ts'
import { select } from '../contract/db/select.ts'
import { settled } from './settled.ts'

/** One query, read in a snapshot of its own. */
export function ask(
  db: Database,
  sql: string,
  params: NonNullable<Query['params']> = [],
): Promise<readonly DbRow[]> {
  return db.read(() => select({ sql, params }))
}

export async function count(
  db: Database,
  from: string,
  params: NonNullable<Query['params']> = [],
): Promise<number> {
  const [row] = await ask(db, `SELECT COUNT(*) AS n FROM ${from}`, params)
  return Number(row?.['n'])
}

export type FoundRow = {
  readonly scope: string
  readonly key: string
  readonly text: string
  readonly seq: number
}

/** Live rows, in the order of their addresses. */
async function rowsOf(db: Database, table: TableName): Promise<FoundRow[]> {
  const found = await ask(
    db,
    'SELECT scope, key, value, seq FROM replica_row WHERE tbl = ? AND deleted = 0 ORDER BY scope, key',
    [table],
  )
  return found.map((row) => ({
    scope: String(row['scope']),
    key: String(row['key']),
    text: String(row['value']),
    seq: Number(row['seq']),
  }))
}

/** The values of a table's live rows. */
export async function valuesOf<Table extends TableName>(
  db: Database,
  table: Table,
): Promise<Tables[Table][]> {
  return (await rowsOf(db, table)).map(({ text }) => JSON.parse(text) as Tables[Table])
}

export async function codesOf(db: Database): Promise<string[]> {
  return (await valuesOf(db, 'discrepancy')).map(({ code }) => code)
}

/** Every live row of the ledger, as `settled` says it. */
export async function settledRows(db: Database): Promise<string[]> {
  const found = await ask(db, 'SELECT scope, tbl, key, value FROM replica_row WHERE deleted = 0')
  return settled(
    found.map((row) => ({
      scope: String(row['scope']),
      table: String(row['tbl']),
      key: String(row['key']),
      value: parseJson(String(row['value'])) ?? null,
    })),
  )
}

export type Sums = { readonly seq: number; readonly sum: Lanes; readonly count: number }

/** The heads as the ledger keeps them, and the same computed from the rows. */
export async function sumsOf(
  db: Database,
): Promise<{ kept: Map<string, Sums>; computed: Map<string, Sums> }> {
  const kept = new Map<string, Sums>()
  for (const row of await ask(db, 'SELECT scope, seq, sum0, sum1, count FROM scope_head ORDER BY scope')) {
    const sum: Lanes = [Number(row['sum0']), Number(row['sum1'])]
    kept.set(String(row['scope']), { seq: Number(row['seq']), sum, count: Number(row['count']) })
  }
  const computed = new Map<string, Sums>()
  for (const row of await ask(
    db,
    'SELECT scope, tbl, key, value, deleted, seq FROM replica_row ORDER BY scope',
  )) {
    const scope = String(row['scope'])
    const before = computed.get(scope) ?? { seq: 0, sum: NO_LANES, count: 0 }
    const lives = row['deleted'] === 0
    const lanes = lives ? rowLanes(String(row['tbl']), String(row['key']), String(row['value'])) : NO_LANES
    computed.set(scope, {
      seq: Math.max(before.seq, Number(row['seq'])),
      sum: addLanes(before.sum, lanes),
      count: before.count + Number(lives),
    })
  }
  return { kept, computed }
}
