import { describe, expect, test } from 'vitest'
import { money } from '#shared/domain/money.ts'
import type { Staff } from '#shared/domain/staff.ts'
import { DEFAULT_TERMS, type Terms, TERMS_KEY, termsKey } from '#shared/domain/terms.ts'
import { allowed, leader } from '../../../make/leader.ts'
import { madeId } from '../../../make/ids.ts'
import { enrolment, giveBack, line, type Made, sale } from '../../../make/operations.ts'
import { World } from '../../../make/world.ts'

const threeTeas = { lines: [line('A1', 150, 3)] }
const isOfSelf = (code: string): boolean => code === 'returned-to-self'
const codesOf = (world: World): string[] => world.list('discrepancy').map(({ code }) => code)

describe('people', () => {
  const pin = { salt: '00', hash: '00', memoryKiB: 8, passes: 1 }
  const member = enrolment(10, { phone: '0912345678' })
  const amy: Staff = { id: 'E01', name: 'E01', role: 'associate', pin, member: member.id }
  const boss = leader
  const bought = sale(1, { ...threeTeas, customer: { member: member.id } })
  const approval = { for: ['self'], reason: '尺寸不合' }
  const staffed = (...history: Made[]): World => {
    const world = new World().put('store:S01', 'staff', ...[amy, boss].map((one) => [one.id, one] as const))
    for (const made of history) world.take(made).deliver()
    return world
  }

  test('R29 nobody gives back to themselves, whichever is heard of first', () => {
    const back = giveBack(2, [{ ref: bought.id }])
    for (const world of [staffed(member, bought, back), staffed(member, back, bought)])
      expect(world.list('discrepancy')).toMatchObject([{ code: 'returned-to-self', op: back.id }])
  })

  /** Enrolled again by their card, which is the first one's as well: the later of the two became the earlier (R8). */
  const twin = enrolment(11, { card: 'C-7', phone: '0922000111' })
  const third = enrolment(12, { card: 'C-7', phone: '0912345678' })
  const merged = [member, twin, third] as const

  test('R29 R8 whatever member either of them has become, of a receipt or without one', () => {
    const sold = sale(1, { ...threeTeas, customer: { member: twin.id } })
    const back = giveBack(2, [{ ref: sold.id }])
    const codes = (...history: Made[]): string[] => codesOf(staffed(...history)).filter(isOfSelf)
    expect(codes(...merged, sold, back)).toEqual(['returned-to-self'])
    expect(codes(...merged, back, sold)).toEqual(['returned-to-self'])
    expect(codes(member, twin, sold, back)).toEqual([])
    const loose = giveBack(2, [{ price: 100 }], {
      customer: { member: twin.id },
      tenders: [{ kind: 'credit', amount: 100, reference: madeId(2) }],
    })
    expect(codes(...merged, loose)).toEqual(['returned-to-self'])
    expect(codes(member, twin, loose)).toEqual([])
  })

  test('R29 R9 whoever claimed the card that it was bought with is its buyer', () => {
    const sold = sale(1, { ...threeTeas, customer: { kind: 'phone', value: '0912345678' } })
    const back = giveBack(2, [{ ref: sold.id }])
    expect(codesOf(staffed(member, sold, back))).toEqual(['returned-to-self'])
    const other = sale(1, { ...threeTeas, customer: { kind: 'phone', value: '0933444555' } })
    expect(codesOf(staffed(member, other, back))).toEqual([])
  })

  test('R29 unless somebody else approves', () => {
    const back = giveBack(2, [{ ref: bought.id }], { approval, approver: 'E02' })
    expect(codesOf(staffed(member, bought, back))).toEqual([])
  })

  test('R26 an approval by nobody, by oneself or by an associate is none', () => {
    for (const approver of [undefined, 'E01']) {
      const over = { approval: { for: ['late'], reason: '熟客' }, ...(approver ? { approver } : {}) }
      const back = giveBack(2, [{ ref: bought.id }], { ...over, staff: approver ? 'E02' : 'E03' })
      expect(codesOf(staffed(member, bought, back))).toEqual(['approval-missing'])
    }
  })

  test('R29 without a receipt more often or for more than the terms allow is flagged, once each', () => {
    const unverified = { timesMax: 1, periodDays: 90, amountMax: money(200), priceDays: 30 }
    const terms: Terms = { ...DEFAULT_TERMS, returns: { ...DEFAULT_TERMS.returns, unverified } }
    // What a tablet says of them is not asked: the chain knows its terms.
    const limits = { terms: 1, timesMax: 99, periodDays: 1, amountMax: money(9000) }
    const loose = (
      n: number,
      price: number,
      { businessDate = '2026-03-02', said = { limits } as object } = {},
    ) =>
      giveBack(n, [{ price }], {
        customer: { member: member.id },
        tenders: [{ kind: 'credit', amount: price, reference: madeId(n) }],
        businessDate,
        ...said,
        ...allowed('unverified'),
      })
    const under = (...history: Made[]): World => {
      const world = new World()
      world.put('catalog', 'terms', [TERMS_KEY, terms], [termsKey(1), terms])
      world.put('store:S01', 'staff', [leader.id, leader])
      for (const made of history) world.take(made).deliver()
      return world
    }
    const all = [
      loose(2, 100, { businessDate: '2026-03-02' }),
      loose(3, 100, { businessDate: '2026-05-30' }),
      loose(4, 100, { businessDate: '2026-09-01' }),
    ]
    for (const order of [all, all.toReversed()]) {
      const world = under(member, ...order)
      expect(world.list('discrepancy')).toMatchObject([{ code: 'unverified-too-often', op: madeId(3) }])
      expect(world.list('visitor')[0]).toMatchObject({
        unverified: ['2026-03-02', '2026-05-30', '2026-09-01'],
      })
    }
    for (const said of [{ limits }, {}, { limits: { ...limits, terms: 77 } }])
      expect(codesOf(under(member, loose(2, 300, { said })))).toEqual(['unverified-above-limit'])
  })
})
