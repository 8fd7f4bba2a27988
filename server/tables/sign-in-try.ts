import type { Step } from '#server/db/query.ts'

/** Wrong tries in a row of one subject, and when the last of them was. */
export type Tried = { readonly failures: number; readonly lastAt: number }

/** Locked until the transaction ends, so that tries that arrive together are counted one after the other. */
export function* lockTries(subject: string): Step<Tried> {
  // What is not there cannot be locked.
  yield {
    sql: 'INSERT INTO sign_in_try (subject, failures, last_at) VALUES (?, 0, 0) ON CONFLICT (subject) DO NOTHING',
    params: [subject],
  }
  const [row] = yield {
    sql: 'SELECT failures, last_at FROM sign_in_try WHERE subject = ? FOR UPDATE',
    params: [subject],
  }
  return { failures: Number(row?.['failures'] ?? 0), lastAt: Number(row?.['last_at'] ?? 0) }
}

export function* putTries(subject: string, { failures, lastAt }: Tried): Step<void> {
  yield {
    sql: 'UPDATE sign_in_try SET failures = ?, last_at = ? WHERE subject = ?',
    params: [failures, lastAt, subject],
  }
}

export function* forgetTries(subject: string): Step<void> {
  yield { sql: 'DELETE FROM sign_in_try WHERE subject = ?', params: [subject] }
}

/** Names that nobody has are counted too, or they could be told from those that somebody has: old ones go. */
export function* forgetTriesBefore(lastAt: number): Step<void> {
  yield { sql: 'DELETE FROM sign_in_try WHERE last_at < ? AND last_at > 0', params: [lastAt] }
}
