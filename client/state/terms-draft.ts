/** The terms as they are typed: texts, until they are whole numbers and within the law. Pure. */
import * as z from 'zod/mini'
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
}

export function draftOf({ days, categoryDays, cashMax, unverified, acceptMax }: ReturnTerms): TermsDraft {
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
    categoryDays: Object.fromEntries(Object.entries(categoryDays).map(([id, own]) => [id, String(own)])),
  }
}

export const whole = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text.trim()) : Number.NaN)

export type ReadTerms =
  | { readonly is: 'terms'; readonly terms: ReturnTerms }
  | { readonly is: 'problem'; readonly problem: TermsProblem | 'invalid' }

export function termsIn(draft: TermsDraft): ReadTerms {
  const own = Object.entries(draft.categoryDays).filter(([, text]) => text.trim() !== '')
  const read = z.safeParse(ReturnTerms, {
    days: { store: whole(draft.storeDays), distance: whole(draft.distanceDays) },
    categoryDays: Object.fromEntries(own.map(([id, text]) => [id, whole(text)])),
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
