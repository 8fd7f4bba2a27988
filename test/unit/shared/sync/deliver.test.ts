import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { histories } from '../../../make/history.ts'
import { madeId } from '../../../make/ids.ts'
import { snapshot } from '../../../make/orders.ts'
import { enrolment, giveBack, line, type Made, sale } from '../../../make/operations.ts'
import { settled } from '../../../make/settled.ts'
import { type Mail, World } from '../../../make/world.ts'
import { Random } from '../../../simulation/random.ts'
import { known } from '#shared/base/assert.ts'
import type { MemberAccount } from '#shared/domain/member.ts'
import { remainingQuantity } from '#shared/domain/receipt.ts'
import { orderRef } from '#shared/sync/operation.ts'
import { memberScope } from '#shared/sync/scope.ts'
import { fewBuckets } from '../../../make/ledger.ts'

const worldOf = (...all: readonly Made[]): World => {
  const world = new World()
  for (const one of all) world.take(one).deliver()
  return world
}

const accountOf = (world: World, { id }: Pick<Made, 'id'>): MemberAccount =>
  known(world.get(memberScope(id, fewBuckets), 'account', id), 'the account')

const phone = '0912345678'
const threeTeas = { lines: [line('A1', 150, 3)] }

describe('returns', () => {
  test('R4 of two stores together never take more than was sold unnoticed', () => {
    const sold = sale(1, threeTeas)
    const two = { ref: sold.id, quantity: 2 }
    const world = worldOf(sold, giveBack(2, [two]), giveBack(3, [two], { store: 'S02', register: 'R02' }))
    const found = world.rows().filter(({ table }) => table === 'discrepancy')
    expect(found.map(({ scope }) => scope).sort()).toEqual(['store:S01', 'store:S02'])
    expect(world.list('discrepancy')[0]).toMatchObject({
      code: 'returned-more-than-sold',
      params: { receipt: 'R01-A-000001', line: 1, sold: 3, returned: 4 },
    })
    const [receipt] = world.list('receipt')
    expect(receipt && remainingQuantity(receipt, 0)).toBe(0)
  })

  test('R4 for more than was paid are flagged', () => {
    const sold = sale(1, threeTeas)
    const world = worldOf(sold, giveBack(2, [{ ref: sold.id, price: 500 }]))
    expect(world.list('discrepancy')).toMatchObject([
      { code: 'refund-exceeds-price', params: { paid: 450, refunded: 500, line: 1 } },
    ])
  })

  test('R4 of a line that was never sold are flagged', () => {
    const sold = sale(1, threeTeas)
    expect(worldOf(sold, giveBack(2, [{ ref: sold.id, line: 4 }])).list('discrepancy')).toMatchObject([
      { code: 'return-of-unknown-line', params: { line: 5 } },
    ])
  })

  test('R4 within what was sold and paid break no rule', () => {
    const sold = sale(1, threeTeas)
    const world = worldOf(sold, giveBack(2, [{ ref: sold.id }]), giveBack(3, [{ ref: sold.id, quantity: 2 }]))
    expect(world.list('discrepancy')).toEqual([])
  })

  test('R5 before their sale wait for it, named, and count when it comes', () => {
    const member = enrolment(1, { phone })
    const sold = sale(3, { ...threeTeas, customer: { member: member.id } })
    const back = giveBack(2, [{ ref: sold.id, quantity: 2 }])
    const world = worldOf(member, back)
    expect(world.list('discrepancy')).toMatchObject([
      { code: 'return-of-unknown-sale', params: { ref: sold.id } },
    ])
    world.take(sold).deliver()
    expect(world.list('discrepancy')).toEqual([])
    const receipt = known(world.list('receipt')[0], 'the receipt')
    expect([remainingQuantity(receipt, 0), receipt.number]).toEqual([1, 'R01-A-000003'])
    expect(accountOf(world, member).points).toBe(1)
  })

  test('R5 before their sale of more than was sold are flagged when it comes', () => {
    const sold = sale(2, threeTeas)
    const world = worldOf(giveBack(1, [{ ref: sold.id, quantity: 4 }]), sold)
    expect(world.list('discrepancy')).toMatchObject([{ code: 'returned-more-than-sold' }])
  })

  test('R5 without a receipt stand alone, each a thread of its own', () => {
    const member = enrolment(1, { phone })
    const world = worldOf(member, giveBack(2, [{ price: 250 }], { customer: { member: member.id } }))
    expect(accountOf(world, member)).toMatchObject({ points: -2 })
    expect(world.list('thread')).toMatchObject([{ thread: madeId(2) }])
  })
})

