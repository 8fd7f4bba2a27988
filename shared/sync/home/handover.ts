import { discrepancy, type DiscrepancyCode } from '../../domain/discrepancy.ts'
import { totalOf } from '../../domain/line.ts'
import { NOTHING } from '../../domain/money.ts'
import { type Account, type Handover, partOf, type Pickup } from '../../domain/pickup.ts'
import type { HandoverArgs } from '../../domain/pickup-args.ts'
import { handedLine } from '../../domain/pickup-units.ts'
import { NO_PROOFS } from '../../domain/proof.ts'
import { goodsMoves } from '../../domain/shelf.ts'
import { sumProblems } from '../../domain/sale.ts'
import { upTo } from '../../domain/tender.ts'
import type { Terms } from '../../domain/terms.ts'
import type { TimelinePut } from '../../domain/timeline.ts'
import type { Who } from '../../domain/who.ts'
import { attributed } from '../address.ts'
import { type Applied, type Change, type Message, put, type Ticket, type View } from '../change.ts'
import { handoverFact } from '../facts.ts'
import { discrepancyKey, flag, type Given, homeOf, whoOf } from '../given.ts'
import type { HandoverOperation } from '../operation.ts'
import { receiptsScope } from '../scope.ts'
import { creditsSpent } from './credit.ts'
import { endedHere } from './ended-here.ts'
import { foundOnTicket } from './found.ts'
import { judgeHandover, withHandover } from './judge-handover.ts'
import { leaseKey, serverTimeOf } from './lease-flag.ts'
import { moved } from './moved.ts'
import { type Cause, codesOf, pickupMessages, settledPickup } from './pickup-told.ts'
import { isTaken, ticketKey, unitsOf } from './sale.ts'

export const handoverTicket = ({ args, id }: HandoverOperation): string => args.receipt ?? id

type Rules = { readonly terms: Terms; readonly isApproved: boolean }
type Known = Rules & { readonly pickup: Pickup | null }

/**
 * R32: goods changed hands: a fact, whatever the pickup's row says. Home: the pickup and a ticket. Onward: the order's receipt
 * counts the days from here; what was bought besides is a sale of its own under the operation's id.
 */
export function applyHandover(
  given: Given<HandoverOperation>,
  view: View,
  { pickup, ...rules }: Known,
): Applied {
  const { operation } = given
  const { args, id } = operation
  const home = homeOf(operation)
  const who = whoOf(given, args.who) ?? pickup?.who ?? null
  const number = handoverTicket(operation)
  const twice = isTaken(view.get(home, 'ticket', number), id)
  const codes: DiscrepancyCode[] = [
    ...moneyProblems(args),
    ...(twice ? (['receipt-number-used-twice'] as const) : []),
  ]
  const changes: Change[] = [
    put(home, 'ticket', [ticketKey(number, id, twice), ticketOf(given, who)]),
    ...codes.map((code) => flag(given, foundOnTicket(given, code, view), { receipt: number })),
  ]
  const spent = creditsSpent(given, args.paid?.tenders ?? [])
  const messages = [handedMessage(given), ...besides(given, who), ...spent]
  if (pickup?.ops.includes(id)) return { changes, messages, codes }
  const handed = handOver(given, view, { pickup, ...rules })
  return {
    changes: [...changes, ...handed.changes],
    messages: [...messages, ...handed.messages],
    codes: [...codes, ...handed.codes],
  }
}

function handOver(given: Given<HandoverOperation>, view: View, { pickup, ...rules }: Known): Applied {
  const { operation, receivedAt, seq } = given
  const { id: op, at, businessDate: date } = operation
  const store = homeOf(operation)
  const cause = { op, at: at.wall, date, receivedAt, seq }
  const handing = { handover: handoverOf(operation), account: accountOf(given, rules), terms: rules.terms }
  if (pickup === null || pickup.from === '') return kept(given, pickup, { ...handing, cause })
  const isLeaseNamed = Boolean(view.get(store, 'discrepancy', leaseKey(pickup.key)))
  const { after, flags, tells } = judgeHandover(pickup, handing, { store, cause, isLeaseNamed })
  return {
    changes: [put(store, 'pickup', [after.key, after]), ...flags],
    messages: [
      ...pickupMessages({ store, kind: 'handover', cause }, pickup, after),
      ...tells,
      ...endedHere(given, pickup, after),
    ],
    codes: codesOf(flags),
  }
}

/** R32, R50: as long as its order has not come, nothing can be said of it but that. */
function kept(
  given: Given<HandoverOperation>,
  pickup: Pickup | null,
  { handover, account, cause }: { handover: Handover; account: Account; cause: Cause },
): Applied {
  const { operation } = given
  const store = homeOf(operation)
  const before = pickup ?? placeholder(operation)
  const stepped = withHandover(before, { handover, account })
  const unjudged = { ...before.unjudged, [operation.id]: account }
  const after = settledPickup(pickup, { ...stepped, unjudged }, cause)
  const flags = pickup === null ? unknownFlag(given) : []
  return {
    changes: [put(store, 'pickup', [after.key, after]), ...flags],
    messages: pickupMessages({ store, kind: 'handover', cause }, pickup, after),
    codes: codesOf(flags),
  }
}

