import type { Lanes } from '#shared/base/hash.ts'
import type { DbRow, Step } from '#server/db/query.ts'

/**
 * Where a scope's feed stands. Rows up to `floor` are on no tablet any more and not in `sum` and `count`; a cursor below it is too
 * old for a delta.
 */
export type ScopeHead = {
  readonly scope: string
  readonly generation: number
  readonly seq: number
  readonly sum: Lanes
  readonly count: number
  readonly floor: number
}

/** How far a transaction moves a scope: feed numbers taken, change of the checksum's lanes, change of live rows. */
export type ScopeMove = {
  readonly scope: string
  readonly taken: number
  readonly lanes: Lanes
  readonly live: number
}

const LANE = 4_294_967_296

/**
 * Takes feed numbers; answers each scope's seq after the move. Called last in a writing transaction, with the scopes in
 * sorted order: the row lock makes commit order equal feed order, and a rollback leaves no hole (Y6).
 */
export function* moveHeads(moves: readonly ScopeMove[]): Step<Map<string, number>> {
  const sorted = [...moves].sort((a, b) => (a.scope < b.scope ? -1 : 1))
  const found = yield {
    sql: `INSERT INTO scope_head (scope, generation, seq, sum0, sum1, count, floor) VALUES (?, 1, ?, ?, ?, ?, 0)
 ON CONFLICT (scope) DO UPDATE SET seq = scope_head.seq + excluded.seq, sum0 = (scope_head.sum0 + excluded.sum0) % ${LANE},
 sum1 = (scope_head.sum1 + excluded.sum1) % ${LANE}, count = scope_head.count + excluded.count RETURNING scope, seq`,
    each: sorted.map(({ scope, taken, lanes, live }) => [scope, taken, lanes[0], lanes[1], live]),
  }
  return new Map(found.map((row) => [String(row['scope']), Number(row['seq'])]))
}

/** Rows leave the tablets: their share leaves the sum. False when another node has raised the floor meanwhile. */
export function* raiseFloor(
  scope: string,
  { floor, to, lanes, live }: { floor: number; to: number; lanes: Lanes; live: number },
): Step<boolean> {
  const found = yield {
    sql: `UPDATE scope_head SET floor = ?, sum0 = (sum0 + ?) % ${LANE}, sum1 = (sum1 + ?) % ${LANE}, count = count - ?
 WHERE scope = ? AND floor = ? RETURNING floor`,
    params: [to, LANE - lanes[0], LANE - lanes[1], live, scope, floor],
  }
  return found.length === 1
}

export function* headsOf(scopes: readonly string[]): Step<Map<string, ScopeHead>> {
  const found = yield {
    sql: 'SELECT scope, generation, seq, sum0, sum1, count, floor FROM scope_head WHERE (scope) IN (VALUES (?))',
    each: scopes.map((scope) => [scope]),
  }
  return new Map(found.map((row) => [String(row['scope']), head(row)]))
}

const head = (row: DbRow): ScopeHead => ({
  scope: String(row['scope']),
  generation: Number(row['generation']),
  seq: Number(row['seq']),
  sum: [Number(row['sum0']), Number(row['sum1'])],
  count: Number(row['count']),
  floor: Number(row['floor']),
})
