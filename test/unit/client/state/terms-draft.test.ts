import { expect, it } from 'vitest'
import { acceptMaxOf, DEFAULT_TERMS } from '#shared/domain/terms.ts'
import { draftOf, termsIn } from '#client/state/terms-draft.ts'

const terms = {
  ...DEFAULT_TERMS.returns,
  categoryDays: { food: 0 },
  conditionDays: { damaged: 0, vendor: 30 },
  acceptMax: acceptMaxOf(DEFAULT_TERMS),
}

it('R26 what is shown is what is read again; an empty category has the days of all', () => {
  expect(termsIn(draftOf(terms))).toEqual({ is: 'terms', terms })
  const emptied = { ...draftOf(terms), categoryDays: { food: ' ' } }
  expect(termsIn(emptied)).toEqual({ is: 'terms', terms: { ...terms, categoryDays: {} } })
})

it('R26 an empty condition has no days of its own, and what is typed is a number of days', () => {
  const days = (damaged: string) => ({ ...draftOf(terms), conditionDays: { damaged, vendor: '30' } })
  expect(termsIn(days(' '))).toEqual({ is: 'terms', terms: { ...terms, conditionDays: { vendor: 30 } } })
  expect(termsIn(days('3'))).toMatchObject({ terms: { conditionDays: { damaged: 3, vendor: 30 } } })
  for (const wrong of ['-1', '1.5', 'three', '3651'])
    expect(termsIn(days(wrong))).toEqual({ is: 'problem', problem: 'invalid' })
})

it.each([
  [{ distanceDays: '6' }, 'below-statutory'],
  [{ storeDays: '' }, 'invalid'],
  [{ cashMax: '-1' }, 'invalid'],
  [{ periodDays: '0' }, 'invalid'],
  [{ amountMax: '3,000' }, 'invalid'],
] as const)('R26 %j is not kept', (typed, problem) => {
  expect(termsIn({ ...draftOf(terms), ...typed })).toEqual({ is: 'problem', problem })
})