function accountOf(given: Given<HandoverOperation>, { terms, isApproved }: Rules): Account {
  const { args } = given.operation
  const device = given.device ?? args.device
  const { approver } = given.operation
  return {
    lines: args.lines,
    reason: args.exception ?? '-',
    ...(approver === undefined ? {} : { approver }),
    isApproved,
    unleased: args.unleased ?? false,
    ...(device === undefined ? {} : { device }),
    when: serverTimeOf(given),
    terms: terms.version,
  }
}

function handoverOf({ id, at, args, businessDate, staff, register }: HandoverOperation): Handover {
  return {
    op: id,
    at: at.wall,
    date: businessDate,
    lines: args.lines.map(({ line, quantity, amount }) => ({ line, quantity, amount })),
    staff: staff ?? null,
    register: register ?? null,
    proof: args.proof,
    delegate: args.delegate ?? false,
    receipt: args.receipt ?? null,
    paid: args.paid?.due ?? NOTHING,
  }
}

/** What stands for a pickup whose order has not arrived: it was handed over, and nothing is left. */
function placeholder({ args, at, id }: HandoverOperation): Pickup {
  const counted = { picked: 0, cancelled: 0, withdrawn: 0, expired: 0 }
  return {
    key: args.pickup,
    ref: args.ref,
    part: partOf(args.pickup),
    kind: 'collect',
    number: args.receipt ?? id,
    from: '',
    order: '',
    revision: 0,
    turn: 0,
    version: 0,
    placedAt: at.wall,
    who: null,
    buyer: null,
    proofs: NO_PROOFS,
    isPaid: true,
    due: NOTHING,
    lines: args.lines.map((line) => ({ ...line, ...counted })),
    state: 'collected',
    shelf: null,
    readyAt: null,
    keptUntil: null,
    remindedAt: null,
    lease: null,
    handovers: {},
    shipments: {},
    endedAt: null,
    ops: [],
  }
}

/** Named until the order comes. */
function unknownFlag(given: Given<HandoverOperation>): Change[] {
  const code = 'pickup-unknown'
  const { pickup } = given.operation.args
  const { id, at, args } = given.operation
  const store = homeOf(given.operation)
  const own = handoverFact(store, pickup, handoverOf(given.operation))
  const about = {
    op: id,
    at: at.wall,
    facts: [own, { is: 'order', op: args.ref }],
    cost: totalOf(args.lines),
  }
  return [put(store, 'discrepancy', [discrepancyKey(code, pickup), discrepancy(code, about, { pickup })])]
}

function moneyProblems(args: HandoverArgs): DiscrepancyCode[] {
  if (args.paid === undefined) return []
  const { more, tenders, total, due } = args.paid
  return sumProblems({ lines: more, tenders, total }, due)
}

function ticketOf({ operation }: Given<HandoverOperation>, who: Who | null): Ticket {
  const { args, id } = operation
  const more = args.paid?.more ?? []
  return {
    op: id,
    kind: 'handover',
    number: args.receipt ?? null,
    businessDate: operation.businessDate,
    at: operation.at.wall,
    staff: operation.staff ?? null,
    register: operation.register ?? null,
    who,
    total: args.paid?.total ?? NOTHING,
    lineCount: args.lines.length + more.length,
    units: unitsOf(args.lines) + unitsOf(more),
  }
}

/** The order's receipt has no line of its own for a substitute: it stands with the line that it left for. */
function handedMessage({ operation, buckets }: Given<HandoverOperation>): Message {
  const { args, id, at, businessDate: date } = operation
  const lines = args.lines.map((one) => handedLine(one, one))
  const tenders = args.paid ? upTo(args.paid.tenders, args.paid.due) : []
  return {
    to: receiptsScope(args.ref, buckets),
    is: 'handed',
    ref: args.ref,
    id,
    handed: { at: at.wall, date, lines, ...(tenders.length > 0 ? { tenders } : {}) },
  }
}

/** What was bought into the same ticket: a purchase of its own, with its own receipt and thread. */
function besides(given: Given<HandoverOperation>, who: Who | null): Message[] {
  const { operation, buckets, receivedAt } = given
  const { args, id, at, businessDate } = operation
  const { paid, receipt } = args
  if (paid === undefined || paid.more.length === 0) return []
  const where = homeOf(operation)
  const told: TimelinePut = {
    thread: id,
    entry: {
      id,
      kind: 'sale',
      at: at.wall,
      date: businessDate,
      where,
      amount: totalOf(paid.more),
      lineCount: paid.more.length,
      op: id,
      revision: 1,
    },
    visit: where,
    receivedAt,
  }
  return [
    {
      to: receiptsScope(id, buckets),
      is: 'receipt',
      receipt: {
        ref: id,
        lines: paid.more,
        number: receipt ?? null,
        where,
        at: at.wall,
        businessDate,
        who,
        tenders: paid.tenders,
        ...(paid.terms === undefined ? {} : { terms: paid.terms }),
        ...(paid.invoice?.ban === undefined ? {} : { ban: paid.invoice.ban }),
        revision: 1,
        returned: {},
      },
    },
    ...moved(given, { kind: 'sale', number: receipt, part: 1 }, goodsMoves(paid.more, -1)),
    ...attributed(who, told, buckets),
  ]
}
