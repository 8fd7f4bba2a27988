import { statfs } from 'node:fs/promises'
import type { Ledger } from '#server/sync/ledger.ts'
import { backlog } from '#server/tables/backlog.ts'
import { appliedMigrations } from '#server/tables/migration.ts'
import { allSettings } from '#server/tables/setting.ts'

export type Check = { readonly ok: boolean; readonly detail: string }
export type Readiness = { readonly ready: boolean; readonly checks: Readonly<Record<string, Check>> }

/** Below this SQLite may not finish a checkpoint; sales would stop in the middle of a day. */
const FREE_BYTES_MIN = 256 * 1024 * 1024
const MESSAGES_MAX = 100_000
/** So that probing costs little, however often it is done. */
const REMEMBERED_MS = 1000

export type Expected = {
  /** Where the embedded database lies; undefined when a database server keeps the data. */
  readonly folder: string | undefined
  /** The newest change of the schema that this program knows. */
  readonly schema: string | undefined
}

/** Answers whether this server may be given work, and if not, why. */
export function readinessOf(ledger: Ledger, expected: Expected): () => Promise<Readiness> {
  let last: { readonly at: number; readonly answer: Promise<Readiness> } | undefined
  return () => {
    const at = performance.now()
    if (!last || at - last.at > REMEMBERED_MS) last = { at, answer: checked(ledger, expected) }
    return last.answer
  }
}

async function checked(ledger: Ledger, { folder, schema }: Expected): Promise<Readiness> {
  const [durable, stored, disk] = await Promise.all([
    durability(ledger),
    storedState(ledger, schema),
    freeSpace(folder),
  ])
  const checks = { durable, ...stored, disk }
  return { checks, ready: Object.values(checks).every(({ ok }) => ok) }
}

/** Read back from every connection: synchronous=FULL, or synchronous_commit=on. */
async function durability({ db }: Ledger): Promise<Check> {
  try {
    const { durable, detail } = await db.health()
    return { ok: durable, detail }
  } catch {
    return { ok: false, detail: 'the database does not answer' }
  }
}

async function storedState(
  ledger: Ledger,
  newest: string | undefined,
): Promise<Readonly<Record<'schema' | 'epoch' | 'relay', Check>>> {
  try {
    const { applied, settings, waiting } = await ledger.db.read(function* () {
      return {
        applied: yield* appliedMigrations(),
        settings: yield* allSettings(),
        waiting: yield* backlog(),
      }
    })
    const sameEpoch = settings.get('epoch') === JSON.stringify(ledger.settings.epoch)
    return {
      schema: { ok: applied.at(-1) === newest, detail: applied.at(-1) ?? 'none' },
      epoch: {
        ok: sameEpoch,
        detail: sameEpoch ? ledger.settings.epoch : 'the database was restored under this server: restart it',
      },
      relay: { ok: waiting.messages <= MESSAGES_MAX, detail: `${waiting.messages} messages on their way` },
    }
  } catch {
    const unread = { ok: false, detail: 'the database does not answer' }
    return { schema: unread, epoch: unread, relay: unread }
  }
}

async function freeSpace(folder: string | undefined): Promise<Check> {
  if (folder === undefined) return { ok: true, detail: 'kept by the database server' }
  try {
    const { bavail, bsize } = await statfs(folder)
    return {
      ok: bavail * bsize >= FREE_BYTES_MIN,
      detail: `${Math.floor((bavail * bsize) / 1024 / 1024)} MiB free`,
    }
  } catch {
    return { ok: false, detail: 'the data folder cannot be read' }
  }
}
