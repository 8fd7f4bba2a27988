import type { Step } from '#server/db/query.ts'
import { staffById, type StaffRow } from './staff.ts'

/** Somebody who is signed in at the server; `device` is the tablet where, null in head office's browser. */
export type SessionRow = {
  readonly tokenHash: string
  readonly staff: string
  readonly device: string | null
  readonly madeAt: number
  readonly expiresAt: number
}

export function* insertSession(session: SessionRow): Step<void> {
  const { tokenHash, staff, device, madeAt, expiresAt } = session
  yield {
    sql: 'INSERT INTO staff_session (token_hash, staff, device, made_at, expires_at) VALUES (?, ?, ?, ?, ?)',
    params: [tokenHash, staff, device, madeAt, expiresAt],
  }
}

/** Whose session it is, unless it has run out, its person has left, or its tablet was revoked. */
export function* personOfSession(
  tokenHash: string,
  at: number,
): Step<{ readonly staff: StaffRow; readonly device: string | null } | undefined> {
  const [row] = yield {
    sql: `SELECT staff_session.staff, staff_session.device FROM staff_session
 LEFT JOIN device ON device.id = staff_session.device
 WHERE staff_session.token_hash = ? AND expires_at > ?
 AND (staff_session.device IS NULL OR (device.id IS NOT NULL AND device.revoked_at IS NULL))`,
    params: [tokenHash, at],
  }
  const staff = row && (yield* staffById(String(row['staff'])))
  if (!row || !staff?.active) return undefined
  return { staff, device: row['device'] === null ? null : String(row['device']) }
}

export function* endSession(tokenHash: string): Step<void> {
  yield { sql: 'DELETE FROM staff_session WHERE token_hash = ?', params: [tokenHash] }
}

/** All but one of a person's; all of them when that one is ''. */
export function* endSessionsOf(staff: string, keptTokenHash = ''): Step<void> {
  yield {
    sql: 'DELETE FROM staff_session WHERE staff = ? AND token_hash <> ?',
    params: [staff, keptTokenHash],
  }
}

export function* endSessionsOn(device: string): Step<void> {
  yield { sql: 'DELETE FROM staff_session WHERE device = ?', params: [device] }
}

export function* endAllSessions(): Step<void> {
  yield { sql: 'DELETE FROM staff_session' }
}

export function* forgetSessions(expiredBefore: number): Step<void> {
  yield { sql: 'DELETE FROM staff_session WHERE expires_at < ?', params: [expiredBefore] }
}
