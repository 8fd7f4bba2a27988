import { describe, expect, test } from 'vitest'
import { invoiceProblem } from '#shared/domain/invoice.ts'
import { tierOf, toNextTier } from '#shared/domain/tier.ts'

const mobile = { kind: 'mobile' } as const
const citizen = { kind: 'citizen' } as const

describe('R18 what a buyer may ask of an invoice', () => {
  test.each([
    [{}],
    [{ ban: '04595257' }],
    [{ carrier: mobile }],
    [{ carrier: citizen }],
    [{ donation: '001' }],
    [{ ban: '04595257', carrier: mobile }],
  ])('R18 %j is possible', (wish) => {
    expect(invoiceProblem(wish)).toBeUndefined()
  })

  test.each([
    [{ donation: '001', ban: '04595257' }, 'donation-alone'],
    [{ donation: '001', carrier: mobile }, 'donation-alone'],
    [{ ban: '04595257', carrier: citizen }, 'ban-with-citizen'],
  ])('R18 %j is not: %s', (wish, problem) => {
    expect(invoiceProblem(wish)).toBe(problem)
  })
})

test.each([
  [-3, 'basic'],
  [0, 'basic'],
  [99, 'basic'],
  [100, 'silver'],
  [499, 'silver'],
  [500, 'gold'],
])('R17 with %i points a member is %s', (points, tier) => {
  expect(tierOf(points)).toBe(tier)
})

test('R17 the next tier says what is missing', () => {
  expect(toNextTier(40)).toEqual({ tier: 'silver', missing: 60 })
  expect(toNextTier(100)).toEqual({ tier: 'gold', missing: 400 })
  expect(toNextTier(500)).toBeUndefined()
})
