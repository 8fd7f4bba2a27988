import * as z from 'zod/mini'
import { type Money, MoneyText, money, sum } from './money.ts'

export const TENDERS_MAX = 20

/** Who took the money: the bank's card terminal, a wallet's code, something else outside of this till. */
export const ExternalMethod = z.enum(['card', 'wallet', 'other'])
export type ExternalMethod = z.infer<typeof ExternalMethod>

/** How a ticket was paid, or paid back. `amount` is what counts towards the total; for cash, tendered − change = amount. */
export const Tender = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cash'), amount: MoneyText, tendered: MoneyText, change: MoneyText }),
  z.object({
    kind: z.literal('external'),
    amount: MoneyText,
    reference: z.string().check(z.minLength(1), z.maxLength(64)),
    method: z.optional(ExternalMethod),
  }),
  /** Of a refund only: the shop that took the money gives it back (R25). */
  z.object({ kind: z.literal('shop'), amount: MoneyText }),
  /** Store credit; `reference` is the id of the return that gave it. */
  z.object({
    kind: z.literal('credit'),
    amount: MoneyText,
    reference: z.string().check(z.minLength(1), z.maxLength(64)),
  }),
])
export type Tender = Readonly<z.infer<typeof Tender>>

export type NewTender =
  | { readonly kind: 'cash'; readonly amount: Money; readonly tendered?: Money | undefined }
  | {
      readonly kind: 'external'
      readonly amount: Money
      readonly reference: string
      readonly method?: ExternalMethod | undefined
    }
  | { readonly kind: 'shop'; readonly amount: Money }
  | { readonly kind: 'credit'; readonly amount: Money; readonly reference: string }

export function withChange(tender: NewTender): Tender {
  if (tender.kind !== 'cash') return tender
  const tendered = tender.tendered ?? tender.amount
  return { kind: 'cash', amount: tender.amount, tendered, change: money(tendered - tender.amount) }
}

export const paidBy = (tenders: readonly { readonly amount: Money }[]): Money =>
  sum(tenders.map((tender) => tender.amount))

/** The first of the tenders, up to this amount; of the one that reaches beyond it the part within. */
export function upTo(tenders: readonly Tender[], amount: Money): Tender[] {
  let left: number = amount
  return tenders.flatMap((tender): Tender[] => {
    const part = money(Math.max(0, Math.min(left, tender.amount)))
    left -= part
    if (part === tender.amount) return [tender]
    if (part === 0) return []
    return [withChange(tender.kind === 'cash' ? { kind: 'cash', amount: part } : { ...tender, amount: part })]
  })
}

/**
 * True for a text in which 13 to 19 digits stand (single blanks and hyphens between them allowed, anything around them) that
 * pass Luhn (ISO/IEC 7812-1): it looks like a payment card number, which must never be stored.
 */
export function looksLikeCardNumber(text: string): boolean {
  const runs = text.normalize('NFKC').match(/\d+(?:[ -]\d+)*/g) ?? []
  return runs.some((run) => holdsCardNumber(run.split(/[ -]/)))
}

/** Whole groups only, so that a card number with its expiry behind it is found and a long reference is not taken apart. */
function holdsCardNumber(groups: readonly string[]): boolean {
  return groups.some((_, from) => {
    let digits = ''
    return groups.slice(from).some((group) => {
      digits += group
      return digits.length >= 13 && digits.length <= 19 && passesLuhn(digits)
    })
  })
}

function passesLuhn(digits: string): boolean {
  let total = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 1 ? digit * 2 : digit
    total += doubled > 9 ? doubled - 9 : doubled
  }
  return total % 10 === 0
}
