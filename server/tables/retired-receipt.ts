import type { Step } from '#server/db/query.ts'

/** A receipt that has left the tablets, under one of its numbers (`spelledNumber`). It stays here when it is on them again. */
export type RetiredReceipt = { readonly number: string; readonly ref: string }

export function* addRetiredReceipts(all: readonly RetiredReceipt[]): Step<void> {
  if (all.length === 0) return
  const sql = 'INSERT INTO retired_receipt (number, ref) VALUES (?, ?) ON CONFLICT (number, ref) DO NOTHING'
  yield { sql, each: all.map(({ number, ref }) => [number, ref]) }
}

export function* retiredUnder(number: string, limit: number): Step<string[]> {
  const found = yield {
    sql: `SELECT ref FROM retired_receipt WHERE number = ? ORDER BY ref LIMIT ${limit}`,
    params: [number],
  }
  return found.map((row) => String(row['ref']))
}
