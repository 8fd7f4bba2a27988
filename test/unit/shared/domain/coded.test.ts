import { describe, expect, test } from 'vitest'
import { givenByCode, withCodedLines } from '#shared/domain/coded.ts'
import { type CodedBack, type Line, priced } from '#shared/domain/line.ts'
import { money } from '#shared/domain/money.ts'
import type { Receipt, Returned } from '#shared/domain/receipt.ts'
import { madeId } from '../../../make/ids.ts'

const line = (sku: string, price: number, quantity = 1): Line =>
  priced({ sku, name: sku, quantity, unitPrice: money(price), kind: 'goods' })
const back = (sku: string, price: number, quantity = 1): CodedBack => ({
  sku,
  quantity,
  unitPrice: money(price),
  amount: money(price * quantity),
})
const byCode = (...coded: CodedBack[]): Returned => ({
  lines: [],
  coded,
  op: madeId(2),
  home: 'store:S02',
  revision: 1,
})
const named = (place: number, quantity = 1): Returned => ({
  lines: [{ line: place, quantity, amount: money(100) }],
  op: madeId(3),
  home: 'store:S01',
  revision: 1,
})

const receiptOf = (lines: readonly Line[] | null, returned: Record<string, Returned>): Receipt => ({
  ref: madeId(1),
  lines,
  number: 'R01-A-000001',
  where: 'store:S01',
  at: 0,
  businessDate: '2026-03-02',
  who: null,
  revision: 1,
  returned,
})
const found = (lines: readonly Line[], returned: Record<string, Returned>, id = 'b') =>
  withCodedLines(receiptOf(lines, returned)).returned[id]?.lines.map((one) => [
    one.line,
    one.quantity,
    one.amount,
  ])

describe('R13 what comes back by a code', () => {
  test.each([
    ['its article', [line('A', 100), line('B', 50)], { b: byCode(back('B', 50)) }, [[1, 1, 50]]],
    ['the price first', [line('A', 100), line('A', 80)], { b: byCode(back('A', 80)) }, [[1, 1, 80]]],
    [
      'what is open',
      [line('A', 100), line('A', 80)],
      { a: named(0), b: byCode(back('A', 100)) },
      [[1, 1, 100]],
    ],
    [
      'what is open, whatever came first',
      [line('A', 100), line('A', 80)],
      { b: byCode(back('A', 100)), c: named(0) },
      [[1, 1, 100]],
    ],
    [
      'all that is open, its money by the piece',
      [line('A', 100, 2), line('A', 80)],
      { b: byCode({ ...back('A', 100, 3), amount: money(200) }) },
      [
        [0, 2, 133],
        [1, 1, 67],
      ],
    ],
    [
      'too much, of the last line of it',
      [line('A', 100, 2), line('B', 50)],
      { b: byCode(back('A', 100, 3)) },
      [
        [0, 2, 200],
        [0, 1, 100],
      ],
    ],
    ['what the receipt never held, behind it', [line('A', 100)], { b: byCode(back('X', 70)) }, [[1, 1, 70]]],
    [
      'never a discount',
      [{ ...line('A', -10), kind: 'discount' as const }, line('A', 100)],
      { b: byCode(back('A', 100)) },
      [[1, 1, 100]],
    ],
    [
      'the same weight',
      [
        { ...line('T', 300), grams: 250 },
        { ...line('T', 300), grams: 875 },
      ],
      { b: byCode({ ...back('T', 300), grams: 875 }) },
      [[1, 1, 300]],
    ],
  ] as const)('is of %s', (...[, lines, returned, wanted]) => {
    expect(found(lines, returned)).toEqual(wanted)
  })

  test('takes turns in the order of the returns’ ids', () => {
    const returned = { c: byCode(back('A', 100)), b: byCode(back('A', 100)) }
    const lines = [line('A', 100), line('A', 80)]
    expect([found(lines, returned, 'b'), found(lines, returned, 'c')]).toEqual([[[0, 1, 100]], [[1, 1, 100]]])
  })

  test('is found again when it was found already', () => {
    const once = withCodedLines(receiptOf([line('A', 100, 2)], { b: byCode(back('A', 100, 2)) }))
    expect(withCodedLines(once)).toEqual(once)
  })

  test('waits for the lines, and is known by its amount until then', () => {
    const waiting = receiptOf(null, { a: named(0), b: byCode(back('A', 100), back('X', 40)) })
    expect(withCodedLines(waiting)).toBe(waiting)
    expect(givenByCode(waiting)).toBe(140)
  })
})
