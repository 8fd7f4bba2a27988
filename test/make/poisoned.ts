import type { Database, DbRow, Query, Step } from '#server/db/query.ts'

/** A database on which every statement that carries `mark` fails, for a reason that nobody knows. */
export function poisoned(db: Database, mark: string): Database {
  return {
    dialect: db.dialect,
    write: (work) => db.write(() => failing(work(), mark)),
    read: (work) => db.read(work),
    health: () => db.health(),
    commitCount: () => db.commitCount(),
    close: () => db.close(),
  }
}

function* failing<T>(work: Step<T>, mark: string): Step<T> {
  let step = work.next([])
  while (step.done !== true) {
    const query: Query = carries(step.value, mark) ? { sql: 'SELECT no_such_column FROM op' } : step.value
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

const carries = ({ params = [], each = [] }: Query, mark: string): boolean =>
  [params, ...each].flat().some((value) => typeof value === 'string' && value.includes(mark))
