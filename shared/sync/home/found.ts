import type { DiscrepancyCode, Fact } from '../../domain/discrepancy.ts'
import { dueLater } from '../../domain/allocation.ts'
import { type Line, lineAmount } from '../../domain/line.ts'
import { MONEY_MAX, NOTHING } from '../../domain/money.ts'
import type { Tender } from '../../domain/tender.ts'
import type { Ticket, View } from '../change.ts'
import { factOf, type Found, type Given, homeOf } from '../given.ts'
import type {
  ExchangeOperation,
  HandoverOperation,
  PlaceOperation,
  ReturnOperation,
  SaleOperation,
} from '../operation.ts'

type TicketOperation =
  | SaleOperation
  | ReturnOperation
  | ExchangeOperation
  | PlaceOperation
  | HandoverOperation

/** What broke a rule on a ticket, with what disagrees: the ticket, and what its own lines or payments say, or the other ticket. */
export function foundOnTicket(given: Given<TicketOperation>, code: DiscrepancyCode, view: View): Found {
  const { operation } = given
  const { args } = operation
  const number = args.receipt === undefined ? {} : { number: args.receipt }
  const sums = sumsOf(operation)
  const own = factOf(operation, { is: sums.is, ...number, amount: within(sums.way * sums.total) })
  if (code === 'receipt-number-used-twice') {
    const other = view.get(homeOf(operation), 'ticket', args.receipt ?? operation.id)
    // Both were taken and given: the number alone costs nothing.
    return { code, facts: other ? [ticketFact(other, homeOf(operation)), own] : [own], cost: 0 }
  }
  if (code === 'approval-missing' || code === 'returned-to-self')
    return { code, facts: [own, approvalFact(operation)], cost: within(sums.back) }
  const said = saidOtherwise(sums, code)
  if (!said) return { code, facts: [own] }
  return {
    code,
    facts: [own, { is: said.is, amount: within(said.amount) }],
    // A customer who paid too little, or was given back too much.
    cost: within(said.missing),
  }
}

/** Whoever stands for it by their PIN; nobody, when it says nobody. */
export const approvalFact = ({ approver }: { readonly approver?: string | undefined }): Fact => ({
  is: 'approval',
  ...(approver === undefined ? {} : { staff: approver }),
})

/** One that gives back from a receipt costs what is refunded for it, and not its price. */
type TicketLine = Line & { readonly of?: unknown }

type Sums = {
  readonly is: 'sale' | 'return' | 'exchange' | 'order' | 'pickup'
  readonly lines: readonly TicketLine[]
  /** What the total counts beside the lines. */
  readonly beside: number
  /** What is given back for goods. */
  readonly back: number
  readonly tenders: readonly Tender[]
  readonly total: number
  /** Below zero the lines, or the payments, are given and not taken. */
  readonly way: 1 | -1
  readonly payWay: 1 | -1
}

function sumsOf(operation: TicketOperation): Sums {
  const way = { back: 0, way: 1, payWay: 1 } as const
  switch (operation.kind) {
    case 'sale.complete':
      return { is: 'sale', beside: 0, ...way, ...operation.args }
    case 'return.complete': {
      const { args } = operation
      return { is: 'return', beside: 0, back: amountIn(args.lines), way: -1, payWay: -1, ...args }
    }
    case 'exchange.complete': {
      const { back, lines, tenders, total } = operation.args
      const given = amountIn(back)
      const payWay = total < 0 ? -1 : 1
      return { is: 'exchange', lines, tenders, total, beside: -given, back: given, way: 1, payWay }
    }
    case 'order.place':
      return { is: 'order', beside: -dueLater(operation.args), ...way, ...operation.args }
    case 'pickup.handover': {
      const { more = [], tenders = [], total = NOTHING, due = NOTHING } = operation.args.paid ?? {}
      return { is: 'pickup', lines: more, tenders, total, beside: due, ...way }
    }
  }
}

type Otherwise = { readonly is: 'lines' | 'payments'; readonly amount: number; readonly missing: number }

/** What the ticket should have come to, and what was not taken of it. */
function saidOtherwise(sums: Sums, code: DiscrepancyCode): Otherwise | undefined {
  const { lines, beside, tenders, total, way, payWay } = sums
  const stood = amountIn(lines) + beside
  const paid = payWay * amountIn(tenders)
  switch (code) {
    case 'line-amount-differs': {
      const amount =
        added(lines.map((line) => (line.of === undefined ? lineAmount(line) : line.amount))) + beside
      return { is: 'lines', amount: way * amount, missing: way * (amount - stood) }
    }
    case 'total-differs':
      return { is: 'lines', amount: way * stood, missing: way * (stood - total) }
    case 'tenders-differ':
      return { is: 'payments', amount: paid, missing: way * total - paid }
    case 'change-differs': {
      const kept = tenders.map((one) => (one.kind === 'cash' ? one.tendered - one.change : one.amount))
      return { is: 'payments', amount: payWay * added(kept), missing: paid - payWay * added(kept) }
    }
    default:
      return undefined
  }
}

/** Not `sum`, which asserts: what does not add up may be of any size, and is told all the same. */
const added = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)

const amountIn = (all: readonly { readonly amount: number }[]): number =>
  added(all.map(({ amount }) => amount))

/** The bound of what a fact can hold, and no zero below zero. */
const within = (amount: number): number => 0 + Math.max(-MONEY_MAX, Math.min(MONEY_MAX, amount))

const ticketFact = ({ op, kind, number, staff, at, total }: Ticket, where: string): Fact => ({
  is: kind === 'handover' ? 'pickup' : kind,
  op,
  where,
  at,
  amount: total,
  ...(number === null ? {} : { number }),
  ...(staff === null ? {} : { staff }),
})
