import * as z from 'zod/mini'
import { APPROVALS } from './approval-need.ts'
import { CodedFrom } from './coded.ts'
import { type Disposition, DISPOSITIONS } from './disposition.ts'
import { type BackLine, type CodedBack, Line, LINES_MAX } from './line.ts'
import { type Money, MoneyText, sum } from './money.ts'
import { ReceiptNumber } from './receipt.ts'
import { Tender, TENDERS_MAX } from './tender.ts'
import { IdText, WhoArgs } from './who.ts'

const Reason = z.string().check(z.minLength(1), z.maxLength(200))

/** What the approver of the envelope allowed, and why: for this very operation. */
export const Approval = z.object({
  for: z.array(z.enum(APPROVALS)).check(z.minLength(1), z.maxLength(APPROVALS.length)),
  reason: Reason,
})
export type Approval = Readonly<z.infer<typeof Approval>>

/** `of` links to a line (counted from 0) of a sale or an order of any store or channel; without it the reason stands alone. */
export const ReturnLine = z.extend(Line, {
  of: z.optional(z.object({ ref: IdText, line: z.int().check(z.gte(0), z.lt(LINES_MAX)) })),
  disposition: z.optional(z.enum(DISPOSITIONS)),
  /** Nothing comes back: it is the money for what was cancelled of an order that a counter took. */
  due: z.optional(z.literal(true)),
})
export type ReturnLine = Readonly<z.infer<typeof ReturnLine>>

export const UnverifiedLimits = z.object({
  /** Version of the terms. */
  terms: z.int().check(z.gte(1)),
  timesMax: z.int().check(z.gte(0)),
  periodDays: z.int().check(z.gte(1)),
  amountMax: MoneyText,
})
export type UnverifiedLimits = Readonly<z.infer<typeof UnverifiedLimits>>

/** Amounts are positive: `total` is what was given back. A channel's return has no receipt number. */
export const ReturnArgs = z.object({
  receipt: z.optional(ReceiptNumber),
  who: z.optional(WhoArgs),
  lines: z.array(ReturnLine).check(z.minLength(1), z.maxLength(LINES_MAX)),
  reason: Reason,
  tenders: z.array(Tender).check(z.maxLength(TENDERS_MAX)),
  total: MoneyText,
  approval: z.optional(Approval),
  /** Of lines without a receipt: what the terms allowed where it was done. */
  limits: z.optional(UnverifiedLimits),
  /** R13: of lines that are of no receipt here: the receipt whose code was read. */
  from: z.optional(CodedFrom),
})
export type ReturnArgs = Readonly<z.infer<typeof ReturnArgs>>

/** The parts of a return: one per receipt it gives back from, and the rest that no receipt is known for. */
export type ReturnPart = {
  readonly ref: string | null
  readonly lines: readonly BackLine[]
  /** R13: these are of the receipt too; its lines were not known where they came back. */
  readonly coded?: readonly CodedBack[]
  /** What becomes of each of the lines, in their order, when it was said of any. */
  readonly conditions?: readonly (Disposition | null)[]
  readonly amount: Money
  /** What was due for it besides: no goods came back. */
  readonly paidOut?: readonly BackLine[]
  /** Article numbers, in the order of the lines. */
  readonly articles: readonly string[]
}

type BackArgs = Pick<ReturnArgs, 'lines' | 'from'>

export function partsOf({ lines, from }: BackArgs): ReturnPart[] {
  type Part = {
    lines: BackLine[]
    coded: CodedBack[]
    conditions: (Disposition | null)[]
    paidOut: BackLine[]
    articles: string[]
  }
  const parts = new Map<string | null, Part>()
  lines.forEach((line, index) => {
    const ref = line.of?.ref ?? from?.ref ?? null
    const back = { line: line.of?.line ?? index, quantity: line.quantity, amount: line.amount }
    const part = parts.get(ref) ?? { lines: [], coded: [], conditions: [], paidOut: [], articles: [] }
    parts.set(ref, part)
    // A receipt whose code was read is told everything in one way.
    if (ref !== null && ref === from?.ref) {
      part.coded.push(codedOf(line))
      return
    }
    if (line.due && ref !== null) part.paidOut.push(back)
    else {
      part.lines.push(back)
      part.articles.push(line.sku)
      part.conditions.push(line.disposition ?? null)
    }
  })
  return [...parts].map(([ref, { lines: named, coded, conditions, paidOut, articles }]) => ({
    ref,
    lines: named,
    ...(coded.length > 0 ? { coded } : {}),
    ...(conditions.some((one) => one !== null) ? { conditions } : {}),
    amount: sum([...named, ...coded].map((line) => line.amount)),
    articles,
    ...(paidOut.length > 0 ? { paidOut } : {}),
  }))
}

const codedOf = ({ sku, quantity, amount, unitPrice, grams }: ReturnLine): CodedBack => ({
  sku,
  quantity,
  amount,
  unitPrice,
  ...(grams === undefined ? {} : { grams }),
})
