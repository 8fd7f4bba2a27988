import type { Step } from '#server/db/query.ts'

/** A code that makes a tablet the one of a register, once. `label` is its first letters: they find it and are no secret. */
export type CodeRow = {
  readonly label: string
  readonly codeHash: string
  readonly register: string
  readonly expiresAt: number
  readonly tries: number
  readonly usedAt: number | null
}

/** Locked until the transaction ends: of two tablets with one code, one wins. */
export function* lockCode(label: string): Step<CodeRow | undefined> {
  const [row] = yield {
    sql: 'SELECT label, code_hash, register, expires_at, tries, used_at FROM enrolment_code WHERE label = ? FOR UPDATE',
    params: [label],
  }
  if (!row) return undefined
  return {
    label: String(row['label']),
    codeHash: String(row['code_hash']),
    register: String(row['register']),
    expiresAt: Number(row['expires_at']),
    tries: Number(row['tries']),
    usedAt: row['used_at'] === null ? null : Number(row['used_at']),
  }
}

/** Answers whether the label was free. */
export function* insertCode(
  code: Pick<CodeRow, 'label' | 'codeHash' | 'register' | 'expiresAt'>,
): Step<boolean> {
  const inserted = yield {
    sql: 'INSERT INTO enrolment_code (label, code_hash, register, expires_at, tries) VALUES (?, ?, ?, ?, 0) ON CONFLICT (label) DO NOTHING RETURNING label',
    params: [code.label, code.codeHash, code.register, code.expiresAt],
  }
  return inserted.length === 1
}

export function* countTry(label: string): Step<void> {
  yield { sql: 'UPDATE enrolment_code SET tries = tries + 1 WHERE label = ?', params: [label] }
}

export function* useCode(label: string, at: number): Step<void> {
  yield { sql: 'UPDATE enrolment_code SET used_at = ? WHERE label = ?', params: [at, label] }
}

/** What ran out this long ago need not be told from what never was. */
export function* forgetCodes(expiredBefore: number): Step<void> {
  yield { sql: 'DELETE FROM enrolment_code WHERE expires_at < ?', params: [expiredBefore] }
}

/** Closes the open codes of a register; a newer one takes their place. */
export function* closeCodes(register: string, at: number): Step<void> {
  yield {
    sql: 'UPDATE enrolment_code SET expires_at = ? WHERE register = ? AND used_at IS NULL AND expires_at > ?',
    params: [at, register, at],
  }
}
