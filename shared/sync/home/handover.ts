import { approvalNeeds } from '../../domain/approval.ts'
import type { DiscrepancyCode, Fact } from '../../domain/discrepancy.ts'
import type { BackLine } from '../../domain/line.ts'
import { totalOf } from '../../domain/line.ts'
import { money, NOTHING } from '../../domain/money.ts'
import { type Handover, orderLine, partOf, type Pickup } from '../../domain/pickup.ts'
import type { HandoverArgs } from '../../domain/pickup-args.ts'
import { stateAfter } from '../../domain/pickup-state.ts'
import { beside, dueFor, worthOf } from '../../domain/pickup-units.ts'
import { NO_PROOFS, proofFor } from '../../domain/proof.ts'
import { goodsMoves } from '../../domain/shelf.ts'
import { sumProblems } from '../../domain/sale.ts'
import { upTo } from '../../domain/tender.ts'
import type { Terms } from '../../domain/terms.ts'
import type { TimelinePut } from '../../domain/timeline.ts'
import type { Who } from '../../domain/who.ts'
import { attributed } from '../address.ts'
import { type Applied, type Change, type Message, put, type Ticket, type View } from '../change.ts'
import { handoverFact, orderFact } from '../facts.ts'
import { discrepancyKey, flag, type Found, type Given, homeOf, whoOf } from '../given.ts'
import type { HandoverOperation } from '../operation.ts'
import { receiptsScope } from '../scope.ts'
import { toShop } from '../tell-shop.ts'
import { creditsSpent } from './credit.ts'
import { endedHere } from './ended-here.ts'
import { approvalFact, foundOnTicket } from './found.ts'
import { holdAt, leaseFlag } from './lease-flag.ts'
import { moved } from './moved.ts'
import { codesOf, conflictChanges, pickupMessages, settledPickup } from './pickup-told.ts'
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
  const { id: op, at } = operation
  const store = homeOf(operation)
  const before = pickup ?? placeholder(operation)
  const state = stateAfter(before.state, 'handover') ?? before.state
  const handover = handoverOf(operation)
  const stepped: Pickup = {
    ...before,
    state,
    lines: [...before.lines, ...beside(before.lines, operation.args.lines)],
    handovers: { ...before.handovers, [op]: handover },
    ops: [...before.ops, op],
  }
  const cause = { op, at: at.wall, receivedAt, seq }
  const after = settledPickup(pickup, stepped, cause)
  const flags = pickup ? handoverFlags(given, pickup, rules) : unknownFlag(given)
  const conflicts = conflictChanges(store, pickup, after)
  const lease = leaseFlag(given, view, { pickup, after })
  const told = pickupMessages({ store, kind: 'handover', cause }, pickup, after)
  const params = { part: after.part, isAll: Number(after.state === 'collected'), paid: handover.paid }
  const tell = { is: 'collected' as const, lines: handover.lines, amount: NOTHING, params }
  return {
    changes: [put(store, 'pickup', [after.key, after]), ...flags.changes, ...lease.changes, ...conflicts],
    messages: [
      ...told,
      ...(pickup ? toShop(after, tell, { op, at: at.wall }) : []),
      ...(pickup ? endedHere(given, pickup, after) : []),
    ],
    codes: [...flags.codes, ...lease.codes, ...codesOf(conflicts)],
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

type Flags = { readonly changes: readonly Change[]; readonly codes: readonly DiscrepancyCode[] }

/** Named until the order comes. */
function unknownFlag(given: Given<HandoverOperation>): Flags {
  const code = 'pickup-unknown'
  const { pickup } = given.operation.args
  const { ref: op, lines } = given.operation.args
  const facts = [handedFact(given), { is: 'order', op }]
  const { value } = flag(given, { code, facts, cost: totalOf(lines) }, { pickup })
  const key = discrepancyKey(code, pickup)
  // Trusted: `flag` makes a discrepancy's row.
  return { changes: [put(homeOf(given.operation), 'discrepancy', [key, value as never])], codes: [code] }
}

const handedFact = ({ operation }: Given<HandoverOperation>, number = operation.args.pickup): Fact =>
  handoverFact(homeOf(operation), number, handoverOf(operation))

/** R35, R50: the proof that the value asks for, who allowed it otherwise, and what is due. */
function handoverFlags(given: Given<HandoverOperation>, pickup: Pickup, rules: Rules): Flags {
  const { args } = given.operation
  const { terms, isApproved } = rules
  const { number } = pickup
  const reason = args.exception ?? '-'
  const own = handedFact(given, number)
  const order = orderFact(pickup)
  const worth = totalOf(args.lines)
  const unapproved = { facts: [order, own, approvalFact(given.operation)], cost: worth }
  const found: (readonly [Found, Readonly<Record<string, string>>])[] = []
  // By the worth of the whole: in small parts, or by prices of its own, a dear order would leave with little proof.
  const asked = proofFor(money(Math.max(worth, worthOf(pickup))), terms)
  const needs = approvalNeeds({ is: 'handover', shown: args.proof, asked, hold: holdAt(given, pickup) })
  if (needs.includes('proof') && !isApproved)
    found.push([
      { code: 'proof-too-weak', ...unapproved },
      { number, reason },
    ])
  else if (needs.length > 0 && !isApproved)
    found.push([{ code: 'approval-missing', ...unapproved }, { receipt: number }])
  const [paid, due] = [args.paid?.due ?? NOTHING, dueFor(pickup, args.lines)]
  if (!pickup.isPaid && paid !== due) {
    const facts = [
      { ...order, amount: due },
      { ...own, amount: paid },
    ]
    found.push([{ code: 'handover-sum-differs', facts, cost: due - paid }, { number }])
  }
  // Another store was asked meanwhile, and may send it as well.
  if (pickup.state === 'declined')
    found.push([{ code: 'given-after-decline', facts: [order, own], cost: worth }, { number }])
  return {
    changes: found.map(([one, params]) => flag(given, one, params)),
    codes: found.map(([{ code }]) => code),
  }
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

/** A substitute is given back as what it stands for: the order's receipt has no line of its own for it. */
function handedMessage({ operation, buckets }: Given<HandoverOperation>): Message {
  const { args, id, at, businessDate: date } = operation
  const lines = args.lines.map(({ line, quantity, amount }): BackLine => ({
    line: orderLine(line),
    quantity,
    amount,
  }))
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
