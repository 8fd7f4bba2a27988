/** What head office may change of the chain's terms, and what the law leaves no choice about. */
import * as z from 'zod/mini'
import { DISPOSITIONS } from '../domain/disposition.ts'
import { money, MONEY_MAX } from '../domain/money.ts'
import { PROOFS, STATUTORY_DAYS } from '../domain/terms.ts'

const DAYS_MAX = 3650
const Days = z.int().check(z.gte(0), z.lte(DAYS_MAX))
const Amount = z.pipe(
  z.int().check(z.gte(0), z.lte(MONEY_MAX)),
  z.transform((dollars) => money(dollars)),
)

export const ReturnTerms = z.strictObject({
  days: z.strictObject({ store: Days, distance: Days }),
  /** By category; 0: it does not come back for a change of mind. */
  categoryDays: z.record(z.string().check(z.minLength(1), z.maxLength(64)), Days),
  /** By the condition of the goods, before their category. */
  conditionDays: z.partialRecord(z.enum(DISPOSITIONS), Days),
  /** A refund in cash above it asks for an approval. */
  cashMax: Amount,
  unverified: z.strictObject({
    timesMax: z.int().check(z.gte(0), z.lte(1000)),
    periodDays: z.int().check(z.gte(1), z.lte(DAYS_MAX)),
    amountMax: Amount,
    priceDays: z.int().check(z.gte(1), z.lte(DAYS_MAX)),
  }),
  /** A loss above it is accepted by a manager only. */
  acceptMax: Amount,
})
export type ReturnTerms = Readonly<z.infer<typeof ReturnTerms>>

const KEPT_DAYS_MAX = 60
const LEASE_HOURS_MAX = 168

/** R35, R39: how long what is ready is kept, how surely the buyer is known, and what a tablet may do without a line. */
export const PickupTerms = z.strictObject({
  keptDays: z.int().check(z.gte(1), z.lte(KEPT_DAYS_MAX)),
  extensionDays: z.int().check(z.gte(0), z.lte(KEPT_DAYS_MAX)),
  /** Before the last day. */
  remindDays: z.int().check(z.gte(0), z.lte(KEPT_DAYS_MAX)),
  proofs: z
    .array(z.strictObject({ from: Amount, atLeast: z.enum(PROOFS) }))
    .check(z.minLength(1), z.maxLength(PROOFS.length)),
  leaseHours: z.int().check(z.gte(1), z.lte(LEASE_HOURS_MAX)),
  offlineWithoutLease: z.enum(['refuse', 'flag']),
})
export type PickupTerms = Readonly<z.infer<typeof PickupTerms>>

/** `before` is the version that was looked at. */
export const TermsRequest = z.strictObject({
  before: z.int().check(z.gte(1)),
  terms: ReturnTerms,
  pickups: PickupTerms,
})
export type TermsRequest = Readonly<z.infer<typeof TermsRequest>>

const CategorySeen = z.object({ id: z.string(), names: z.object({ 'zh-TW': z.string(), en: z.string() }) })
export const TermsAnswer = z.object({
  version: z.int(),
  terms: ReturnTerms,
  pickups: PickupTerms,
  categories: z.array(CategorySeen),
})
export type TermsAnswer = Readonly<z.infer<typeof TermsAnswer>>

export type TermsProblem = 'below-statutory'

/**
 * R26: nobody promises less than the law; of a category or a condition the law's days count where it was bought from afar, whatever
 * stands here.
 */
export const termsProblem = ({ days }: Pick<ReturnTerms, 'days'>): TermsProblem | undefined =>
  days.distance < STATUTORY_DAYS ? 'below-statutory' : undefined

export type PickupTermsProblem = 'reminder-too-early' | 'proof-from-nothing' | 'proofs-not-rising'

/** R35, R39: something is always asked for, the surer proof for the dearer goods, and nobody is reminded before it is ready. */
export function pickupTermsProblem({
  keptDays,
  remindDays,
  proofs,
}: Pick<PickupTerms, 'keptDays' | 'remindDays' | 'proofs'>): PickupTermsProblem | undefined {
  if (remindDays >= keptDays) return 'reminder-too-early'
  const surest = proofs.toSorted((a, b) => PROOFS.indexOf(b.atLeast) - PROOFS.indexOf(a.atLeast))
  if (surest[0]?.from !== 0) return 'proof-from-nothing'
  const rises = surest.every(({ from, atLeast }, i) => {
    const before = surest[i - 1]
    return before === undefined || (from > before.from && atLeast !== before.atLeast)
  })
  return rises ? undefined : 'proofs-not-rising'
}
