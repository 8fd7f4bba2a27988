import type { DiscrepancyCode } from '../../domain/discrepancy.ts'
import { type ExchangeArgs, exchangeTotal } from '../../domain/exchange.ts'
import { totalOf } from '../../domain/line.ts'
import { money } from '../../domain/money.ts'
import type { Receipt } from '../../domain/receipt.ts'
import { sumProblems } from '../../domain/sale.ts'
import type { TimelinePut } from '../../domain/timeline.ts'
import { attributed } from '../address.ts'
import { type Applied, type Change, type Message, put, type Ticket, type View } from '../change.ts'
import { flag, type Given, homeOf, whoOf } from '../given.ts'
import type { ExchangeOperation } from '../operation.ts'
import { receiptsScope } from '../scope.ts'
import { approvalAtHome } from './approval.ts'
import { creditIssued, creditsSpent } from './credit.ts'
import { foundOnTicket } from './found.ts'
import { movedBack, movedOut } from './move.ts'
import { backMessages } from './return.ts'
import { isTaken, ticketKey, unitsOf } from './sale.ts'

/**
 * R27: a return and a sale on one ticket. Home: the ticket with the net amount. Onward: the receipts that are given back from, and a
 * receipt of its own for the new goods; each names the other.
 */
export function applyExchange(given: Given<ExchangeOperation>, view: View): Applied {
  const { operation } = given
  const { args, id } = operation
  const home = homeOf(operation)
  const who = whoOf(given, args.who)
  const twice = isTaken(view.get(home, 'ticket', args.receipt), id)
  const approval = approvalAtHome(given, view)
  const codes: DiscrepancyCode[] = [
    ...exchangeProblems(args),
    ...(twice ? (['receipt-number-used-twice'] as const) : []),
    ...(approval.code ? [approval.code] : []),
  ]
  const ticket: Ticket = {
    op: id,
    kind: 'exchange',
    number: args.receipt,
    businessDate: operation.businessDate,
    at: operation.at.wall,
    staff: operation.staff ?? null,
    register: operation.register ?? null,
    who,
    total: args.total,
    lineCount: args.lines.length + args.back.length,
    units: unitsOf(args.lines) - unitsOf(args.back),
  }
  const changes: Change[] = [
    put(home, 'ticket', [ticketKey(args.receipt, id, twice), ticket]),
    ...codes.map((code) =>
      flag(given, foundOnTicket(given, code, view), {
        receipt: args.receipt,
        ...(code === 'returned-to-self' ? { staff: operation.staff ?? '?' } : {}),
      }),
    ),
  ]
  const messages: Message[] = [
    ...backMessages(given, { view, who, lines: args.back, from: args.from, approval }),
    { to: receiptsScope(id, given.buckets), is: 'receipt', receipt: newReceipt(given) },
    ...attributed(who, saleEntry(given), given.buckets),
    ...movedBack(given, args.back, args.receipt),
    ...movedOut(given, args.lines, args.receipt),
    ...(args.total < 0 ? creditIssued(given, args.tenders, args.receipt) : creditsSpent(given, args.tenders)),
  ]
  return { changes, messages, codes }
}

function exchangeProblems({ back, lines, tenders, total }: ExchangeArgs): DiscrepancyCode[] {
  const problems = sumProblems({ lines, tenders, total: money(Math.abs(total)) })
  // The lines alone are not the total here.
  const others = problems.filter((code) => code !== 'total-differs')
  return exchangeTotal(back, lines) === total ? others : [...others, 'total-differs']
}

/** What was paid for the new goods: first what the old ones had been paid with, then what was taken now. */
function newReceipt(given: Given<ExchangeOperation>): Receipt {
  const { operation } = given
  const { args, id } = operation
  return {
    ref: id,
    lines: args.lines,
    number: args.receipt,
    where: homeOf(operation),
    at: operation.at.wall,
    businessDate: operation.businessDate,
    who: whoOf(given, args.who),
    tenders: [...(args.carried ?? []), ...(args.total > 0 ? args.tenders : [])],
    ...(args.invoice?.ban === undefined ? {} : { ban: args.invoice.ban }),
    ...(args.terms === undefined ? {} : { terms: args.terms }),
    exchangedFor: [...new Set(args.back.flatMap(({ of }) => of?.ref ?? args.from?.ref ?? []))],
    revision: 1,
    returned: {},
  }
}

function saleEntry(given: Given<ExchangeOperation>): TimelinePut {
  const { operation, receivedAt } = given
  const { args, id } = operation
  const home = homeOf(operation)
  const entry = {
    id,
    kind: 'sale',
    at: operation.at.wall,
    date: operation.businessDate,
    where: home,
    amount: totalOf(args.lines),
    lineCount: args.lines.length,
    op: id,
    revision: 1,
  } as const
  return { thread: id, entry, visit: home, receivedAt }
}
