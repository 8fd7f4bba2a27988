import type { Basis } from './dispute.ts'
import * as z from 'zod/mini'
import { MOMENT_MAX } from '../base/time.ts'
import { MONEY_MAX } from './money.ts'
import { WORDS } from './discrepancy-words.ts'
import { inWords } from './plain-words.ts'

/** A fact that broke a rule: kept, explained in plain words, resolved by a person. */
export type DiscrepancyCode = keyof typeof WORDS

/**
 * A ticket, a receipt, an operation; what the lines or the payments of one come to; what left one store and what reached another; or
 * what stood against it: the terms, an approval (`staff` is whose, nobody's without), a lease (`at` is its end).
 */
export type FactKind =
  | 'sale'
  | 'return'
  | 'exchange'
  | 'order'
  | 'pickup'
  | 'stock'
  | 'operation'
  | 'lines'
  | 'payments'
  | 'sent'
  | 'received'
  | 'terms'
  | 'approval'
  | 'lease'

const Word = z.string().check(z.regex(/^[^\p{Cc}]{1,100}$/u))
const Amount = z.int().check(z.gte(-MONEY_MAX), z.lte(MONEY_MAX))

/**
 * One side of what does not agree. `is` may be newer than this app, else a `FactKind`; `number` is of the receipt or the order,
 * `where` is `store:…` or `channel:…`, `amount` is signed: what came in is above zero.
 */
export const Fact = z.object({
  is: z.string().check(z.maxLength(40)),
  op: z.optional(Word),
  number: z.optional(Word),
  where: z.optional(Word),
  staff: z.optional(Word),
  at: z.optional(z.number().check(z.gte(-MOMENT_MAX), z.lte(MOMENT_MAX))),
  amount: z.optional(Amount),
  quantity: z.optional(z.number()),
})
export type Fact = Readonly<z.infer<typeof Fact>>

export type Discrepancy = {
  readonly code: DiscrepancyCode
  /** The operation it is about. */
  readonly op: string
  /** What the sentence names: receipt numbers, quantities, device names. */
  readonly params: Readonly<Record<string, string | number>>
  readonly text: { readonly 'zh-TW': string; readonly en: string }
  readonly at: number
  /** What disagrees, as far as it is known; rows of earlier servers have none. */
  readonly facts?: readonly Fact[]
  /** What the chain stands to lose, in TWD; below zero it stands to gain. Absent: nobody can say. */
  readonly cost?: number
  /** It was settled before it was heard of: the two cancel each other when the other arrives. */
  readonly settled?: true
  /** What was known when it was said: of the same key the one that knew more stands, whatever order they arrive in. */
  readonly basis?: Basis
}

/** What a rule knows of it beside its numbers. */
export type About = Pick<Discrepancy, 'op' | 'at' | 'facts' | 'cost'>

/** `params` never name a customer: they are hashed with whatever is done about it (F4). */
export function discrepancy(
  code: DiscrepancyCode,
  about: About,
  params: Readonly<Record<string, string | number>> = {},
): Discrepancy {
  return {
    code,
    op: about.op,
    params,
    text: inWords(WORDS[code], params),
    at: about.at,
    ...(about.facts === undefined ? {} : { facts: about.facts }),
    ...(about.cost === undefined ? {} : { cost: about.cost }),
  }
}

/** Every code there is: a row may hold one that is newer than this app. */
export const isDiscrepancyCode = (text: string): text is DiscrepancyCode => Object.hasOwn(WORDS, text)