describe('points', () => {
  test('R6 are earned once, however often a purchase is told', () => {
    const member = enrolment(1, { phone })
    const sold = sale(2, { ...threeTeas, customer: { member: member.id } })
    const world = worldOf(member, sold)
    const before = accountOf(world, member)
    expect(before.points).toBe(4)
    world.take(sold).deliver()
    const { points, recent } = accountOf(world, member)
    expect({ points, recent }).toEqual({ points: 4, recent: before.recent })
  })

  test('R6 go with what is given back', () => {
    const member = enrolment(1, { phone })
    const sold = sale(2, { ...threeTeas, customer: { member: member.id } })
    const world = worldOf(member, sold, giveBack(3, [{ ref: sold.id, quantity: 3 }]))
    expect(accountOf(world, member).points).toBe(0)
  })
})

describe('members', () => {
  test('R8 who share a phone are one: the earlier one stays, with both histories', () => {
    const [early, late] = [
      enrolment(1, { phone, card: 'M1' }),
      enrolment(2, { phone: '+886 912-345-678', card: 'M2' }),
    ]
    const bought = [
      sale(3, { customer: { member: early.id } }),
      sale(4, { customer: { member: late.id } }),
      sale(5, { customer: { kind: 'card', value: 'm2' } }),
    ]
    const world = worldOf(early, late, ...bought)
    expect(accountOf(world, early)).toMatchObject({ points: 9, redirect: null })
    expect(accountOf(world, early).recent.map(({ op }) => op)).toEqual([5, 4, 3].map(madeId))
    expect(accountOf(world, late)).toMatchObject({ points: 0, recent: [], redirect: { member: early.id } })
    expect(world.list('member')).toContainEqual({ id: late.id, redirect: early.id })
    const visitors = world.list('visitor')
    expect(visitors).toContainEqual(expect.objectContaining({ member: late.id, redirect: early.id }))
    expect(visitors).toContainEqual(expect.objectContaining({ member: early.id, points: 9 }))
  })

  test('R8 a history that was there before they met goes along', () => {
    const [early, late] = [enrolment(1, { phone }), enrolment(2, { card: 'M2' })]
    const bought = sale(3, { customer: { member: late.id }, store: 'S02' })
    const third = enrolment(4, { phone, card: 'M2' })
    const world = worldOf(early, late, bought, third)
    expect(accountOf(world, early).points).toBe(3)
    expect(accountOf(world, early).visits).toHaveProperty('store:S02')
    const scopes = world
      .rows()
      .flatMap(({ table, scope, key }) => (table === 'visitor' && key === early.id ? [scope] : []))
    expect(scopes).toContain('store:S02')
  })

  test('R8 one enrolment with the credentials of two members joins the two, and a person is asked to check', () => {
    const all = [enrolment(1, { phone }), enrolment(2, { card: 'M2' }), enrolment(3, { phone, card: 'M2' })]
    const world = worldOf(...all)
    const ends = settled(world.rows()).flatMap(
      (row) => / account .*"redirect":"([^"]+)"/.exec(row)?.[1] ?? [],
    )
    expect(ends).toEqual([madeId(1), madeId(1)])
    expect(world.list('discrepancy')).toMatchObject([{ code: 'two-members-by-one-enrolment', op: madeId(3) }])
  })

  test('R9 a purchase with a credential that nobody owns waits for its owner', () => {
    const bought = sale(1, { customer: { kind: 'card', value: 'm0000007' } })
    const world = worldOf(bought)
    expect(world.list('claim')).toMatchObject([{ owner: null, waiting: [{ entry: { op: bought.id } }] }])
    const member = enrolment(2, { card: 'M0000007' })
    world.take(member).deliver()
    expect(accountOf(world, member)).toMatchObject({ points: 3 })
    expect(world.list('claim')).toMatchObject([{ owner: { member: member.id }, waiting: [] }])
  })
})

