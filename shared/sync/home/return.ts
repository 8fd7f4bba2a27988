import { isId } from '../../base/id.ts'
import type { DiscrepancyCode } from '../../domain/discrepancy.ts'
import { minus } from '../../domain/money.ts'
import type { Returned } from '../../domain/receipt.ts'
import { partsOf, type ReturnArgs, type ReturnPart, type UnverifiedLimits } from '../../domain/return.ts'
import { sumProblems } from '../../domain/sale.ts'
import type { TimelinePut } from '../../domain/timeline.ts'
import type { Who } from '../../domain/who.ts'
import { attributed } from '../address.ts'
import { type Applied, type Change, type Message, put, type Ticket, type View } from '../change.ts'
import { factOf, flag, type Found, type Given, homeOf, whoOf } from '../given.ts'
import type { ReturnOperation } from '../operation.ts'
import { receiptsScope } from '../scope.ts'
import {
  type ApprovalAtHome,
  approvalAtHome,
  type BackOperation,
  isOfCounter,
  judgedBack,
  memberOfStaff,
  termsOf,
} from './approval.ts'
import { creditIssued } from './credit.ts'
import { movedBack } from './move.ts'
import { foundOnTicket } from './found.ts'
import { isTaken, ticketKey, unitsOf } from './sale.ts'

/** Home: a ticket. Onward: each receipt that is given back from counts it, and passes it on to its member's timeline. */
export function applyReturn(given: Given<ReturnOperation>, view: View): Applied {
  const { operation } = given
  const { args, id } = operation
  const home = homeOf(operation)
  const who = whoOf(given, args.who)
  const number = args.receipt ?? id
  const twice = isTaken(view.get(home, 'ticket', number), id)
  const approval = approvalAtHome(given, view)
  const codes: DiscrepancyCode[] = [
    ...sumProblems(args),
    ...(twice ? (['receipt-number-used-twice'] as const) : []),
    ...(approval.code ? [approval.code] : []),
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
    ...codes.map((code) =>
      flag(given, foundOnTicket(given, code, view), {
        receipt: number,
        ...(code === 'returned-to-self' ? { staff: operation.staff ?? '?' } : {}),
      }),
    ),
  ]
  const limits = limitsOf(given, view)
  const unverified = unverifiedProblem(given, limits)
  if (unverified) changes.push(unverified)
  const messages = [
    ...backMessages(given, { view, who, lines: args.lines, from: args.from, approval, limits }),
    ...movedBack(given, args.lines, args.receipt),
    ...creditIssued(given, args.tenders, args.receipt ?? null),
  ]
  return { changes, messages, codes: unverified ? [...codes, 'unverified-above-limit'] : codes }
}

/** R29: what the terms allowed by the version that was known where it was done; what the tablet says of them is not asked. */
function limitsOf(given: Given<ReturnOperation>, view: View): UnverifiedLimits | undefined {
  const { operation } = given
  const isLoose = partsOf(operation.args).some(({ ref }) => ref === null)
  const told = operation.args.limits
  if (!isLoose || (told === undefined && !isOfCounter(given))) return undefined
  const terms = termsOf(view, told?.terms)
  if (terms === undefined) return told
  const { timesMax, periodDays, amountMax } = terms.returns.unverified
  return { terms: terms.version, timesMax, periodDays, amountMax }
}

function unverifiedProblem(
  given: Given<ReturnOperation>,
  limits: UnverifiedLimits | undefined,
): Change | undefined {
  const { args, id } = given.operation
  const loose = partsOf(args).find(({ ref }) => ref === null)
  if (loose === undefined || limits === undefined || loose.amount <= limits.amountMax) return undefined
  const max = limits.amountMax
  const receipt = args.receipt ?? id
  const own = factOf(given.operation, { is: 'return', number: receipt, amount: minus(loose.amount) })
  const found: Found = {
    code: 'unverified-above-limit',
    facts: [own, { is: 'terms', amount: minus(max) }],
    cost: loose.amount - max,
  }
  return flag(given, found, { receipt, refunded: loose.amount, max })
}

type BackWhat = {
  readonly view: View
  readonly who: Who | null
  readonly lines: ReturnArgs['lines']
  readonly from?: ReturnArgs['from']
  readonly approval: ApprovalAtHome
  readonly limits?: UnverifiedLimits | undefined
}

/** What came back, told to the receipts and timelines that it belongs to. */
export function backMessages(given: Given<BackOperation>, what: BackWhat): Message[] {
  const { operation } = given
  const { who, limits } = what
  const facts = returnedFacts(given, what)
  const parts = partsOf(what)
  const first = parts.find(({ ref }) => ref !== null)
  return parts.flatMap((part) => {
    return partMessages(given, part, {
      who,
      facts: part === first ? { ...facts, ...ways(operation) } : facts,
      limits: part.ref === null ? limits : undefined,
    })
  })
}

/** In an exchange the new goods are paid with what the old ones had been paid with; the rest goes back, when there is one. */
function ways({ kind, args }: BackOperation): Pick<Returned, 'tenders' | 'carried'> {
  const tenders = kind === 'return.complete' || args.total < 0 ? args.tenders : []
  const carried = kind === 'exchange.complete' ? (args.carried ?? []) : []
  return { ...(tenders.length > 0 ? { tenders } : {}), ...(carried.length > 0 ? { carried } : {}) }
}

type ReturnedFacts = Omit<Returned, 'lines'>

function returnedFacts(given: Given<BackOperation>, { view, approval }: BackWhat): ReturnedFacts {
  const { operation } = given
  const { id, staff } = operation
  const isApproved = approval.allowed.includes('self')
  const by = isApproved || approval.code !== undefined ? undefined : memberOfStaff(operation, view)
  return {
    op: id,
    home: homeOf(operation),
    revision: 1,
    ...(operation.kind === 'exchange.complete' ? { exchangedFor: id } : {}),
    ...(by === undefined || staff === undefined ? {} : { by, staff }),
    ...judgedBack(given, approval),
  }
}

/** R5: a part that names a receipt is told there; one without goes straight to the member. */
function partMessages(
  given: Given<BackOperation>,
  part: ReturnPart,
  {
    who,
    facts,
    limits,
  }: {
    readonly who: Who | null
    readonly facts: ReturnedFacts
    readonly limits: UnverifiedLimits | undefined
  },
): Message[] {
  const { operation, buckets } = given
  const home = homeOf(operation)
  const number = operation.args.receipt ?? operation.id
  const partId = part.ref === null ? operation.id : `${operation.id}/${part.ref}`
  const timeline: TimelinePut = {
    thread: part.ref ?? operation.id,
    entry: {
      id: partId,
      kind: 'return',
      at: operation.at.wall,
      date: operation.businessDate,
      where: home,
      amount: minus(part.amount),
      lineCount: part.lines.length + (part.coded?.length ?? 0),
      op: operation.id,
      revision: 1,
      ...(limits ? { unverified: { timesMax: limits.timesMax, periodDays: limits.periodDays, number } } : {}),
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
        ...(part.coded ? { coded: part.coded } : {}),
        ...(part.conditions && facts.judged ? { conditions: part.conditions } : {}),
        articles: part.articles,
        ...facts,
        ...(part.paidOut ? { paidOut: part.paidOut } : {}),
      },
      put: timeline,
      who,
    },
  ]
}
