/** The terms as they are typed: texts, until they are whole numbers and within the law. Pure. */
import * as z from 'zod/mini'
import type { Disposition } from '#shared/domain/disposition.ts'
import { ReturnTerms, type TermsProblem, termsProblem } from '#shared/office/terms.ts'

export type TermsDraft = {
  storeDays: string
  distanceDays: string
  cashMax: string
  timesMax: string
  periodDays: string
  amountMax: string
  priceDays: string
  acceptMax: string
  /** By category; empty: the days of all. */
  categoryDays: Record<string, string>
  /** By condition; empty: those of the category, else the days of all. */
  conditionDays: Partial<Record<Disposition, string>>
}

export function draftOf(terms: ReturnTerms): TermsDraft {
  const { days, categoryDays, conditionDays, cashMax, unverified, acceptMax } = terms
  const { timesMax, periodDays, amountMax, priceDays } = unverified
  return {
    storeDays: String(days.store),
    distanceDays: String(days.distance),
    cashMax: String(cashMax),
    timesMax: String(timesMax),
    periodDays: String(periodDays),
    amountMax: String(amountMax),
    priceDays: String(priceDays),
    acceptMax: String(acceptMax),
    categoryDays: typed(categoryDays),
    conditionDays: typed(conditionDays),
  }
}

const typed = (days: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(days).map(([id, own]) => [id, String(own)]))

export const whole = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text.trim()) : Number.NaN)

const filled = (texts: Readonly<Record<string, string>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([id, text]) => (text.trim() === '' ? [] : [[id, whole(text)]])),
  )

export type ReadTerms =
  | { readonly is: 'terms'; readonly terms: ReturnTerms }
  | { readonly is: 'problem'; readonly problem: TermsProblem | 'invalid' }

export function termsIn(draft: TermsDraft): ReadTerms {
  const read = z.safeParse(ReturnTerms, {
    days: { store: whole(draft.storeDays), distance: whole(draft.distanceDays) },
    categoryDays: filled(draft.categoryDays),
    conditionDays: filled(draft.conditionDays),
    cashMax: whole(draft.cashMax),
    unverified: {
      timesMax: whole(draft.timesMax),
      periodDays: whole(draft.periodDays),
      amountMax: whole(draft.amountMax),
      priceDays: whole(draft.priceDays),
    },
    acceptMax: whole(draft.acceptMax),
  })
  if (!read.success) return { is: 'problem', problem: 'invalid' }
  const problem = termsProblem(read.data)
  return problem ? { is: 'problem', problem } : { is: 'terms', terms: read.data }
}
