import { isId } from '../../base/id.ts'
import { minus } from '../../domain/money.ts'
import { partsOf, type ReturnPart } from '../../domain/return.ts'
import { sumProblems } from '../../domain/sale.ts'
import type { TimelinePut } from '../../domain/timeline.ts'
import type { Who } from '../../domain/who.ts'
import { attributed } from '../address.ts'
import { type Applied, type Change, type Message, put, type Ticket, type View } from '../change.ts'
import { flag, type Given, homeOf, whoOf } from '../given.ts'
import type { ReturnOperation } from '../operation.ts'
import { receiptsScope } from '../scope.ts'
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
  const codes = [...sumProblems(args), ...(twice ? (['receipt-number-used-twice'] as const) : [])]
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
  const messages = partsOf(args).flatMap((part) => partMessages(given, part, who))
  return { changes, messages, codes }
}

/** R5: a part that names a receipt is told there; one without goes straight to the member. */
function partMessages(given: Given<ReturnOperation>, part: ReturnPart, who: Who | null): Message[] {
  const { operation, buckets } = given
  const home = homeOf(operation)
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
      lineCount: part.lines.length,
      op: operation.id,
      revision: 1,
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
      returned: { lines: part.lines, op: operation.id, home, revision: 1 },
      put: timeline,
      who,
    },
  ]
}
