import type { Step } from '#server/db/query.ts'

/** A message that one scope sent and its target has not applied yet. `path` is its place in the tree of what the op set off. */
export type PendingMessage = {
  readonly op: string
  readonly path: string
  readonly target: string
  readonly device: string | null
  readonly incarnation: number | null
  readonly seq: number | null
  readonly body: string
}

export function* sendMessages(messages: readonly PendingMessage[], at: number): Step<void> {
  if (messages.length === 0) return
  yield {
    sql: 'INSERT INTO message (op, path, target, device, incarnation, seq, body, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (op, path) DO NOTHING',
    each: messages.map((one) => [
      one.op,
      one.path,
      one.target,
      one.device,
      one.incarnation,
      one.seq,
      one.body,
      at,
    ]),
  }
}

/** The oldest pending messages after the first `skip`. */
export function* pendingMessages(limit: number, skip: number): Step<PendingMessage[]> {
  const found = yield {
    sql: `SELECT op, path, target, device, incarnation, seq, body FROM message ORDER BY created_at, op, path LIMIT ${limit} OFFSET ${skip}`,
  }
  return found.map((row) => ({
    op: String(row['op']),
    path: String(row['path']),
    target: String(row['target']),
    device: typeof row['device'] === 'string' ? row['device'] : null,
    incarnation: typeof row['incarnation'] === 'number' ? row['incarnation'] : null,
    seq: typeof row['seq'] === 'number' ? row['seq'] : null,
    body: String(row['body']),
  }))
}

export function* forgetMessages(messages: readonly Pick<PendingMessage, 'op' | 'path'>[]): Step<void> {
  if (messages.length === 0) return
  yield {
    sql: 'DELETE FROM message WHERE (op, path) IN (VALUES (?, ?))',
    each: messages.map(({ op, path }) => [op, path]),
  }
}

/** Marks messages as applied at their target; answers those that were not before (Y3). */
export function* receiveMessages<Sent extends Pick<PendingMessage, 'op' | 'path' | 'target'>>(
  messages: readonly Sent[],
): Step<Sent[]> {
  if (messages.length === 0) return []
  const fresh = yield {
    sql: 'INSERT INTO inbox (target, op, path) VALUES (?, ?, ?) ON CONFLICT (target, op, path) DO NOTHING RETURNING op, path',
    each: messages.map(({ target, op, path }) => [target, op, path]),
  }
  const known = new Set(fresh.map((row) => `${row['op']} ${row['path']}`))
  return messages.filter(({ op, path }) => known.has(`${op} ${path}`))
}

/** The lowest seq of an incarnation of which a target has not heard; an operation that it named again counts. */
export function* lowestPending(device: string, incarnation: number): Step<number | undefined> {
  const [row] = yield {
    sql: `SELECT MIN(seq) AS seq FROM (
 SELECT seq FROM message WHERE device = ? AND incarnation = ?
 UNION ALL SELECT alias_seq.seq FROM alias_seq JOIN message ON message.op = alias_seq.op
 WHERE alias_seq.device = ? AND alias_seq.incarnation = ?) AS hidden`,
    params: [device, incarnation, device, incarnation],
  }
  return typeof row?.['seq'] === 'number' ? row['seq'] : undefined
}
