/** The terms of pickups as they are typed: texts, until they are whole numbers that hold together. Pure. */
import * as z from 'zod/mini'
import { type Proof, PROOFS } from '#shared/domain/terms.ts'
import { PickupTerms, type PickupTermsProblem, pickupTermsProblem } from '#shared/office/terms.ts'
import { whole } from './terms-draft.ts'

export type PickupTermsDraft = {
  keptDays: string
  extensionDays: string
  remindDays: string
  leaseHours: string
  offlineWithoutLease: PickupTerms['offlineWithoutLease']
  /** From which amount; empty: not asked for by itself. */
  proofs: Record<Proof, string>
}

/** The easiest first, as they rise with the amount. */
export const RISING_PROOFS = PROOFS.toReversed()

export function pickupDraftOf({ proofs, ...terms }: PickupTerms): PickupTermsDraft {
  const fromOf = (proof: Proof): string => String(proofs.find(({ atLeast }) => atLeast === proof)?.from ?? '')
  return {
    keptDays: String(terms.keptDays),
    extensionDays: String(terms.extensionDays),
    remindDays: String(terms.remindDays),
    leaseHours: String(terms.leaseHours),
    offlineWithoutLease: terms.offlineWithoutLease,
    proofs: { document: fromOf('document'), order: fromOf('order'), code: fromOf('code'), qr: fromOf('qr') },
  }
}

export type ReadPickupTerms =
  | { readonly is: 'terms'; readonly terms: PickupTerms }
  | { readonly is: 'problem'; readonly problem: PickupTermsProblem | 'invalid' }

export function pickupTermsIn(draft: PickupTermsDraft): ReadPickupTerms {
  const asked = RISING_PROOFS.filter((proof) => draft.proofs[proof].trim() !== '')
  const read = z.safeParse(PickupTerms, {
    keptDays: whole(draft.keptDays),
    extensionDays: whole(draft.extensionDays),
    remindDays: whole(draft.remindDays),
    proofs: asked.map((proof) => ({ from: whole(draft.proofs[proof]), atLeast: proof })),
    leaseHours: whole(draft.leaseHours),
    offlineWithoutLease: draft.offlineWithoutLease,
  })
  if (!read.success) return { is: 'problem', problem: asked.length === 0 ? 'proof-from-nothing' : 'invalid' }
  const problem = pickupTermsProblem(read.data)
  return problem ? { is: 'problem', problem } : { is: 'terms', terms: read.data }
}
