import { canonicalJson } from '#shared/base/canonical-json.ts'
import { idFromText } from '#shared/base/id.ts'
import type { Json, JsonObject } from '#shared/base/json.ts'
import { calendarDate, DAY_MS } from '#shared/base/time.ts'
import { lineAmount } from '#shared/domain/line.ts'
import { commitment, type DirectoryEntry } from '#shared/domain/member.ts'
import type { OrderArgs, PickupPart } from '#shared/domain/order.ts'
import { pickupKey } from '#shared/domain/pickup.ts'
import type { Contact } from '#shared/domain/proof.ts'
import type { KnownOrder } from '#shared/sync/change.ts'
import { bodyOf, orderRef } from '#shared/sync/operation.ts'
import type { ChannelItem } from '#shared/sync/protocol.ts'
import { channelScope, directoryScope } from '#shared/sync/scope.ts'
import { recordFromChannel } from '#server/sync/channel-door.ts'
import { type Incoming, sha256 } from '#server/sync/incoming.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { rowsAt, rowsOfTable } from '#server/tables/replica-row.ts'
import { DEMO_CHANNEL, DEMO_UTC_OFFSET_MINUTES, demoStaff, demoStores } from './people.ts'

/** How far each of the last orders is, the newest first: there is something to do in every corner of a store's board. */
const STAGES = [
  'new',
  'new',
  'picking',
  'ready',
  'unpaid',
  'collected',
  'ready',
  'partly',
  'new',
  'ship',
  'ready',
  'collected',
] as const
type Stage = (typeof STAGES)[number]

const LINES_MAX = 5

/** The last orders of the demo's shop are to be collected in its stores, or sent from there. Told twice, they are told once. */
export async function collectLastOrders(ledger: Ledger): Promise<void> {
  const orders = await lastOrders(ledger)
  // What an interrupted start has told already keeps its place in the row.
  const begun = orders.flatMap(({ order, parts }, i) => (parts === undefined ? [beginning(order, i)] : []))
  for (const { order, stage, part } of begun) {
    const told = await orderItem(ledger, order, { stage, part })
    await recordFromChannel(ledger, DEMO_CHANNEL.id, [told])
    const ops = stepsOf(ledger, order, { stage, part })
    if (ops.length > 0) await ledger.writer.submit({ origin: { is: 'system' }, ops })
  }
}

/** Of a member, of the size that somebody carries home, and of which nothing was given back. */
async function lastOrders(ledger: Ledger): Promise<KnownOrder[]> {
  const rows = await ledger.db.read(() => rowsOfTable('order', channelScope(DEMO_CHANNEL.id)))
  return (
    rows
      // Trusted: order rows are written by the rules only.
      .map(({ value }) => JSON.parse(value) as KnownOrder)
      .filter(({ order }) => isSmall(order))
      .sort((a, b) => b.order.placedAt - a.order.placedAt || (a.op < b.op ? -1 : 1))
      .slice(0, STAGES.length)
  )
}

const isSmall = ({ who, lines, refunds, cancellations }: OrderArgs): boolean =>
  who !== undefined &&
  'member' in who &&
  lines.some(({ kind }) => kind === 'goods') &&
  lines.length <= LINES_MAX &&
  refunds.length + cancellations.length === 0

type Begun = { readonly stage: Stage; readonly part: PickupPart }

function beginning(order: OrderArgs, i: number): Begun & { readonly order: OrderArgs } {
  const stage = STAGES[i % STAGES.length] ?? 'new'
  const stores = demoStores.map(({ id }) => id)
  const [store = '', ...others] = i % 2 === 0 ? stores : stores.toReversed()
  const lines = order.lines.flatMap(({ kind, quantity }, line) =>
    kind === 'goods' ? [{ line, quantity }] : [],
  )
  const kind = stage === 'ship' ? 'ship' : 'collect'
  const part: PickupPart = {
    part: 1,
    kind,
    store,
    ...(kind === 'ship' ? { others } : {}),
    lines,
    paid: stage !== 'unpaid',
  }
  return { order, stage, part }
}

async function orderItem(ledger: Ledger, order: OrderArgs, { part }: Begun): Promise<ChannelItem> {
  const data = await contactOf(ledger, order)
  const salt = sha256(`${ledger.settings.receiptKey} contact ${order.externalId}`).slice(0, 32)
  const args = {
    ...order,
    revision: order.revision + 1,
    parts: [part],
    contact: commitment(data, salt, sha256),
  }
  return {
    kind: 'order.record',
    externalId: order.externalId,
    businessDate: order.placedOn,
    at: order.placedAt,
    args,
    sidecars: [{ subject: `contact-${order.externalId}`, salt, data: { ...data } }],
  }
}

/** By rule: the name and phone that the demo's member has, and a code that follows from the order's number. */
async function contactOf(
  ledger: Ledger,
  { who, externalId }: OrderArgs,
): Promise<Contact & Record<string, string>> {
  const code = `K${sha256(`pickup ${externalId}`).slice(0, 9).toUpperCase()}`
  if (who === undefined || !('member' in who)) return { code }
  const scope = directoryScope(who.member, ledger.settings.buckets)
  const [row] = await ledger.db.read(() => rowsAt([{ scope, table: 'member', key: who.member }]))
  const entry = row && !row.deleted ? (JSON.parse(row.value) as DirectoryEntry) : undefined
  if (entry === undefined || 'redirect' in entry) return { code }
  const phone = entry.credentials.find(({ kind }) => kind === 'phone')?.value
  return { code, name: entry.name, ...(phone === undefined ? {} : { phone }) }
}

/** What the store has done of it since yesterday. */
function stepsOf(ledger: Ledger, order: OrderArgs, { stage, part }: Begun): Incoming[] {
  const ref = orderRef(DEMO_CHANNEL.id, order.externalId, sha256)
  const pickup = pickupKey(ref, part.part)
  const found = part.lines.map(({ line, quantity }) => ({ line, picked: quantity }))
  const goods = found.flatMap(({ line, picked: quantity }) => {
    const ordered = order.lines[line]
    return ordered ? [{ ...ordered, line, quantity, amount: lineAmount({ ...ordered, quantity }) }] : []
  })
  const step = (kind: string, args: JsonObject, n: number): Incoming =>
    system(ledger, { kind: `pickup.${kind}`, store: part.store, n, args: { pickup, ...args } })
  const shelf = `${'ABC'[order.externalId.length % 3] ?? 'A'}-${(found.length % 4) + 1}`
  const ready = [step('pick', { lines: found }, 1), step('ready', { shelf }, 2)]
  const handOver = (lines: Json) => step('handover', { ref, lines, proof: 'code' }, 3)
  switch (stage) {
    case 'new':
    case 'ship':
      return []
    case 'picking':
      return [step('pick', { lines: found.slice(0, 1) }, 1)]
    case 'ready':
    case 'unpaid':
      return ready
    case 'partly':
      return [...ready, handOver(goods.slice(0, 1))]
    case 'collected':
      return [...ready, handOver(goods)]
  }
}

type Told = {
  readonly kind: string
  readonly store: string
  readonly n: number
  readonly args: JsonObject
}

function system(ledger: Ledger, { kind, store, n, args }: Told): Incoming {
  const wall = ledger.now() - DAY_MS + n * 60_000
  const id = idFromText(canonicalJson(['demo', kind, args]), sha256)
  const body = bodyOf({
    id,
    kind,
    version: 1,
    args,
    staff: demoStaff[0]?.id,
    store,
    businessDate: calendarDate(wall, DEMO_UTC_OFFSET_MINUTES),
    at: { wall },
  })
  return { body, sidecars: [] }
}
