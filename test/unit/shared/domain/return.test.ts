import { expect, test } from 'vitest'
import { madeId } from '../../../make/ids.ts'
import { giveBack, operationOf } from '../../../make/operations.ts'
import { partsOf } from '#shared/domain/return.ts'

test('R5 a return of several receipts has a part for each, and one for what has none', () => {
  const [one, other] = [madeId(1), madeId(2)]
  const made = giveBack(9, [
    { ref: one, line: 0, quantity: 2 },
    { price: 80 },
    { ref: other, line: 3, price: 400 },
    { ref: one, line: 1, price: 10 },
  ])
  const operation = operationOf(made)
  if (operation.kind !== 'return.complete') throw new Error('not a return')
  const parts = partsOf(operation.args)
  expect(parts).toEqual([
    {
      ref: one,
      amount: 310,
      lines: [
        { line: 0, quantity: 2, amount: 300 },
        { line: 1, quantity: 1, amount: 10 },
      ],
      articles: ['A1', 'A1'],
    },
    { ref: null, amount: 80, lines: [{ line: 1, quantity: 1, amount: 80 }], articles: ['A1'] },
    { ref: other, amount: 400, lines: [{ line: 3, quantity: 1, amount: 400 }], articles: ['A1'] },
  ])
})
