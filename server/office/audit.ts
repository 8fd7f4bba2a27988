import { isObject, type Json } from '#shared/base/json.ts'
import type { AuditSeen } from '#shared/office/messages.ts'
import { lastAudit } from '#server/tables/audit.ts'
import { type Acting, reachOf } from './acting.ts'

const SHOWN_MAX = 200

/** The last changes, the newest first; a manager sees those of their own stores. */
export async function listAudit({ ledger, person }: Acting): Promise<readonly AuditSeen[]> {
  const rows = await ledger.db.read(() => lastAudit(SHOWN_MAX, reachOf(person)))
  return rows.map(({ id, at, staff, staffName, what, about, before, after }) => ({
    id,
    at,
    who: staff === null ? null : { id: staff, name: staffName ?? staff },
    what,
    about,
    before: recordIn(before),
    after: recordIn(after),
  }))
}

const recordIn = (value: Json): AuditSeen['before'] => (isObject(value) ? { ...value } : null)
