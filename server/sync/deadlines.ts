import { canonicalJson } from '#shared/base/canonical-json.ts'
import { idFromText } from '#shared/base/id.ts'
import { calendarDate } from '#shared/base/time.ts'
import type { Pickup } from '#shared/domain/pickup.ts'
import { remindAtOf } from '#shared/domain/pickup-days.ts'
import { stateAfter } from '#shared/domain/pickup-state.ts'
import { DEFAULT_TERMS, type Terms, TERMS_KEY } from '#shared/domain/terms.ts'
import { bodyOf } from '#shared/sync/operation.ts'
import { CATALOG } from '#shared/sync/scope.ts'
import { rowsAt, rowsOfTable } from '#server/tables/replica-row.ts'
import { type Incoming, sha256 } from './incoming.ts'
import type { Ledger } from './ledger.ts'

/** So many in one transaction: tablets sell meanwhile. */
const AT_ONCE = 100

type Due = {
  readonly store: string
  readonly pickup: string
  readonly is: 'reminder' | 'expiry'
  readonly keptUntil: number
  /** When it was due, which is the same whenever it is found. */
  readonly at: number
}

/**
 * K6: finds what is due by the ledger's clock and says so, as operations whose ids follow from what is due: whoever finds it a
 * second time, after a crash or on another node, says nothing new. Answers how many were due.
 */
export async function strikeDeadlines(ledger: Ledger): Promise<number> {
  const now = ledger.now()
  const { utcOffsetMinutes } = ledger.settings
  const { pickups, terms } = await ledger.db.read(function* () {
    const [stored] = yield* rowsAt([{ scope: CATALOG, table: 'terms', key: TERMS_KEY }])
    // Trusted: both rows are written by the rules only.
    const terms = stored && !stored.deleted ? (JSON.parse(stored.value) as Terms) : DEFAULT_TERMS
    const rows = yield* rowsOfTable('pickup', 'store:')
    return {
      terms,
      pickups: rows.map(({ scope, value }) => ({ scope, pickup: JSON.parse(value) as Pickup })),
    }
  })
  const due = pickups.flatMap(({ scope, pickup }) => dueOf(pickup, scope, { now, terms, utcOffsetMinutes }))
  const ops = due.map((one) => operationOf(one, utcOffsetMinutes))
  for (let from = 0; from < ops.length; from += AT_ONCE)
    await ledger.writer.submit({ origin: { is: 'system' }, ops: ops.slice(from, from + AT_ONCE) })
  return due.length
}

type At = { readonly now: number; readonly terms: Terms; readonly utcOffsetMinutes: number }

/** Who is already too late is not reminded any more. */
function dueOf(pickup: Pickup, scope: string, at: At): Due[] {
  const { keptUntil, key } = pickup
  if (keptUntil === null || stateAfter(pickup.state, 'expire') === undefined) return []
  const store = scope.slice('store:'.length)
  if (keptUntil <= at.now) return [{ store, pickup: key, is: 'expiry', keptUntil, at: keptUntil }]
  const remindAt = remindAtOf(keptUntil, at.terms.pickups.remindDays, at.utcOffsetMinutes)
  if (pickup.remindedAt !== null || remindAt > at.now) return []
  return [{ store, pickup: key, is: 'reminder', keptUntil, at: remindAt }]
}

function operationOf({ store, pickup, is, keptUntil, at }: Due, utcOffsetMinutes: number): Incoming {
  const args = { pickup, is, keptUntil }
  const id = idFromText(canonicalJson(['pickup.deadline', store, args]), sha256)
  const businessDate = calendarDate(at, utcOffsetMinutes)
  const body = bodyOf({
    id,
    kind: 'pickup.deadline',
    version: 1,
    args,
    store,
    businessDate,
    at: { wall: at },
  })
  return { body, sidecars: [] }
}
