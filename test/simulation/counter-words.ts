import { type Id } from '#shared/base/id.ts'
import { money } from '#shared/domain/money.ts'
import { may } from '#shared/domain/policy.ts'
import { TERMS_KEY } from '#shared/domain/terms.ts'
import type { Intent } from '#client/sync/intent.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import type { Crowd } from './crowd.ts'
import type { BackLine, Buyer, SoldLine } from './promises.ts'
import type { Random } from './random.ts'
import { leader } from './rulings.ts'

export type Found = { readonly member: Id | null; readonly writing: ReturnType<Crowd['any']> }

export function memberOf(found: Found | null): Pick<Extract<Intent, { kind: 'sale.complete' }>, 'member'> {
  if (found === null) return {}
  if (found.member !== null) return { member: { id: found.member } }
  return { member: { claimed: { kind: found.writing.kind, value: found.writing.value } } }
}

export function said(found: Found | null): Buyer {
  if (found === null) return null
  return found.member === null ? { shown: found.writing.shown } : { member: found.member }
}

export const asNewLine = (line: SoldLine) => ({
  ...line,
  unitPrice: money(line.unitPrice),
  kind: 'goods' as const,
})

/** The paper says so, or the receipt on the screen. */
export const asBackLine = ({ of, restocked, byCode, ...line }: BackLine) => ({
  ...asNewLine(line),
  amount: money(line.quantity * line.unitPrice),
  ...(restocked ? { disposition: 'restock' as const } : {}),
  ...(of === null || byCode ? {} : { of: { ref: of.ref as Id, line: of.line } }),
})

/** A sale is made under the terms that its tablet knows. */
export async function termsKnown(tablet: Tablet): Promise<{ readonly terms?: number }> {
  const terms = await tablet.rows.get('terms', TERMS_KEY)
  return terms ? { terms: terms.version } : {}
}

const reason = 'a good customer'
const yes = { for: ['tender' as const, 'cash' as const, 'unverified' as const, 'late' as const], reason }
/** H7: what was said of a return that was given back another way than it was paid. */
const yesOfAnother = { for: ['tender' as const], reason }

/** Whoever leads the store as far as its tablet knows says yes; or, on a tablet that was tampered with, nobody whom it knows. */
async function approvalBy(tablet: Tablet, { isTampered = false, isCopied = false }) {
  if (isTampered) return { approver: 'zoe', approval: yes }
  const known = await tablet.rows.get('staff', leader)
  if (!known || !may(known.role, 'approve-return')) return undefined
  return { approver: leader, approval: isCopied ? yesOfAnother : yes }
}

/** As the operation carries it, and as whoever was there tells it. */
export async function approved(tablet: Tablet, random: Random, strict: Random) {
  const isTampered = random.chance(0.15)
  const isCopied = !isTampered && strict.chance(0.2)
  const given = await approvalBy(tablet, { isTampered, isCopied })
  if (given === undefined) return undefined
  const { approver, approval } = given
  return { given, said: { approver, allowed: approval.for, ...(isCopied ? { isCopied } : {}) } as const }
}
