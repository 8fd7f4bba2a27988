import { type Json, parseJson } from '#shared/base/json.ts'
import { madeAt } from '#shared/base/id.ts'
import type { Discrepancy, Fact } from '#shared/domain/discrepancy.ts'
import { disputeFacts } from '#shared/domain/dispute-facts.ts'
import { type Dispute, excessKey, isNothing } from '#shared/domain/dispute.ts'
import { type InboxEntry, inboxOf, standing } from '#shared/domain/inbox.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Settlement } from '#shared/domain/settlement.ts'
import type { DisputesAnswer, DisputeSeen, DisputeSum } from '#shared/office/messages.ts'
import { readOperation } from '#shared/sync/operation.ts'
import { receiptsScope } from '#shared/sync/scope.ts'
import type { Step } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { operationsById } from '#server/tables/operation.ts'
import { rowsAt, rowsOfTable, type StoredRow } from '#server/tables/replica-row.ts'
import { allStaff } from '#server/tables/staff.ts'
import type { Acting } from './acting.ts'

const SHOWN_MAX = 200

// Trusted: rows of a table hold what the rules put there.
const held = <Value>({ value }: StoredRow): Value => JSON.parse(value) as Value

type Seen = Omit<DisputeSeen, 'facts' | 'entry'> & {
  readonly facts: readonly Fact[]
  readonly entry: InboxEntry | null
}
type Told = Omit<DisputesAnswer, 'entries'> & { readonly entries: readonly Seen[] }

type Standing = { readonly home: string; readonly dispute: Dispute; readonly entry: InboxEntry | undefined }

/** R28: the disputed accounts of all stores: what nobody has decided about first, and of these the newest. */
export async function listDisputes({ ledger }: Acting): Promise<Told> {
  return await ledger.db.read(function* () {
    const all = (yield* standingDisputes()).toSorted(
      (a, b) => Number(isOpen(b)) - Number(isOpen(a)) || (a.dispute.op < b.dispute.op ? 1 : -1),
    )
    const shown = all.slice(0, SHOWN_MAX)
    const receipts = yield* receiptsOf(shown, ledger)
    const said = yield* saidBy(shown.map(({ dispute }) => dispute.op))
    const entries = shown.map((one) => seen(one, receipts.get(one.dispute.ref), said.get(one.dispute.op)))
    const people = Object.fromEntries((yield* allStaff()).map(({ id, name }) => [id, name]))
    return { entries, sums: sumsOf(all), people, at: ledger.now() }
  })
}

const isOpen = ({ entry }: Standing): boolean => entry === undefined || standing(entry).state !== 'closed'

function* standingDisputes(): Step<Standing[]> {
  const rows = yield* rowsOfTable('dispute', 'store:')
  const disputes = rows.map((row) => ({ home: row.scope, dispute: held<Dispute>(row) }))
  const live = disputes.filter(({ dispute }) => !isNothing(dispute))
  const places = live.map(({ home, dispute }) => ({ scope: home, key: excessKey(dispute.ref, dispute.line) }))
  const told = yield* rowsAt(
    places.flatMap((at) => [
      { ...at, table: 'discrepancy' },
      { ...at, table: 'settlement' },
    ]),
  )
  const byPlace = Map.groupBy(
    told.filter(({ deleted }) => !deleted),
    ({ scope, key }) => `${scope} ${key}`,
  )
  return live.map((one, place) => {
    const { scope, key } = places[place] ?? { scope: one.home, key: '' }
    const own = byPlace.get(`${scope} ${key}`) ?? []
    const [entry] = inboxOf(scope, {
      discrepancies: new Map(
        own.filter(({ table }) => table === 'discrepancy').map((row) => [key, held<Discrepancy>(row)]),
      ),
      settlements: own.filter(({ table }) => table === 'settlement').map((row) => held<Settlement>(row)),
      questions: [],
    })
    return { ...one, entry }
  })
}

function* receiptsOf(
  shown: readonly Standing[],
  { settings }: Pick<Ledger, 'settings'>,
): Step<Map<string, Receipt>> {
  const refs = [...new Set(shown.map(({ dispute }) => dispute.ref))]
  const rows = yield* rowsAt(
    refs.map((ref) => ({ scope: receiptsScope(ref, settings.buckets), table: 'receipt', key: ref })),
  )
  return new Map(rows.filter(({ deleted }) => !deleted).map((row) => [row.key, held<Receipt>(row)]))
}

type Said = Pick<DisputeSeen, 'reason' | 'staff' | 'approver' | 'approval'>
const nothingSaid: Said = { reason: null, staff: null, approver: null, approval: null }

/** What the returns say of themselves. */
function* saidBy(ids: readonly string[]): Step<Map<string, Said>> {
  const stored = yield* operationsById([...new Set(ids)])
  return new Map(stored.map(({ id, body }) => [id, saidIn(parseJson(body))]))
}

function saidIn(body: Json | undefined): Said {
  const read = readOperation(body)
  if (read.is !== 'operation') return nothingSaid
  const { operation } = read
  if (operation.kind !== 'return.complete' && operation.kind !== 'exchange.complete') return nothingSaid
  const { args, staff = null, approver = null } = operation
  return { reason: args.reason, staff, approver, approval: args.approval?.reason ?? null }
}

function seen({ home, dispute, entry }: Standing, receipt: Receipt | undefined, said = nothingSaid): Seen {
  const { receipt: number, line, op, quantity, amount } = dispute
  return {
    ...said,
    home,
    receipt: number,
    line: line + 1,
    article: receipt?.lines?.[line]?.name ?? null,
    quantity,
    amount,
    at: madeAt(op) ?? null,
    facts: receipt ? disputeFacts(receipt, dispute) : (entry?.seen.facts ?? []),
    entry: entry ?? null,
  }
}

function sumsOf(all: readonly Standing[]): DisputeSum[] {
  const sums = new Map<string, DisputeSum>()
  for (const one of all) {
    const { home, dispute } = one
    const { count, total, undecided } = sums.get(home) ?? { count: 0, total: 0, undecided: 0 }
    sums.set(home, {
      home,
      count: count + 1,
      total: total + dispute.amount,
      undecided: undecided + (isOpen(one) ? dispute.amount : 0),
    })
  }
  return [...sums.values()].sort((a, b) => (a.home < b.home ? -1 : 1))
}
