import type { Step } from '#server/db/query.ts'

/** Personal data beside an operation, encrypted with its subject's key: erasing the key erases every copy. */
export type SealedSidecar = { readonly op: string; readonly subject: string; readonly cipher: string }

export function* insertSidecars(sidecars: readonly SealedSidecar[]): Step<void> {
  if (sidecars.length === 0) return
  yield {
    sql: 'INSERT INTO sidecar (op, subject, cipher) VALUES (?, ?, ?) ON CONFLICT (op, subject) DO NOTHING',
    each: sidecars.map(({ op, subject, cipher }) => [op, subject, cipher]),
  }
}

export function* sidecarsOf(ops: readonly string[]): Step<SealedSidecar[]> {
  if (ops.length === 0) return []
  const found = yield {
    sql: 'SELECT op, subject, cipher FROM sidecar WHERE (op) IN (VALUES (?))',
    each: ops.map((op) => [op]),
  }
  return found.map((row) => ({
    op: String(row['op']),
    subject: String(row['subject']),
    cipher: String(row['cipher']),
  }))
}

export function* subjectKeys(subjects: readonly string[]): Step<Map<string, string>> {
  if (subjects.length === 0) return new Map()
  const found = yield {
    sql: 'SELECT subject, key FROM subject_key WHERE (subject) IN (VALUES (?))',
    each: subjects.map((subject) => [subject]),
  }
  return new Map(found.map((row) => [String(row['subject']), String(row['key'])]))
}

export function* insertSubjectKeys(keys: readonly { subject: string; key: string }[]): Step<void> {
  if (keys.length === 0) return
  yield {
    sql: 'INSERT INTO subject_key (subject, key) VALUES (?, ?) ON CONFLICT (subject) DO NOTHING',
    each: keys.map(({ subject, key }) => [subject, key]),
  }
}
