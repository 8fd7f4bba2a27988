import * as z from 'zod/mini'
import { type DiscrepancyCode } from './discrepancy.ts'
import { InvoiceArgs } from './invoice.ts'
import { Line, lineAmount, LINES_MAX, totalOf } from './line.ts'
import { type Money, MoneyText, NOTHING } from './money.ts'
import { ReceiptNumber } from './receipt.ts'
import { paidBy, Tender, TENDERS_MAX } from './tender.ts'
import { WhoArgs } from './who.ts'

export const SaleArgs = z.object({
  receipt: ReceiptNumber,
  who: z.optional(WhoArgs),
  lines: z.array(Line).check(z.minLength(1), z.maxLength(LINES_MAX)),
  tenders: z.array(Tender).check(z.maxLength(TENDERS_MAX)),
  total: MoneyText,
  invoice: z.optional(InvoiceArgs),
  /** The version of the chain's terms that it was sold under. */
  terms: z.optional(z.int().check(z.gte(1))),
})
export type SaleArgs = Readonly<z.infer<typeof SaleArgs>>

type Sums = Pick<SaleArgs, 'tenders' | 'total'> & {
  /** A line that gives back from a receipt costs what is refunded for it, and not its price: the receipt watches over that (R4). */
  readonly lines: readonly (Line & { readonly of?: unknown })[]
}

/**
 * What does not add up in a sale or a return. A fact is never refused: each of these becomes a discrepancy. `besides` is what was
 * paid for other things than the lines.
 */
export function sumProblems(args: Sums, besides: Money = NOTHING): DiscrepancyCode[] {
  const problems: DiscrepancyCode[] = []
  if (args.lines.some((line) => line.of === undefined && lineAmount(line) !== line.amount))
    problems.push('line-amount-differs')
  if (totalOf(args.lines) + besides !== args.total) problems.push('total-differs')
  if (paidBy(args.tenders) !== args.total) problems.push('tenders-differ')
  if (
    args.tenders.some((tender) => tender.kind === 'cash' && tender.tendered - tender.change !== tender.amount)
  ) {
    problems.push('change-differs')
  }
  return problems
}
