import { randomBytes } from 'node:crypto'
import * as z from 'zod/mini'
import { timeOrderedId } from '#shared/base/id.ts'
import type { Json } from '#shared/base/json.ts'
import { failure, type Result, success } from '#shared/base/result.ts'
import { calendarDate } from '#shared/base/time.ts'
import type { Discrepancy } from '#shared/domain/discrepancy.ts'
import { byNewest, type InboxEntry, inboxOf, nextTurn } from '#shared/domain/inbox.ts'
import { SettleArgs, type Settlement } from '#shared/domain/settlement.ts'
import type { SettleRequest } from '#shared/office/messages.ts'
import { bodyOf } from '#shared/sync/operation.ts'
import { channelScope } from '#shared/sync/scope.ts'
import type { Step } from '#server/db/query.ts'
import { stores } from '#server/tables/register.ts'
import { rowsAt, rowsOfTable, type StoredRow } from '#server/tables/replica-row.ts'
import type { Acting, Viewing } from './acting.ts'

const SHOWN_MAX = 500

// Trusted: rows of a table hold what the rules put there.
const discrepancyIn = ({ value }: StoredRow): Discrepancy => JSON.parse(value) as Discrepancy
const settlementIn = ({ value }: StoredRow): Settlement => JSON.parse(value) as Settlement

/** What is discrepant in the shops' orders, and what was done about it, the newest first. */
export async function listChannelDiscrepancies({ ledger }: Viewing): Promise<readonly InboxEntry[]> {
  const { told, done } = await ledger.db.read(function* () {
    return {
      told: yield* rowsOfTable('discrepancy', 'channel:'),
      done: yield* rowsOfTable('settlement', 'channel:'),
    }
  })
  const homes = new Set([...told, ...done].map(({ scope }) => scope))
  const entries = [...homes].flatMap((home) =>
    inboxOf(home, {
      discrepancies: new Map(
        told.filter(({ scope }) => scope === home).map((row) => [row.key, discrepancyIn(row)]),
      ),
      settlements: done.filter(({ scope }) => scope === home).map(settlementIn),
      questions: [],
    }),
  )
  return entries.sort(byNewest).slice(0, SHOWN_MAX)
}

type Refusal = 'not-found' | 'store-unknown' | 'note-missing' | 'too-large'

/** R49: head office decides by an operation of the channel's own, which enters by the same door as any other. */
export async function settleForChannel(
  { ledger, person }: Acting,
  channel: string,
  { key, note, deed }: SettleRequest,
): Promise<Result<true, Refusal>> {
  const { entry, known } = await ledger.db.read(function* () {
    return { entry: yield* entryAt(channel, key), known: yield* stores() }
  })
  if (!entry) return failure('not-found')
  const place = deed.did === 'ask' ? deed.store : deed.did === 'charge-back' ? deed.to : undefined
  const isKnown = !place?.startsWith('store:') || known.some(({ id }) => `store:${id}` === place)
  if (!isKnown) return failure('store-unknown')
  if (deed.did !== 'take' && note === '') return failure('note-missing')
  const args = z.safeParse(SettleArgs, { key, note, deed, turn: nextTurn(entry), seen: entry.seen })
  if (!args.success) return failure('too-large')
  const at = ledger.now()
  const body = bodyOf({
    id: timeOrderedId(at, randomBytes(10)),
    kind: 'discrepancy.resolve',
    version: 1,
    // Trusted: what was parsed has members of JSON only.
    args: args.data as Json,
    staff: person.id,
    approver: person.id,
    channel,
    businessDate: calendarDate(at, ledger.settings.utcOffsetMinutes),
    at: { wall: at },
  })
  await ledger.writer.submit({ origin: { is: 'system' }, ops: [{ body, sidecars: [] }] })
  return success(true)
}

function* entryAt(channel: string, key: string): Step<InboxEntry | undefined> {
  const scope = channelScope(channel)
  const rows = (yield* rowsAt([
    { scope, table: 'discrepancy', key },
    { scope, table: 'settlement', key },
  ])).filter(({ deleted }) => !deleted)
  const discrepancies = rows.filter(({ table }) => table === 'discrepancy')
  const [entry] = inboxOf(scope, {
    discrepancies: new Map(discrepancies.map((row) => [row.key, discrepancyIn(row)])),
    settlements: rows.filter(({ table }) => table === 'settlement').map(settlementIn),
    questions: [],
  })
  return entry
}
