import { DAY_MS, HOUR_MS, MINUTE_MS } from '#shared/base/time.ts'
import { sweepPickups } from '#server/projections/pickups.ts'
import { retireReceipts } from '#server/projections/retired-receipts.ts'
import { sealReceipts } from '#server/projections/segments.ts'
import { sweepVisitors } from '#server/projections/visitors.ts'
import { followMemberships } from '#server/office/memberships.ts'
import { strikeDeadlines } from '#server/sync/deadlines.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { lastBackupAt } from '#server/tables/backup.ts'
import { databaseMadeAt } from '#server/tables/migration.ts'
import { type Log, shownError } from '#server/watch/log.ts'

const EVERY_MS = HOUR_MS
/** A buyer is told by the day; a minute more or less is nobody's. */
const OFTEN_MS = MINUTE_MS
/** A daily backup may be late by this much before it is said. */
const BACKUP_AGE_MS_MAX = DAY_MS + HOUR_MS

/** What must be done now and then, from the start on. Answers how to stop: what has begun is finished. */
export function keepHouse(ledger: Ledger, log: Log): () => Promise<void> {
  let working = Promise.resolve()
  const repeat = (work: (ledger: Ledger, log: Log) => Promise<void>, everyMs: number) => {
    const next = (): void => {
      working = working.then(() => work(ledger, log))
    }
    next()
    return setInterval(next, everyMs).unref()
  }
  const timers = [repeat(chores, EVERY_MS), repeat(often, OFTEN_MS)]
  return () => {
    for (const timer of timers) clearInterval(timer)
    return working
  }
}

const nextStep = ({ db }: Ledger): string =>
  db.dialect === 'sqlite'
    ? 'no backup for more than a day: npm run backup'
    : 'no backup for more than a day: pg_dump, then npm run backup -- --postgres-begun WHEN'

async function chores(ledger: Ledger, log: Log): Promise<void> {
  try {
    const visitors = await sweepVisitors(ledger)
    const retired = await retireReceipts(ledger)
    const segments = await sealReceipts(ledger)
    // What could not be carried, or was left when the storage failed, is tried again.
    if (ledger.relayMode === 'deferred') ledger.relay.wake()
    const coveredAt = await ledger.db.read(function* () {
      return (yield* lastBackupAt()) ?? (yield* databaseMadeAt())
    })
    // Tablets keep what no backup holds: without backups they fill up.
    if (ledger.now() - coveredAt > BACKUP_AGE_MS_MAX) {
      log.warn({ since: new Date(coveredAt).toISOString() }, nextStep(ledger))
    }
    const pickups = await sweepPickups(ledger)
    log.debug({ visitors, pickups, retired, segments }, 'chores done')
  } catch (error) {
    log.error({ error: shownError(error) }, 'the chores failed; they are tried again in an hour')
  }
}

async function often(ledger: Ledger, log: Log): Promise<void> {
  try {
    const due = await strikeDeadlines(ledger)
    if (due > 0) log.info({ due }, 'pickups were reminded of, or expired')
    const joined = await followMemberships(ledger)
    if (joined > 0) log.info({ joined }, 'people are another member than before')
  } catch (error) {
    log.error({ error: shownError(error) }, 'what is done every minute failed; it is tried again in a minute')
  }
}
