import type { Step } from '#server/db/query.ts'

/** What the ledger has taken in and not finished. */
export type Backlog = { readonly messages: number; readonly parked: number }

export function* backlog(): Step<Backlog> {
  const [messages] = yield { sql: 'SELECT COUNT(*) AS many FROM message' }
  const [parked] = yield { sql: `SELECT COUNT(*) AS many FROM op WHERE status = 'parked'` }
  return { messages: Number(messages?.['many'] ?? 0), parked: Number(parked?.['many'] ?? 0) }
}
