import type { Disposition } from './disposition.ts'
import { money, type Money } from './money.ts'

/** How surely somebody was shown to be the buyer, from the surest down: the ladder of proofs. */
export const PROOFS = ['qr', 'code', 'order', 'document'] as const
export type Proof = (typeof PROOFS)[number]

/** By what becomes of the goods at the counter: as new they are restocked, a defective article goes back to its vendor. */
export type ConditionDays = Readonly<Partial<Record<Disposition, number>>>

/**
 * What the chain promises and allows, as one versioned row of the catalogue (`terms`). A sale keeps the version it was made
 * under, so that a later change takes nothing back.
 */
export type Terms = {
  readonly version: number
  readonly returns: {
    /** Days after the day of purchase (store) or of handover (distance sale), by where it was bought. */
    readonly days: { readonly store: number; readonly distance: number }
    /** Other numbers of days for categories; 0 means that it does not come back for a change of mind. */
    readonly categoryDays: Readonly<Record<string, number>>
    /** Other numbers of days by the condition of the goods, before all others. */
    readonly conditionDays?: ConditionDays
    /** Above this a refund in cash asks for an approval. */
    readonly cashMax: Money
    readonly unverified: {
      /** Of one person within `periodDays`. */
      readonly timesMax: number
      readonly periodDays: number
      readonly amountMax: Money
      /** The lowest price of the last so many days is what is given back. */
      readonly priceDays: number
    }
  }
  readonly pickups: {
    readonly keptDays: number
    readonly extensionDays: number
    /** Days before the end at which the buyer is reminded. */
    readonly remindDays: number
    /** From this value on at least this proof; the first that matches from the highest value down. */
    readonly proofs: readonly { readonly from: Money; readonly atLeast: Proof }[]
    readonly leaseHours: number
    /** What a tablet without the lease may do while it has no line. */
    readonly offlineWithoutLease: 'refuse' | 'flag'
  }
  readonly discrepancies?: {
    /** A loss up to this anybody at a counter may accept; above it a manager. */
    readonly acceptMax: Money
  }
}

/** §19 of the consumer protection act: a distance sale can be withdrawn from within seven days after receipt. */
export const STATUTORY_DAYS = 7

export const DEFAULT_TERMS: Terms = {
  version: 1,
  returns: {
    days: { store: 14, distance: 14 },
    categoryDays: {},
    cashMax: money(20_000),
    unverified: { timesMax: 3, periodDays: 90, amountMax: money(3000), priceDays: 30 },
  },
  pickups: {
    keptDays: 7,
    extensionDays: 7,
    remindDays: 2,
    proofs: [
      { from: money(0), atLeast: 'document' },
      { from: money(3000), atLeast: 'order' },
      { from: money(20_000), atLeast: 'code' },
    ],
    leaseHours: 12,
    offlineWithoutLease: 'flag',
  },
  discrepancies: { acceptMax: money(500) },
}

/** Terms that were written before discrepancies had any let nobody but a manager accept a loss. */
export const acceptMaxOf = (terms: Pick<Terms, 'discrepancies'>): Money =>
  terms.discrepancies?.acceptMax ?? money(0)

/** The key of the chain's one row of terms. */
export const TERMS_KEY = 'chain'

/** Earlier versions stay beside the one that counts: what was sold under them comes back under them. */
export const termsKey = (version: number): string => `${TERMS_KEY}.${version}`
