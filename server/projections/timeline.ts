import { known } from '#shared/base/assert.ts'
import { type Id, isId } from '#shared/base/id.ts'
import { parseJson } from '#shared/base/json.ts'
import type { Line } from '#shared/domain/line.ts'
import { type MemberAccount, NEW_ACCOUNT } from '#shared/domain/member.ts'
import { minus, sum } from '#shared/domain/money.ts'
import type { OrderArgs } from '#shared/domain/order.ts'
import type { ReturnArgs } from '#shared/domain/return.ts'
import { type Entry, newestFirst, type Thread } from '#shared/domain/timeline.ts'
import type { HistoryLine, MemberHistory, PlaceTotal } from '#shared/sync/history.ts'
import { readOperation } from '#shared/sync/operation.ts'
import { memberScope } from '#shared/sync/scope.ts'
import { accountKey, threadRange } from '#shared/sync/target/member.ts'
import type { Step } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { operationsById } from '#server/tables/operation.ts'
import { rowsAt, rowsInRange } from '#server/tables/replica-row.ts'

/** A purchase of a busy customer has hundreds of entries; whoever wants more asks the operations. */
const ENTRIES_MAX = 2000
const REDIRECTS_MAX = 32

/** Everything of one member from all channels in one order, with the lines of the operations behind it. */
export async function memberTimeline(
  ledger: Ledger,
  member: Id,
  entriesMax = ENTRIES_MAX,
): Promise<MemberHistory> {
  return await ledger.db.read(() => read(ledger, member, entriesMax))
}

function* read(ledger: Ledger, asked: Id, entriesMax: number): Step<MemberHistory> {
  const { member, account } = yield* follow(ledger, asked)
  const scope = memberScope(member, ledger.settings.buckets)
  const rows = yield* rowsInRange({ scope, table: 'thread' }, ...threadRange(member))
  // Trusted: thread rows are written by the rules only.
  const threads = rows.map((row) => JSON.parse(row.value) as Thread)
  const all = threads
    .flatMap(({ thread, entries }) => Object.values(entries).map((entry) => ({ ...entry, thread })))
    .sort(newestFirst)
  const shown = all.slice(0, entriesMax)
  const ops = new Map(
    (yield* operationsById([...new Set(shown.map(({ op }) => op))])).map(({ id, body }) => [id, body]),
  )
  return {
    member,
    name: account.name,
    points: account.points,
    totals: totalsOf(all),
    entries: shown.map((entry) => ({ ...entry, lines: linesOf(entry, ops.get(entry.op)) })),
    more: all.length > shown.length,
  }
}

/** By store and channel, the largest first. */
function totalsOf(entries: readonly Entry[]): PlaceTotal[] {
  const places = Map.groupBy(entries, ({ where }) => where)
  const totals = [...places].map(([where, there]): PlaceTotal => {
    const bought = there.filter(({ kind }) => kind === 'sale' || kind === 'order')
    const back = there.filter((entry) => !bought.includes(entry))
    return {
      where,
      purchases: bought.length,
      bought: sum(bought.map(({ amount }) => amount)),
      returned: minus(sum(back.map(({ amount }) => amount))),
    }
  })
  return totals.sort((a, b) => b.bought - a.bought || (a.where < b.where ? -1 : 1))
}

function* follow(ledger: Ledger, asked: Id): Step<{ member: Id; account: MemberAccount }> {
  let member = asked
  for (let hops = 0; hops < REDIRECTS_MAX; hops++) {
    const scope = memberScope(member, ledger.settings.buckets)
    const [row] = yield* rowsAt([{ scope, table: 'account', key: accountKey(member) }])
    const account = row && !row.deleted ? (JSON.parse(row.value) as MemberAccount) : NEW_ACCOUNT
    if (!account.redirect) return { member, account }
    member = account.redirect.member
  }
  throw new Error(`the redirects of ${asked} do not end`)
}

function linesOf(entry: Entry & { thread: string }, body: string | undefined): HistoryLine[] {
  const reading = readOperation(parseJson(known(body, `operation ${entry.op}`)))
  if (reading.is !== 'operation') return []
  const { operation } = reading
  switch (operation.kind) {
    case 'sale.complete':
      return operation.args.lines.map((line) => shown(line))
    case 'return.complete':
      return returnLines(operation.args, entry)
    case 'exchange.complete':
      return entry.kind === 'sale'
        ? operation.args.lines.map((line) => shown(line))
        : returnLines({ lines: operation.args.back, from: operation.args.from }, entry)
    case 'order.record':
      return orderLines(operation.args, entry)
    case 'order.place':
      return operation.args.lines.map((line) => shown(line))
    case 'pickup.handover':
      return operation.args.paid?.more.map((line) => shown(line)) ?? []
    case 'member.enrol':
    case 'stock.adjust':
    case 'stock.count':
    case 'stock.request':
    case 'stock.send':
    case 'stock.receive':
    case 'stock.decline':
    case 'stock.withdraw':
    case 'discrepancy.resolve':
    case 'pickup.pick':
    case 'pickup.ready':
    case 'pickup.cancel':
    case 'pickup.decline':
    case 'pickup.ship':
    case 'pickup.extend':
    case 'pickup.lease':
    case 'pickup.deadline':
    case 'outflow.settle':
      return []
  }
}

const shown = ({
  sku,
  name,
  quantity,
  amount,
}: Pick<Line, 'sku' | 'name' | 'quantity' | 'amount'>): HistoryLine => ({
  sku,
  name,
  quantity,
  amount,
  of: null,
})

/** The part of the return that belongs to this entry's thread: the lines linked to it, or the unlinked ones. */
function returnLines(
  { lines, from }: Pick<ReturnArgs, 'lines' | 'from'>,
  entry: Entry & { thread: string },
): HistoryLine[] {
  const thread = entry.id === entry.op ? undefined : entry.thread
  const own = lines.filter(({ of }) => (of?.ref ?? from?.ref) === thread)
  return own.map((line) => ({
    ...shown(line),
    quantity: -line.quantity,
    amount: minus(line.amount),
    of: line.of ?? null,
  }))
}

function orderLines(args: OrderArgs, entry: Entry & { thread: string }): HistoryLine[] {
  if (entry.kind === 'order') return args.lines.map(shown)
  const parts = entry.kind === 'refund' ? args.refunds : args.cancellations
  const part = parts.find(({ id }) => entry.id.endsWith(`/${entry.kind}:${id}`))
  if (!part || !isId(entry.thread)) return []
  return part.lines.map(({ line, quantity, amount }) => {
    const ordered = args.lines[line]
    return {
      sku: ordered?.sku ?? '',
      name: ordered?.name ?? '',
      quantity: -quantity,
      amount: minus(amount),
      of: { ref: entry.thread, line },
    }
  })
}
