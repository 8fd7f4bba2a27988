import { describe, expect, test } from 'vitest'
import { money } from '#shared/domain/money.ts'
import { madeId } from '../../../make/ids.ts'
import { cash, giveBack, line, type Made, sale } from '../../../make/operations.ts'
import { World } from '../../../make/world.ts'

const foundBy = (...all: readonly Made[]) => {
  const world = new World()
  for (const one of all) world.take(one).deliver()
  return world.list('discrepancy')
}

describe('R46 a ticket that does not add up says what it should have come to, and what is missing', () => {
  const own = { is: 'sale', op: madeId(1), where: 'store:S01', staff: 'E01', number: 'R01-A-000001' }

  test('the total', () => {
    expect(foundBy(sale(1, { total: 250, tenders: [cash(250)] }))).toMatchObject([
      {
        code: 'total-differs',
        cost: 50,
        facts: [
          { ...own, amount: 250 },
          { is: 'lines', amount: 300 },
        ],
      },
    ])
  })

  test('the payments', () => {
    expect(foundBy(sale(1, { tenders: [cash(280)] }))).toMatchObject([
      { code: 'tenders-differ', cost: 20, facts: [{ amount: 300 }, { is: 'payments', amount: 280 }] },
    ])
  })

  test('the change', () => {
    const tenders = [{ kind: 'cash', amount: 300, tendered: 500, change: 230 }]
    expect(foundBy(sale(1, { tenders }))).toMatchObject([
      { code: 'change-differs', cost: 30, facts: [{ amount: 300 }, { is: 'payments', amount: 270 }] },
    ])
  })

  test('a line; what was taken too much is no loss', () => {
    const lines = [{ ...line('A1', 150, 2), amount: money(400) }]
    expect(foundBy(sale(1, { lines }))).toMatchObject([
      { code: 'line-amount-differs', cost: -100, facts: [{ amount: 400 }, { is: 'lines', amount: 300 }] },
    ])
  })

  test('a return, which loses what it gives too much', () => {
    const found = foundBy(sale(1), giveBack(2, [{ ref: madeId(1) }], { total: 170 }))
    expect(found).toMatchObject([
      {
        code: 'total-differs',
        cost: 20,
        facts: [
          { is: 'return', amount: -170 },
          { is: 'lines', amount: -150 },
        ],
      },
    ])
  })
})

test('R46 a number that came twice names both tickets', () => {
  const twice = { receipt: 'R01-A-000001' }
  expect(foundBy(sale(1, twice), sale(2, twice))).toMatchObject([
    {
      facts: [
        { is: 'sale', op: madeId(1) },
        { is: 'sale', op: madeId(2) },
      ],
    },
  ])
})

test('R46 what came back too often names the sale and the returns, and what was given beyond its price', () => {
  const sold = sale(1)
  const backs = [2, 3].map((n) =>
    giveBack(n, [{ ref: sold.id, quantity: 2 }], n === 3 ? { store: 'S02', register: 'R02' } : {}),
  )
  const [found] = foundBy(sold, ...backs)
  expect(found).toMatchObject({
    code: 'returned-more-than-sold',
    cost: 300,
    facts: [
      { is: 'sale', op: sold.id, quantity: 2, amount: 300 },
      { is: 'return', op: madeId(2), where: 'store:S01', amount: -300 },
      { is: 'return', op: madeId(3), where: 'store:S02', amount: -300 },
    ],
  })
})
