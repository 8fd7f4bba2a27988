import { isId } from '../../base/id.ts'
import type { DiscrepancyCode } from '../../domain/discrepancy.ts'
import { minus } from '../../domain/money.ts'
import type { Returned } from '../../domain/receipt.ts'
import { mayApprove } from '../../domain/policy.ts'
import { partsOf, type ReturnArgs, type ReturnPart } from '../../domain/return.ts'
import { sumProblems } from '../../domain/sale.ts'
import type { Tender } from '../../domain/tender.ts'
import type { TimelinePut } from '../../domain/timeline.ts'
import type { Who } from '../../domain/who.ts'
import { attributed } from '../address.ts'
import {
  type Applied,
  type Change,
  type Message,
  put,
  type RowKey,
  type Ticket,
  type View,
} from '../change.ts'
import { flag, type Given, homeOf, whoOf } from '../given.ts'
import type { ExchangeOperation, ReturnOperation } from '../operation.ts'
import { receiptsScope } from '../scope.ts'
import { creditIssued } from './credit.ts'
import { movedBack } from './move.ts'
import { foundOnTicket } from './found.ts'
import { isTaken, ticketKey, unitsOf } from './sale.ts'

type BackOperation = ReturnOperation | ExchangeOperation

/** The people of the envelope, as their store knows them. */
export function approvalNeeds(operation: BackOperation): RowKey[] {
  const { store, staff, approver } = operation
  if (store === undefined) return []
  return [staff, approver].flatMap((key) =>
    key === undefined ? [] : [{ scope: homeOf(operation), table: 'staff', key }],
  )
}

/** R26: an approval is of somebody else, who may give it. A person who is not known here may have left: their word stands. */
export function approvalProblems(given: Given<BackOperation>, view: View): DiscrepancyCode[] {
  const { approver, staff, args } = given.operation
  if (args.approval === undefined) return []
  const known = approver === undefined ? undefined : view.get(homeOf(given.operation), 'staff', approver)
  const isNobody =
    approver === undefined ||
    approver === staff ||
    (known ? !mayApprove(known, 'approve-return', staff) : false)
  return isNobody ? ['approval-missing'] : []
}

/** Home: a ticket. Onward: each receipt that is given back from counts it, and passes it on to its member's timeline. */
export function applyReturn(given: Given<ReturnOperation>, view: View): Applied {
  const { operation } = given
  const { args, id } = operation
  const home = homeOf(operation)
  const who = whoOf(given, args.who)
  const number = args.receipt ?? id
  const twice = isTaken(view.get(home, 'ticket', number), id)
  const codes: DiscrepancyCode[] = [
    ...sumProblems(args),
    ...(twice ? (['receipt-number-used-twice'] as const) : []),
    ...approvalProblems(given, view),
  ]
  const ticket: Ticket = {
    op: id,
    kind: 'return',
    number: args.receipt ?? null,
    businessDate: operation.businessDate,
    at: operation.at.wall,
    staff: operation.staff ?? null,
    register: operation.register ?? null,
    who,
    total: minus(args.total),
    lineCount: args.lines.length,
    units: -unitsOf(args.lines),
  }
  const changes: Change[] = [
    put(home, 'ticket', [ticketKey(number, id, twice), ticket]),
    ...codes.map((code) => flag(given, foundOnTicket(given, code, view), { receipt: number })),
  ]
  const unverified = unverifiedProblem(given)
  if (unverified) changes.push(unverified)
  const messages = [
    ...backMessages(given, { view, who, lines: args.lines }),
    ...movedBack(given, args.lines, args.receipt),
    ...creditIssued(given, args.tenders, args.receipt ?? null),
  ]
  return { changes, messages, codes: unverified ? [...codes, 'unverified-above-limit'] : codes }
}

/** R29 */
function unverifiedProblem(given: Given<ReturnOperation>): Change | undefined {
  const { args, id } = given.operation
  const loose = partsOf(args).find(({ ref }) => ref === null)
  const max = args.limits?.amountMax
  if (loose === undefined || max === undefined || loose.amount <= max) return undefined
  return flag(given, 'unverified-above-limit', { receipt: args.receipt ?? id, refunded: loose.amount, max })
}

type BackWhat = { readonly view: View; readonly who: Who | null; readonly lines: ReturnArgs['lines'] }

/** What came back, told to the receipts and timelines that it belongs to. */
export function backMessages(given: Given<BackOperation>, { view, who, lines }: BackWhat): Message[] {
  const { operation } = given
  const facts = returnedFacts(given, view)
  const parts = partsOf({ lines })
  const first = parts.find(({ ref }) => ref !== null)
  return parts.flatMap((part) => {
    const tenders = part === first ? refunded(operation) : []
    return partMessages(given, part, { who, facts: { ...facts, ...(tenders.length > 0 ? { tenders } : {}) } })
  })
}

/** In an exchange the new goods are paid with what the old ones had been paid with; the rest goes back, when there is one. */
function refunded({ kind, args }: BackOperation): readonly Tender[] {
  if (kind === 'return.complete') return args.tenders
  return [...(args.carried ?? []), ...(args.total < 0 ? args.tenders : [])]
}

type ReturnedFacts = Omit<Returned, 'lines'>

function returnedFacts(given: Given<BackOperation>, view: View): ReturnedFacts {
  const { operation } = given
  const { id, staff } = operation
  const home = homeOf(operation)
  const isApproved =
    operation.args.approval?.for.includes('self') && approvalProblems(given, view).length === 0
  const by = staff === undefined || isApproved ? undefined : view.get(home, 'staff', staff)?.member
  return {
    op: id,
    home,
    revision: 1,
    ...(operation.kind === 'exchange.complete' ? { exchangedFor: id } : {}),
    ...(by === undefined || staff === undefined ? {} : { by, staff }),
  }
}

/** R5: a part that names a receipt is told there; one without goes straight to the member. */
function partMessages(
  given: Given<BackOperation>,
  part: ReturnPart,
  { who, facts }: { readonly who: Who | null; readonly facts: ReturnedFacts },
): Message[] {
  const { operation, buckets } = given
  const home = homeOf(operation)
  const partId = part.ref === null ? operation.id : `${operation.id}/${part.ref}`
  const limits = operation.kind === 'return.complete' && part.ref === null ? operation.args.limits : undefined
  const timeline: TimelinePut = {
    thread: part.ref ?? operation.id,
    entry: {
      id: partId,
      kind: 'return',
      at: operation.at.wall,
      date: operation.businessDate,
      where: home,
      amount: minus(part.amount),
      lineCount: part.lines.length,
      op: operation.id,
      revision: 1,
      ...(limits ? { unverified: { timesMax: limits.timesMax, periodDays: limits.periodDays } } : {}),
    },
    visit: operation.store === undefined ? null : home,
    receivedAt: given.receivedAt,
  }
  if (part.ref === null || !isId(part.ref)) return attributed(who, timeline, buckets)
  return [
    {
      to: receiptsScope(part.ref, buckets),
      is: 'returned',
      ref: part.ref,
      id: operation.id,
      returned: {
        lines: part.lines,
        ...facts,
        ...(part.paidOut ? { paidOut: part.paidOut } : {}),
      },
      put: timeline,
      who,
    },
  ]
}
