import * as z from 'zod/mini'
import { InvoiceArgs } from './invoice.ts'
import { CodedFrom } from './coded.ts'
import { Line, LINES_MAX, totalOf } from './line.ts'
import { type Money, money, MoneyText } from './money.ts'
import { ReceiptNumber } from './receipt.ts'
import { Approval, ReturnLine } from './return.ts'
import { Tender, TENDERS_MAX } from './tender.ts'
import { WhoArgs } from './who.ts'

/**
 * R27: goods of known receipts come back and others are taken for them, on one ticket with one number. `total` is signed: what the
 * new goods cost less what the old ones give back. Tenders add up to its size: the buyer pays, or is paid back; nothing when it is 0.
 */
const Exchange = z.object({
  receipt: ReceiptNumber,
  who: z.optional(WhoArgs),
  back: z.array(ReturnLine).check(z.minLength(1), z.maxLength(LINES_MAX)),
  lines: z.array(Line).check(z.minLength(1), z.maxLength(LINES_MAX)),
  reason: z.string().check(z.minLength(1), z.maxLength(200)),
  tenders: z.array(Tender).check(z.maxLength(TENDERS_MAX)),
  /** How the part of the new goods that the old ones pay for was paid in the beginning: their refund goes there. */
  carried: z.optional(z.array(Tender).check(z.maxLength(TENDERS_MAX))),
  total: MoneyText,
  invoice: z.optional(InvoiceArgs),
  terms: z.optional(z.int().check(z.gte(1))),
  approval: z.optional(Approval),
  from: z.optional(CodedFrom),
})
/** Every line is of a receipt: the one that it names, or the one whose code was read. */
export const ExchangeArgs = Exchange.check(
  z.refine(({ back, from }) => from !== undefined || back.every(({ of }) => of !== undefined)),
)
export type ExchangeArgs = Readonly<z.infer<typeof ExchangeArgs>>

export const exchangeTotal = (
  back: readonly Pick<Line, 'amount'>[],
  lines: readonly Pick<Line, 'amount'>[],
): Money => money(totalOf(lines) - totalOf(back))
