import * as z from 'zod/mini'
import { parseJson } from '#shared/base/json.ts'
import { DAY_MS } from '#shared/base/time.ts'
import { Heartbeat } from '#shared/sync/protocol.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { backlog } from '#server/tables/backlog.ts'
import { lastBackupAt } from '#server/tables/backup.ts'
import { heartbeats } from '#server/tables/device.ts'

const HELP = {
  operations_waiting: 'Operations in line for a transaction',
  messages_waiting: 'Effects on their way to other scopes',
  operations_parked: 'Operations that are stored and not run yet',
  disk_transactions: 'Transactions with writes that reached the disk since the start',
  devices: 'Enrolled devices',
  devices_silent: 'Enrolled devices that were not heard for a day',
  outbox_depth: 'Operations on all devices that are not here, as they last told',
  outbox_depth_max: 'The most operations that one device holds which are not here',
  outbox_age_seconds_max: 'Age of the oldest such operation',
  backup_age_seconds: 'Since the last backup; -1 when there is none',
} as const
type Figures = Record<keyof typeof HELP, number>

/** Numbers that are read from the ledger when somebody asks; a scrape that fails to read tells NaN, not an old truth. */
export function figuresOf(ledger: Ledger): {
  readonly help: Readonly<Record<string, string>>
  readonly figures: () => Promise<Figures>
} {
  return { help: HELP, figures: () => read(ledger).catch(() => unread) }
}

const unread = Object.fromEntries(Object.keys(HELP).map((name) => [name, Number.NaN])) as Figures

async function read(ledger: Ledger): Promise<Figures> {
  const now = ledger.now()
  const { waiting, backupAt, devices } = await ledger.db.read(function* () {
    return { waiting: yield* backlog(), backupAt: yield* lastBackupAt(), devices: yield* heartbeats() }
  })
  const beats = devices.flatMap(({ heartbeat }) => {
    const beat = z.safeParse(Heartbeat, parseJson(heartbeat ?? ''))
    return beat.success ? [beat.data] : []
  })
  const depths = beats.map(({ outboxDepth }) => outboxDepth)
  const ages = beats.flatMap(({ oldestAt }) =>
    oldestAt === null ? [] : [Math.max(0, now - oldestAt) / 1000],
  )
  return {
    operations_waiting: ledger.writer.depth,
    messages_waiting: waiting.messages,
    operations_parked: waiting.parked,
    disk_transactions: ledger.db.commitCount(),
    devices: devices.length,
    devices_silent: devices.filter(({ lastSeenAt }) => (lastSeenAt ?? 0) < now - DAY_MS).length,
    outbox_depth: depths.reduce((total, depth) => total + depth, 0),
    outbox_depth_max: Math.max(0, ...depths),
    outbox_age_seconds_max: Math.max(0, ...ages),
    backup_age_seconds: backupAt === undefined ? -1 : (now - backupAt) / 1000,
  }
}
