import { describe, expect, test } from 'vitest'
import { madeId } from '../../../make/ids.ts'
import {
  cash,
  enrolment,
  giveBack,
  line,
  made,
  operationOf,
  sale,
  stockFound,
} from '../../../make/operations.ts'
import { World } from '../../../make/world.ts'
import { apply, applyNeeds } from '#shared/sync/apply.ts'
import { homeOf, whoOf } from '#shared/sync/given.ts'

const worldOf = (...all: Parameters<World['take']>[0][]): World => {
  const world = new World()
  for (const one of all) world.take(one).deliver()
  return world
}

describe('a sale', () => {
  test('R2 stands in the journal of its store with its total and its units', () => {
    const world = worldOf(sale(1, { lines: [line('A1', 150, 2), line('B2', 60, 3)] }))
    expect(world.list('ticket')).toMatchObject([
      { kind: 'sale', number: 'R01-A-000001', total: 480, lineCount: 2, units: 5, staff: 'E01', who: null },
    ])
    expect(world.list('discrepancy')).toEqual([])
  })

  test('R1 R2 whose sums are wrong is kept, and each is named', () => {
    const wrong = sale(1, {
      lines: [{ ...line('A1', 150, 2), amount: line('X', 299).amount }],
      total: 310,
      tenders: [cash(5)],
    })
    const world = worldOf(wrong)
    expect(world.list('ticket')).toHaveLength(1)
    const codes = world.list('discrepancy').map(({ code }) => code)
    expect(codes.sort()).toEqual(['line-amount-differs', 'tenders-differ', 'total-differs'])
  })

  test('R12 whose receipt number was used is kept beside the first, and flagged', () => {
    const world = worldOf(sale(1, { receipt: 'R01-A-000007' }), sale(2, { receipt: 'R01-A-000007' }))
    expect(
      world
        .list('ticket')
        .map(({ op }) => op)
        .sort(),
    ).toEqual([madeId(1), madeId(2)])
    expect(world.list('discrepancy')).toMatchObject([{ code: 'receipt-number-used-twice', op: madeId(2) }])
    expect(world.list('receipt')).toHaveLength(2)
  })

  test('R12 in another store may have the same number', () => {
    const number = { receipt: 'R01-A-000007' }
    const world = worldOf(sale(1, number), sale(2, { ...number, store: 'S02' }))
    expect(world.list('discrepancy')).toEqual([])
  })
})

test('R5 a return stands in the journal as money that went out', () => {
  const world = worldOf(giveBack(1, [{ quantity: 2 }]))
  expect(world.list('ticket')).toMatchObject([{ kind: 'return', total: -300, units: -2 }])
})

test('a stock correction moves units and no money', () => {
  const world = worldOf(stockFound(1, -3))
  expect(world.list('ticket')).toMatchObject([{ kind: 'stock', total: 0, units: -3, number: null }])
})

describe('the data beside an operation', () => {
  test('F4 that is not what was committed to is named, and nobody is enrolled', () => {
    const honest = enrolment(1, { phone: '0912345678' })
    const [sidecar] = honest.sidecars
    if (!sidecar) throw new Error('no sidecar')
    const bent = { ...honest, sidecars: [{ ...sidecar, data: { ...sidecar.data, phone: '+886900000000' } }] }
    const world = worldOf(bent)
    expect(world.list('discrepancy')).toMatchObject([{ code: 'sidecar-differs', op: honest.id }])
    expect([world.list('member'), world.list('account'), world.list('claim')]).toEqual([[], [], []])
  })

  test('F4 that was erased leaves the operation whole: the sale counts, to nobody', () => {
    const sold = sale(1, { customer: { kind: 'phone', value: '0912345678' } })
    const world = worldOf({ ...sold, sidecars: [] }, { ...enrolment(2), sidecars: [] })
    expect(world.list('ticket')).toMatchObject([{ total: 300, who: null }])
    expect(world.list('discrepancy')).toEqual([])
    expect(world.list('member')).toEqual([])
  })

  test('R9 says whose purchase it is', () => {
    const { body, sidecars } = sale(1, { customer: { kind: 'card', value: 'm0000001' } })
    const given = new World().given({ id: madeId(1), body, sidecars })
    const who = given.operation.kind === 'sale.complete' ? given.operation.args.who : undefined
    expect(whoOf(given, who)).toEqual({
      credential: 'card:1f4d193c36fdaafda3201ee87dd1ff65769d2f86705915546f1ac1c3595f9044',
    })
    expect(whoOf(given, undefined)).toBeNull()
    expect(whoOf(given, { member: madeId(5) })).toEqual({ member: madeId(5) })
  })
})

test('an operation belongs to its store or to its channel, and to nothing else', () => {
  expect(homeOf({ store: 'S01' })).toBe('store:S01')
  expect(homeOf({ channel: 'shop' })).toBe('channel:shop')
  expect(() => homeOf({})).toThrow('belongs')
})

test('Y12 the rules read no more of a home than they say they need', () => {
  const all = [sale(1), giveBack(2, [{ ref: madeId(1) }]), enrolment(3), stockFound(4, 1)]
  const world = new World()
  for (const one of all) {
    const given = world.given(one)
    const needs = applyNeeds(given).map(({ scope, table, key }) => `${scope} ${table} ${key}`)
    apply(given, {
      get: (scope, table, key) => {
        expect(needs).toContain(`${scope} ${table} ${key}`)
        return null
      },
    })
  }
})

test('Y12 the same operation over the same rows comes to the same', () => {
  const given = new World().given(sale(1))
  expect(apply(given, new World())).toEqual(apply(given, new World()))
  expect(() => operationOf(made(1, { kind: 'sale.complete', args: {} }, { scene: {} }))).toThrow(
    'cannot be read',
  )
})
