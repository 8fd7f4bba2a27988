import type { Entry } from '../../domain/timeline.ts'
import { type SaleArgs, sumProblems } from '../../domain/sale.ts'
import { attributed } from '../address.ts'
import { goodsMoves } from '../../domain/shelf.ts'
import { type Applied, type Change, type Message, put, type Ticket, type View } from '../change.ts'
import { flag, type Given, homeOf, whoOf } from '../given.ts'
import type { SaleOperation } from '../operation.ts'
import { receiptsScope } from '../scope.ts'
import { creditsSpent } from './credit.ts'
import { moved } from './moved.ts'
import { foundOnTicket } from './found.ts'

/** Home: a ticket in the store's journal. Onward: the receipt, for returns anywhere; the member's timeline. */
export function applySale(given: Given<SaleOperation>, view: View): Applied {
  const { operation, buckets, receivedAt } = given
  const { args, id } = operation
  const home = homeOf(operation)
  const who = whoOf(given, args.who)
  const twice = isTaken(view.get(home, 'ticket', args.receipt), id)
  const codes = [...sumProblems(args), ...(twice ? (['receipt-number-used-twice'] as const) : [])]
  const ticket: Ticket = {
    op: id,
    kind: 'sale',
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
  const changes: Change[] = [
    put(home, 'ticket', [ticketKey(args.receipt, id, twice), ticket]),
    ...codes.map((code) => flag(given, foundOnTicket(given, code, view), { receipt: args.receipt })),
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
        ...(args.invoice?.ban === undefined ? {} : { ban: args.invoice.ban }),
        ...(args.terms === undefined ? {} : { terms: args.terms }),
        revision: 1,
        returned: {},
      },
    },
    ...creditsSpent(given, args.tenders),
    ...attributed(who, { thread: id, entry: entryOf(operation, args), visit: home, receivedAt }, buckets),
    ...moved(given, { kind: 'sale', number: args.receipt }, goodsMoves(args.lines, -1)),
  ]
  return { changes, messages, codes }
}

function entryOf(operation: SaleOperation, args: SaleArgs): Entry {
  return {
    id: operation.id,
    kind: 'sale',
    at: operation.at.wall,
    date: operation.businessDate,
    where: homeOf(operation),
    amount: args.total,
    lineCount: args.lines.length,
    op: operation.id,
    revision: 1,
  }
}

export const unitsOf = (lines: readonly { readonly quantity: number }[]): number =>
  lines.reduce((units, line) => units + line.quantity, 0)

/** A copied tablet can print a number again: the second ticket is kept beside the first. */
export const ticketKey = (number: string, op: string, taken: boolean): string =>
  taken ? `${number}~${op}` : number

export const isTaken = (ticket: Ticket | null | undefined, op: string): boolean =>
  ticket !== null && ticket !== undefined && ticket.op !== op
