import { dueLater } from '../../domain/allocation.ts'
import type { DiscrepancyCode } from '../../domain/discrepancy.ts'
import { type BackLine, totalOf } from '../../domain/line.ts'
import { minus, money } from '../../domain/money.ts'
import type { OrderArgs } from '../../domain/order.ts'
import { pickupKey } from '../../domain/pickup.ts'
import { shareOf } from '../../domain/pickup-units.ts'
import { paidForLines } from '../../domain/refund.ts'
import { goodsMoves } from '../../domain/shelf.ts'
import { sumProblems } from '../../domain/sale.ts'
import type { TimelinePut } from '../../domain/timeline.ts'
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
import type { PlaceOperation } from '../operation.ts'
import { receiptsScope, type Scope, storeScope } from '../scope.ts'
import { allocateNeeds, type AllocateMessage, deliverAllocate } from '../target/pickup.ts'
import { allocate } from './allocate.ts'
import { creditsSpent } from './credit.ts'
import { foundOnTicket } from './found.ts'
import { moved } from './moved.ts'
import { promisedIn } from './order.ts'
import { isTaken, ticketKey, unitsOf } from './sale.ts'

/**
 * R33: an order that a counter takes. Home: the order, a ticket with what was paid now. Onward: its parts to their stores, its
 * receipt, and one entry in its buyer's thread; what was carried out at once left the shelf here.
 */
export function applyPlace(given: Given<PlaceOperation>, view: View): Applied {
  const { operation, buckets } = given
  const { args, id } = operation
  const home = homeOf(operation)
  const who = whoOf(given, args.who)
  const twice = isTaken(view.get(home, 'ticket', args.receipt), id)
  const codes: DiscrepancyCode[] = [
    ...sumProblems(args, minus(dueLater(args))),
    ...(twice ? (['receipt-number-used-twice'] as const) : []),
  ]
  const known = view.get(home, 'order', id) ?? null
  const order = orderOf(operation)
  const told = allocate(given, view, { order, key: id, number: args.receipt, ref: id, who, known })
  // What the stores have told since stays: the operation may be laid over rows that contain it.
  const row = known ?? { op: id, order, net: totalOf(args.lines), parts: told.parts }
  // What is collected here is here at once: its next step may stand in the same batch, before any message is carried.
  const here = told.messages.filter((message) => isHere(message, home))
  const own = here.map((message) => deliverAllocate(message, view))
  const changes: Change[] = [
    put(home, 'order', [id, row]),
    put(home, 'ticket', [ticketKey(args.receipt, id, twice), ticketOf(operation, who)]),
    ...codes.map((code) => flag(given, foundOnTicket(given, code, view), { receipt: args.receipt })),
    ...told.changes,
    ...own.flatMap((effects) => effects.changes),
  ]
  const messages: Message[] = [
    {
      to: receiptsScope(id, buckets),
      is: 'receipt',
      receipt: {
        ref: id,
        lines: args.lines,
        number: args.receipt,
        where: home,
        at: operation.at.wall,
        businessDate: operation.businessDate,
        who,
        tenders: args.tenders,
        ...(args.terms === undefined ? {} : { terms: args.terms }),
        ...(args.invoice?.ban === undefined ? {} : { ban: args.invoice.ban }),
        ...promisedIn({ ...args, cancellations: [] }),
        revision: 1,
        returned: {},
      },
    },
    ...creditsSpent(given, args.tenders),
    ...attributed(who, entryOf(given), buckets),
    ...carriedOut(given),
    ...told.messages.filter((message) => !isHere(message, home)),
    ...own.flatMap((effects) => effects.messages),
  ]
  return { changes, messages, codes: [...codes, ...told.codes] }
}

const isHere = (message: Message, home: Scope): message is AllocateMessage =>
  message.is === 'allocate' && message.to === home

/** The rows that the parts which are collected in this store are written to. */
export function ownNeeds(operation: PlaceOperation): RowKey[] {
  const home = homeOf(operation)
  return operation.args.parts
    .filter(({ store }) => storeScope(store) === home)
    .flatMap(({ part }) => allocateNeeds(home, pickupKey(operation.id, part)))
}

function orderOf({ args, at, businessDate }: PlaceOperation): OrderArgs {
  return {
    externalId: args.receipt,
    revision: 1,
    placedAt: at.wall,
    placedOn: businessDate,
    ...(args.who ? { who: args.who } : {}),
    lines: args.lines,
    payments: [],
    cancellations: [],
    refunds: [],
    parts: args.parts,
    ...(args.contact === undefined ? {} : { contact: args.contact }),
  }
}

function ticketOf(operation: PlaceOperation, who: Ticket['who']): Ticket {
  const { args, id } = operation
  return {
    op: id,
    kind: 'order',
    number: args.receipt,
    businessDate: operation.businessDate,
    at: operation.at.wall,
    staff: operation.staff ?? null,
    register: operation.register ?? null,
    who,
    total: args.total,
    lineCount: args.lines.length,
    units: unitsOf(args.lines),
  }
}

function entryOf({ operation, receivedAt }: Given<PlaceOperation>): TimelinePut {
  const { args, id, at, businessDate } = operation
  const where = homeOf(operation)
  return {
    thread: id,
    entry: {
      id,
      kind: 'order',
      at: at.wall,
      date: businessDate,
      where,
      amount: totalOf(args.lines),
      lineCount: args.lines.length,
      op: id,
      revision: 1,
    },
    visit: where,
    receivedAt,
  }
}

/** What is in no part goes with the buyer: sold here, and handed over now. */
function carriedOut(given: Given<PlaceOperation>): Message[] {
  const { operation, buckets } = given
  const { args, id, at, businessDate: date } = operation
  const paid = paidForLines(args.lines)
  const lines = args.lines.flatMap((line, number): BackLine[] => {
    if (line.kind === 'discount') return []
    const later = args.parts
      .flatMap((part) => part.lines)
      .reduce((units, one) => units + (one.line === number ? one.quantity : 0), 0)
    const quantity = line.quantity - later
    if (quantity <= 0) return []
    const amount = paid[number] ?? line.amount
    return [{ line: number, quantity, amount: money(amount - shareOf({ ...line, amount }, later)) }]
  })
  if (lines.length === 0) return []
  const goods = lines.flatMap(({ line, quantity }) => {
    const sold = args.lines[line]
    return sold ? [{ ...sold, quantity }] : []
  })
  return [
    {
      to: receiptsScope(id, buckets),
      is: 'handed',
      ref: id,
      id,
      handed: { at: at.wall, date, lines },
    },
    ...moved(given, { kind: 'sale', number: args.receipt }, goodsMoves(goods, -1)),
  ]
}
