import { fromHex } from '#shared/base/bytes.ts'
import { calendarDate } from '#shared/base/time.ts'
import { type Outflow, type OutflowArgs, OUTFLOW_TRIES_MAX } from '#shared/domain/outflow.ts'
import { pickupCode } from '#shared/domain/proof.ts'
import type { OutflowItem, OutflowPage } from '#shared/sync/protocol.ts'
import { bodyOf, channelOperationId } from '#shared/sync/operation.ts'
import { channelScope } from '#shared/sync/scope.ts'
import { rowsInRange } from '#server/tables/replica-row.ts'
import { sha256 } from './incoming.ts'
import type { Ledger } from './ledger.ts'

/** What the shop has still to do, the oldest first; `after` is where the page before ended. */
export async function readOutflow(
  ledger: Ledger,
  channel: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<OutflowPage> {
  const at = { scope: channelScope(channel), table: 'outflow' }
  const rows = await ledger.db.read(() => rowsInRange(at, '', '\uffff'))
  const open = rows
    // Trusted: outflow rows are written by the rules only.
    .map(({ seq, value }) => ({ seq, outflow: JSON.parse(value) as Outflow }))
    .filter(({ seq, outflow }) => seq > after && (outflow.tries ?? 0) < OUTFLOW_TRIES_MAX)
    .sort((a, b) => a.seq - b.seq)
  const page = open.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(({ outflow }) => itemOf(ledger, outflow)),
    next: last !== undefined && page.length < open.length ? last.seq : null,
  }
}

/** The signed code is made here: the chain's key is no rule's business. */
function itemOf({ settings }: Ledger, outflow: Outflow): OutflowItem {
  const { key, is, ref, order, lines, amount, params, at, tries = 0 } = outflow
  const { part, keptUntil } = params
  const isShown = (is === 'ready' || is === 'reminder') && typeof part === 'number'
  const lastDay = calendarDate(Number(keptUntil ?? 0), settings.utcOffsetMinutes)
  const code = isShown ? pickupCode({ ref, part, lastDay }, fromHex(settings.receiptKey)) : undefined
  return {
    key,
    is,
    ref,
    order,
    lines: [...lines],
    amount,
    params: { ...params },
    at,
    tries,
    ...(code === undefined ? {} : { pickupCode: code }),
  }
}

/** K5: what the shop has done, or failed to do, enters like anything else that it tells. */
export async function settleOutflow(ledger: Ledger, channel: string, args: OutflowArgs): Promise<void> {
  const id = channelOperationId([channel, 'outflow', ['outflow.settle', args]], sha256)
  const wall = ledger.now()
  const businessDate = calendarDate(wall, ledger.settings.utcOffsetMinutes)
  const body = bodyOf({ id, kind: 'outflow.settle', version: 1, args, channel, businessDate, at: { wall } })
  await ledger.writer.submit({ origin: { is: 'channel', channel }, ops: [{ body, sidecars: [] }] })
}
