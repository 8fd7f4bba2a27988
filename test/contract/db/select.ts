import type { DbRow, Query, Step } from '#server/db/query.ts'

/** A work of one query. */
export function* select(query: Query): Step<readonly DbRow[]> {
  return yield query
}
