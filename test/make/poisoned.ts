import type { Database, DbRow, Query, Step } from '#server/db/query.ts'

/** A database on which some statements of writes fail, for a reason that nobody knows. */
export function poisoned(db: Database, isPoison: (query: Query) => boolean): Database {
  return {
    dialect: db.dialect,
    write: (work) => db.write(() => failing(work(), isPoison)),
    read: (work) => db.read(work),
    health: () => db.health(),
    commitCount: () => db.commitCount(),
    close: () => db.close(),
  }
}

/** Asking for the row of this key fails: the operation that needs it cannot be run. */
export const asksFor =
  (key: string) =>
  ({ sql, each = [] }: Query): boolean =>
    sql.startsWith('SELECT') && each.some((values) => values.includes(key))

/** A row that holds this text cannot be written: it shows only when the whole transaction takes its feed numbers. */
export const writesRowWith =
  (text: string) =>
  ({ sql, each = [] }: Query): boolean =>
    sql.startsWith('INSERT INTO replica_row') &&
    each.flat().some((value) => typeof value === 'string' && value.includes(text))

function* failing<T>(work: Step<T>, isPoison: (query: Query) => boolean): Step<T> {
  let step = work.next([])
  while (step.done !== true) {
    const query: Query = isPoison(step.value) ? { sql: 'SELECT no_such_column FROM op' } : step.value
    let rows: readonly DbRow[]
    try {
      rows = yield query
    } catch (error) {
      step = work.throw(error)
      continue
    }
    step = work.next(rows)
  }
  return step.value
}
