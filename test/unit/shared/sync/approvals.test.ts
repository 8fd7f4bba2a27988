import { describe, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import type { JsonObject } from '#shared/base/json.ts'
import { DAY_MS } from '#shared/base/time.ts'
import type { ApprovalNeed as AnyNeed } from '#shared/domain/approval-need.ts'
import { money } from '#shared/domain/money.ts'
import { pickupKey } from '#shared/domain/pickup.ts'
import type { Staff } from '#shared/domain/staff.ts'
import { DEFAULT_TERMS, type Terms, TERMS_KEY, termsKey } from '#shared/domain/terms.ts'
import { lay } from '#shared/sync/lay.ts'
import { orderRef } from '#shared/sync/operation.ts'
import { madeId, morningMs } from '../../../make/ids.ts'
import { leader } from '../../../make/leader.ts'
import { cash, enrolment, exchange, giveBack, line, type Made, made, sale } from '../../../make/operations.ts'
import { snapshot } from '../../../make/orders.ts'
import { Random } from '../../../simulation/random.ts'
import { World } from '../../../make/world.ts'

const member = enrolment(10, { phone: '0912345678' })
const amy: Staff = { ...leader, id: 'E01', name: 'E01', role: 'associate', member: member.id }
const ben: Staff = { ...leader, id: 'E03', name: 'E03', role: 'associate' }
/** A leader may not either, when it is their own gesture. */
const people = [amy, leader, ben]

const termsAs = (version: number, over: Partial<Terms['returns']>): Terms => ({
  ...DEFAULT_TERMS,
  version,
  returns: { ...DEFAULT_TERMS.returns, ...over },
})
/** What was promised in spring, and what counts today. */
const spring = termsAs(1, { days: { store: 14, distance: 14 }, cashMax: money(200) })
const today = termsAs(2, { days: { store: 60, distance: 60 }, cashMax: money(9000) })

function chain(): World {
  const world = new World().put('store:S01', 'staff', ...people.map((one) => [one.id, one] as const))
  return world.put(
    'catalog',
    'terms',
    [TERMS_KEY, today],
    ...[spring, today].map((one) => [termsKey(one.version), one] as const),
  )
}
const worldOf = (...history: readonly Made[]): World => {
  const world = chain()
  for (const one of history) world.take(one).deliver()
  return world
}
/** What stands in the end: a word that was taken back is none. */
const standing = (world: World) => world.list('discrepancy').filter((one) => !one.settled)
const codesOf = (world: World): string[] => standing(world).map(({ code }) => code)

/** Sold under the terms of a version; E01's own purchase when it is theirs. */
function bought(terms: number | undefined, over: { own?: boolean; price?: number } = {}): Made {
  const { own = false, price = 150 } = over
  const lines = [line('A1', price, 2)]
  const args = {
    receipt: 'R01-A-000001',
    lines,
    tenders: [cash(price * 2)],
    total: price * 2,
    ...(terms === undefined ? {} : { terms }),
    ...(own ? { who: { member: member.id } } : {}),
  }
  return made(1, { kind: 'sale.complete', args }, { scene: {} })
}

const credit = (amount: number) => ({ kind: 'credit', amount, reference: madeId(2) })
const late = { businessDate: '2026-03-20' }

/** What no store has seen only its tablet knows. */
type ApprovalNeed = Exclude<AnyNeed, 'unseen'>

/** A return that needs exactly this one yes. */
const cases: Readonly<Record<ApprovalNeed, { readonly sold: Made; readonly back: (over: object) => Made }>> =
  {
    late: { sold: bought(1), back: (over) => giveBack(2, [{ ref: madeId(1) }], { ...late, ...over }) },
    tender: {
      sold: bought(1),
      back: (over) => giveBack(2, [{ ref: madeId(1) }], { tenders: [credit(150)], ...over }),
    },
    cash: {
      sold: bought(1, { price: 250 }),
      back: (over) => giveBack(2, [{ ref: madeId(1), price: 250 }], over),
    },
    self: { sold: bought(1, { own: true }), back: (over) => giveBack(2, [{ ref: madeId(1) }], over) },
    unverified: {
      sold: bought(1),
      back: (over) => giveBack(2, [{ price: 100 }], { tenders: [credit(100)], ...over }),
    },
  }
const codeOf = (need: ApprovalNeed): string => (need === 'self' ? 'returned-to-self' : 'approval-missing')

/** Who stands for it, and whether that is enough. */
const approvals = [
  ['by nobody', () => ({}), false],
  ['by a leader', (need) => ({ approver: 'E02', approval: { for: [need], reason: '熟客' } }), true],
  [
    'for something else',
    (need) => ({ approver: 'E02', approval: { for: [other(need)], reason: '熟客' } }),
    false,
  ],
  ['without a name', (need) => ({ approval: { for: [need], reason: '熟客' } }), false],
  ['by oneself', (need) => ({ approver: 'E01', approval: { for: [need], reason: '熟客' } }), false],
  ['by an associate', (need) => ({ approver: 'E03', approval: { for: [need], reason: '熟客' } }), false],
  ['by somebody unknown', (need) => ({ approver: 'E77', approval: { for: [need], reason: '熟客' } }), false],
] as const satisfies readonly (readonly [string, (need: ApprovalNeed) => object, boolean])[]

const other = (need: ApprovalNeed): ApprovalNeed => (need === 'cash' ? 'tender' : 'cash')

const table = Object.keys(cases).flatMap((name) => {
  // Trusted: the keys of the object above.
  const need = name as ApprovalNeed
  return approvals.map(([words, over, isEnough]) => ({ need, words, over: over(need), isEnough }))
})

describe('R50 what a return needs a yes for', () => {
  test.each(table)('$need approved $words is named once, or not at all', ({ need, over, isEnough }) => {
    const { sold, back } = cases[need]
    const named = isEnough ? [] : 1
    for (const order of [
      [member, sold, back(over)],
      [member, back(over), sold],
    ]) {
      const found = codesOf(worldOf(...order))
      expect(found.length === 0 ? [] : found.length).toEqual(named)
      // Whoever claims an approval that is none is named for that, at once.
      const isClaimed = 'approval' in over && !isEnough && !('approver' in over && over.approver === 'E02')
      if (!isEnough) expect(found).toEqual([isClaimed ? 'approval-missing' : codeOf(need)])
    }
  })

  test('by a leader who gives back their own is by nobody', () => {
    const approval = { approver: 'E02', approval: { for: ['late'], reason: '熟客' }, staff: 'E02' }
    expect(codesOf(worldOf(bought(1), giveBack(2, [{ ref: madeId(1) }], { ...late, ...approval })))).toEqual([
      'approval-missing',
    ])
  })

  test('and what needs none is not named', () => {
    expect(codesOf(worldOf(bought(1), giveBack(2, [{ ref: madeId(1) }])))).toEqual([])
  })
})

describe('R26 the terms that it was sold under', () => {
  const back = giveBack(2, [{ ref: madeId(1) }], late)

  test.each([
    ['the version that the sale kept', 1, ['approval-missing']],
    ['a later version', 2, []],
    ['none: those of today', undefined, []],
    ['a version that nobody knows: those of today', 9, []],
  ] as const)('are %s', (_, version, codes) => {
    expect(codesOf(worldOf(bought(version), back))).toEqual(codes)
    expect(codesOf(worldOf(back, bought(version)))).toEqual(codes)
  })

  test('have days of their own for a category', () => {
    const world = worldOf(bought(2))
    const short = termsAs(2, { ...today.returns, categoryDays: { food: 3 } })
    world.put('catalog', 'terms', [termsKey(2), short])
    const names = { 'zh-TW': '茶', en: 'Tea' }
    const tea = { sku: 'A1', names, price: money(150), kind: 'goods', barcodes: [], category: 'food' }
    world.put('catalog', 'product', ['A1', tea as never])
    expect(codesOf(world.take(back).deliver())).toEqual(['approval-missing'])
  })

  test('R25 the cap of cash is theirs as well', () => {
    const dear = giveBack(2, [{ ref: madeId(1), price: 250 }])
    expect(codesOf(worldOf(bought(2, { price: 250 }), dear))).toEqual([])
    expect(codesOf(worldOf(bought(1, { price: 250 }), dear))).toEqual(['approval-missing'])
  })
})

describe('R25 another way', () => {
  const sold = sale(1, {
    tenders: [cash(100), { kind: 'external', amount: 200, reference: 'T1', method: 'card' }],
  })
  const part = (n: number, tenders: readonly JsonObject[], store = 'S01'): Made =>
    giveBack(n, [{ ref: sold.id, price: 100 }], { tenders, store })
  const card = { kind: 'external', amount: 100, reference: 'T2', method: 'card' }

  test('is more of one way than was left of it by those before', () => {
    const [first, second] = [part(2, [cash(100)]), part(3, [cash(100)])]
    for (const order of [
      [sold, first, second],
      [first, second, sold],
      [second, sold, first],
    ]) {
      const world = worldOf(...order)
      expect(standing(world)).toMatchObject([{ code: 'approval-missing', op: second.id }])
    }
    expect(codesOf(worldOf(sold, first, part(3, [card])))).toEqual([])
  })

  test('is nobody’s fault where more came back than was paid: that stands as a dispute', () => {
    const all = (n: number): Made =>
      giveBack(n, [{ ref: sold.id, quantity: 2 }], {
        tenders: [cash(100), { ...card, amount: 200 }],
      })
    expect(codesOf(worldOf(sold, all(2), all(3)))).toEqual(['returned-more-than-sold'])
  })

  test('of an exchange is of what is paid out, not of what the new goods are paid with', () => {
    const cheap = { back: [{ ref: sold.id }], lines: [line('B2', 50)] }
    expect(codesOf(worldOf(sold, exchange(2, cheap)))).toEqual([])
    expect(codesOf(worldOf(sold, exchange(2, cheap, { tenders: [credit(100)] })))).toEqual([
      'approval-missing',
    ])
  })
})

describe('a distance sale', () => {
  const ref = orderRef('shop', 'N1')
  const back = giveBack(2, [{ ref }], {
    businessDate: '2026-05-20',
    tenders: [{ kind: 'shop', amount: 150 }],
  })
  const handed = (at: number): Made =>
    made(
      3,
      {
        kind: 'pickup.handover',
        args: {
          pickup: pickupKey(ref, 1),
          ref,
          lines: [{ ...line('A1', 150, 2), line: 0 }],
          proof: 'qr',
        },
      },
      { scene: { at, businessDate: '2026-05-10' } },
    )

  test('R26 is late when nobody hands it over any more', () => {
    const world = chain().put('catalog', 'terms', [TERMS_KEY, spring])
    for (const one of [snapshot('N1'), back]) world.take(one).deliver()
    expect(codesOf(world)).toEqual(['approval-missing'])
  })

  test('R26 is late until its handover is heard of, whose day counts; the word is taken back', () => {
    const gone = handed(morningMs + 60 * DAY_MS)
    const at = snapshot('N1')
    for (const order of [
      [at, back, gone],
      [back, gone, at],
      [gone, back, at],
      [at, gone, back],
    ]) {
      const world = chain().put('catalog', 'terms', [TERMS_KEY, spring])
      for (const one of order) world.take(one).deliver()
      expect(codesOf(world)).not.toContain('approval-missing')
    }
  })
})

test('L4 R50 whatever order messages arrive in, the same stands', () => {
  const history = [
    bought(1, { own: true }),
    giveBack(2, [{ ref: madeId(1) }], late),
    giveBack(3, [{ ref: madeId(1) }], { tenders: [credit(150)], store: 'S02', register: 'R02' }),
    giveBack(4, [{ ref: madeId(1), quantity: 2 }], { staff: 'E03' }),
  ]
  const rowsOf = (world: World) =>
    standing(world)
      .map(({ op, code }) => `${op} ${code}`)
      .toSorted()
  const wanted = rowsOf(worldOf(member, ...history))
  expect(wanted.map((one) => one.split(' ')[1])).toEqual([
    'returned-more-than-sold',
    'returned-more-than-sold',
    'returned-to-self',
    'approval-missing',
    'approval-missing',
  ])
  for (let seed = 0; seed < 60; seed++) {
    const random = new Random(seed)
    const world = chain().take(member)
    for (const one of history.toSorted(() => random.int(3) - 1)) world.take(one)
    expect(rowsOf(world.deliver((waiting) => random.int(waiting)))).toEqual(wanted)
  }
})

test('Y12 R50 a return laid over rows that contain it changes nothing', () => {
  const back = giveBack(2, [{ ref: madeId(1) }], late)
  const world = worldOf(bought(1), back)
  for (const { scope, table: name, key, value } of lay(world.given(back), world.onTabletOf('S01')))
    expect(value, `${name} ${key}`).toEqual(world.get(scope, name, key))
})

test('R50 a tablet names it at once, as the server will', () => {
  const back = giveBack(2, [{ ref: madeId(1) }], late)
  const world = worldOf(bought(1))
  const laid = lay(world.given(back), world.onTabletOf('S01'))
  const found = known(
    laid.find(({ table: name }) => name === 'discrepancy'),
    'the discrepancy',
  )
  expect(found).toMatchObject({ scope: 'store:S01', value: { code: 'approval-missing' } })
})
