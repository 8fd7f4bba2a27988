import type { DiscrepancyCode, Fact } from '../../domain/discrepancy.ts'
import { lineAmount } from '../../domain/line.ts'
import { MONEY_MAX } from '../../domain/money.ts'
import type { SaleArgs } from '../../domain/sale.ts'
import type { Ticket, View } from '../change.ts'
import { factOf, type Found, type Given, homeOf } from '../given.ts'
import type { ReturnOperation, SaleOperation } from '../operation.ts'

type TicketOperation = SaleOperation | ReturnOperation
type Sums = Pick<SaleArgs, 'lines' | 'tenders' | 'total'>

/** What broke a rule on a ticket, with what disagrees: the ticket, and what its own lines or payments say, or the other ticket. */
export function foundOnTicket(given: Given<TicketOperation>, code: DiscrepancyCode, view: View): Found {
  const { operation } = given
  const { args, kind } = operation
  const isSale = kind === 'sale.complete'
  const number = args.receipt === undefined ? {} : { number: args.receipt }
  const signed = (amount: number): number => {
    const within = Math.max(-MONEY_MAX, Math.min(MONEY_MAX, amount))
    return isSale ? within : 0 - within
  }
  const own = factOf(operation, { is: isSale ? 'sale' : 'return', ...number, amount: signed(args.total) })
  if (code === 'receipt-number-used-twice') {
    const other = view.get(homeOf(operation), 'ticket', args.receipt ?? operation.id)
    return { code, facts: other ? [ticketFact(other, homeOf(operation)), own] : [own] }
  }
  const said = saidOtherwise(args, code)
  if (!said) return { code, facts: [own] }
  return {
    code,
    facts: [own, { is: said.is, amount: signed(said.amount) }],
    // A customer who paid too little, or was given back too much.
    cost: signed(said.missing),
  }
}

type Otherwise = { readonly is: 'lines' | 'payments'; readonly amount: number; readonly missing: number }

/** What the ticket should have come to, and what was not taken of it. */
function saidOtherwise({ lines, tenders, total }: Sums, code: DiscrepancyCode): Otherwise | undefined {
  const stood = added(lines.map((line) => line.amount))
  const paid = added(tenders.map((tender) => tender.amount))
  switch (code) {
    case 'line-amount-differs': {
      const amount = added(lines.map(lineAmount))
      return { is: 'lines', amount, missing: amount - stood }
    }
    case 'total-differs':
      return { is: 'lines', amount: stood, missing: stood - total }
    case 'tenders-differ':
      return { is: 'payments', amount: paid, missing: total - paid }
    case 'change-differs': {
      const kept = tenders.map((one) => (one.kind === 'cash' ? one.tendered - one.change : one.amount))
      return { is: 'payments', amount: added(kept), missing: paid - added(kept) }
    }
    default:
      return undefined
  }
}

/** Not `sum`, which asserts: what does not add up may be of any size, and is told all the same. */
const added = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)

const ticketFact = ({ op, kind, number, staff, at, total }: Ticket, where: string): Fact => ({
  is: kind,
  op,
  where,
  at,
  amount: total,
  ...(number === null ? {} : { number }),
  ...(staff === null ? {} : { staff }),
})