describe('online orders', () => {
  const owner = enrolment(1, { account: 'mei' })
  const placed = snapshot('N1', { account: 'mei' })
  const cut = { account: 'mei', revision: 2, cancellations: [{ id: 'c1', line: 1, amount: 400 }] }
  const refunded = { ...cut, revision: 3, refunds: [{ id: 'r1', amount: 150 }] }

  test('R7 with what was cancelled and refunded are one thread', () => {
    const world = worldOf(owner, placed, snapshot('N1', cut), snapshot('N1', refunded))
    expect(world.list('thread')).toHaveLength(1)
    expect(accountOf(world, owner)).toMatchObject({ points: 1 })
    expect(world.list('order')).toMatchObject([{ net: 150 }])
    const [receipt] = world.list('receipt')
    expect(receipt && [0, 1].map((one) => remainingQuantity(receipt, one))).toEqual([1, 0])
    expect(world.list('discrepancy')).toEqual([])
  })

  test('R13 are known by the e-invoices that their shop told last', () => {
    const first = { account: 'mei', invoices: ['UZ17690872'] }
    const world = worldOf(owner, snapshot('N1', first))
    expect(world.list('receipt')).toMatchObject([{ number: 'N1', invoices: ['UZ17690872'] }])
    const later = { ...cut, invoices: ['UZ17690872', 'UZ17690999'] }
    world.take(snapshot('N1', later)).deliver()
    expect(world.list('receipt')).toMatchObject([{ invoices: ['UZ17690872', 'UZ17690999'] }])
  })

  test('R7 told late or twice change nothing', () => {
    const told = [owner, placed, snapshot('N1', cut), snapshot('N1', refunded)]
    const world = worldOf(...told)
    const before = settled(world.rows())
    for (const one of [...told.slice(1), ...told.slice(1).reverse()]) world.take(one).deliver()
    expect(settled(world.rows())).toEqual(before)
  })

  test('R7 whose snapshots come in the wrong order end as the newest one says', () => {
    const right = worldOf(owner, placed, snapshot('N1', cut), snapshot('N1', refunded))
    const wrong = worldOf(owner, snapshot('N1', refunded), placed, snapshot('N1', cut))
    expect(wrong.list('order')).toEqual(right.list('order'))
    expect(accountOf(wrong, owner).points).toBe(accountOf(right, owner).points)
  })

  test('R4 R7 are given back from in a store like any receipt', () => {
    const world = worldOf(owner, placed, giveBack(3, [{ ref: orderRef('shop', 'N1'), quantity: 3 }]))
    expect(world.list('discrepancy')).toMatchObject([
      { code: 'returned-more-than-sold', params: { receipt: 'N1', sold: 2, returned: 3 } },
    ])
    expect(accountOf(world, owner).points).toBe(2)
  })
})

const drawn = (seed: number): Mail =>
  (() => {
    const random = new Random(seed)
    return (waiting) => random.int(waiting)
  })()

describe('L4: messages in any order', () => {
  test('L4 R8 R5 the rows end the same, whichever way the mail took', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (history, seed) => {
        const prompt = worldOf(...history)
        const late = new World()
        for (const one of history) late.take(one)
        late.deliver(drawn(seed))
        expect(settled(late.rows())).toEqual(settled(prompt.rows()))
      }),
      { seed: 4, numRuns: 120 },
    )
  })

  test('L4 mail that is carried between the operations ends the same', () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.nat({ max: 13 }), (history, seed, cut) => {
        const mixed = new World()
        const mail = drawn(seed)
        for (const one of history.slice(0, cut)) mixed.take(one)
        mixed.deliver(mail)
        for (const one of history.slice(cut)) mixed.take(one)
        mixed.deliver(mail)
        expect(settled(mixed.rows())).toEqual(settled(worldOf(...history).rows()))
      }),
      { seed: 44, numRuns: 80 },
    )
  })
})
