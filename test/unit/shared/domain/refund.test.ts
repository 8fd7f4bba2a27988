import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { madeId } from '../../../make/ids.ts'
import { line } from '../../../make/operations.ts'
import { allocate } from '#shared/domain/allocate.ts'
import { type Line, priced, totalOf } from '#shared/domain/line.ts'
import { money } from '#shared/domain/money.ts'
import { disputesOf } from '#shared/domain/dispute.ts'
import { type Receipt, remainingQuantity, type Returned, returnedAmount } from '#shared/domain/receipt.ts'
import { paidForLines, refundableOf, refundsOf, refundTotal, type Wanted } from '#shared/domain/refund.ts'

const discount = (amount: number): Line =>
  priced({ sku: 'OFF', name: '折扣', quantity: 1, unitPrice: money(amount), kind: 'discount' })

const receiptOf = (lines: readonly Line[], over: Partial<Receipt> = {}): Receipt => ({
  ref: madeId(1),
  lines,
  number: 'R01-A-000001',
  where: 'store:S01',
  at: 0,
  businessDate: '2026-11-21',
  who: null,
  revision: 1,
  returned: {},
  ...over,
})

/** The receipt after these came back. */
function after(receipt: Receipt, id: string, wanted: readonly Wanted[]): Receipt {
  const lines = refundsOf(receipt, wanted).map(({ withheld: _, ...back }) => back)
  const returned: Returned = { lines, op: madeId(9), home: 'store:S01', revision: 1 }
  return { ...receipt, returned: { ...receipt.returned, [id]: returned } }
}

const amounts = (receipt: Receipt, ...wanted: Wanted[]): number[] =>
  refundsOf(receipt, wanted).map(({ amount }) => amount)

describe('R23 shares of a discount', () => {
  test('R23 sum to it exactly, the largest remainders first', () => {
    const paid = paidForLines([line('A', 100), line('B', 100), line('C', 100), discount(-100)])
    expect(paid).toEqual([66, 67, 67, 0])
    expect(paidForLines([line('A', 250, 2), line('B', 90), discount(-59)])).toEqual([450, 81, 0])
  })

  test('R23 are taken by what was paid for, and never by a line that was free or negative', () => {
    const badDebt = priced({ sku: 'D', name: '沖銷', quantity: 1, unitPrice: money(-30), kind: 'service' })
    expect(paidForLines([line('A', 100), line('B', 0), badDebt, discount(-10)])).toEqual([90, 0, -30, 0])
    expect(paidForLines([line('A', 100), discount(-400)])).toEqual([0, 0])
  })

  test('R23 whatever the weights are, sum to the amount', () => {
    fc.assert(
      fc.property(fc.nat(1e12), fc.array(fc.nat(1e9), { minLength: 1, maxLength: 30 }), (amount, weights) => {
        const shares = allocate(money(amount), weights)
        const whole = weights.reduce((total, weight) => total + weight, 0)
        expect(shares.reduce((total, share) => total + share, 0)).toBe(whole === 0 ? 0 : amount)
      }),
      { seed: 23 },
    )
  })
})

describe('R23 refunds', () => {
  test('R23 of parts sum to what was paid, and the last takes the tail', () => {
    const sold = receiptOf([line('A', 100, 3), discount(-100)])
    const one = after(sold, 'a', [{ line: 0, quantity: 1 }])
    const two = after(one, 'b', [{ line: 0, quantity: 1 }])
    expect([amounts(sold, { line: 0, quantity: 1 }), amounts(one, { line: 0, quantity: 1 })]).toEqual([
      [66],
      [67],
    ])
    expect(amounts(two, { line: 0, quantity: 1 })).toEqual([67])
    expect(amounts(sold, { line: 0, quantity: 3 })).toEqual([200])
  })

  test('R23 count what is on its way back as given', () => {
    const inFlight = [{ line: 0, quantity: 2, amount: money(200) }]
    const sold = receiptOf([line('A', 100, 3)], { inFlight })
    expect(remainingQuantity(sold, 0)).toBe(1)
    expect(amounts(sold, { line: 0, quantity: 1 })).toEqual([100])
    expect(amounts(sold, { line: 0, quantity: 2 })).toEqual([100])
  })

  test('R23 of a discount’s own line are nothing, and it does not come back', () => {
    const sold = receiptOf([line('A', 100), discount(-10)])
    expect(remainingQuantity(sold, 1)).toBe(0)
    expect(amounts(sold, { line: 1, quantity: 1 }, { line: 7, quantity: 1 })).toEqual([0, 0])
  })

  test('R23 never exceed what was paid, and all of it together is exactly that', () => {
    const priceAndQuantity = fc.tuple(fc.nat(5000), fc.integer({ min: 1, max: 7 }))
    fc.assert(
      fc.property(
        fc.array(priceAndQuantity, { minLength: 1, maxLength: 6 }),
        fc.nat(3000),
        fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 4 })), { maxLength: 20 }),
        (goods, off, backs) => {
          const lines = [
            ...goods.map(([price, quantity], n) => line(`G${n}`, price, quantity)),
            discount(-off),
          ]
          let receipt = receiptOf(lines)
          const paid = Math.max(0, totalOf(lines))
          for (const [n, [place, quantity]] of backs.entries())
            receipt = after(receipt, `r${n}`, [{ line: place % goods.length, quantity }])
          const given = (): number =>
            Object.values(receipt.returned).reduce((total, { lines: back }) => total + refundTotal(back), 0)
          expect(given()).toBeLessThanOrEqual(paid)
          receipt = after(
            receipt,
            'rest',
            goods.map((_, place) => ({ line: place, quantity: remainingQuantity(receipt, place) })),
          )
          expect(given()).toBe(paid)
        },
      ),
      { seed: 230, numRuns: 300 },
    )
  })
})

describe('R24 gifts', () => {
  const gift: Line = { ...line('CUP', 0, 1), gift: { of: 0, value: money(80) } }
  const sold = receiptOf([line('TEA', 300, 2), gift])

  test('R24 that are kept are charged when the last of their line comes back', () => {
    expect(amounts(sold, { line: 0, quantity: 1 })).toEqual([300])
    expect(refundsOf(sold, [{ line: 0, quantity: 2 }])).toMatchObject([{ amount: 520, withheld: 80 }])
    const half = after(sold, 'a', [{ line: 0, quantity: 1 }])
    expect(refundsOf(half, [{ line: 0, quantity: 1 }])).toMatchObject([{ amount: 220, withheld: 80 }])
  })

  test('R24 that are worth more than what is left of the line are charged from its first part on', () => {
    const dear = receiptOf([
      line('TEA', 100, 2),
      { ...line('CUP', 0, 1), gift: { of: 0, value: money(150) } },
    ])
    expect(amounts(dear, { line: 0, quantity: 2 })).toEqual([50])
    const half = after(dear, 'a', [{ line: 0, quantity: 1 }])
    expect([returnedAmount(half, 0), amounts(half, { line: 0, quantity: 1 })]).toEqual([50, [0]])
    expect(amounts(half, { line: 0, quantity: 1 }, { line: 1, quantity: 1 })).toEqual([150, 0])
  })

  test('R24 that come back after their line give back what was kept for them, once', () => {
    const without = after(sold, 'a', [{ line: 0, quantity: 2 }])
    expect(returnedAmount(without, 0)).toBe(520)
    expect(amounts(without, { line: 1, quantity: 1 })).toEqual([80])
    const all = after(without, 'b', [{ line: 1, quantity: 1 }])
    expect([refundableOf(all, 0), refundableOf(all, 1), disputesOf(all)]).toEqual([520, 80, []])
  })

  test('R24 in however many parts and whatever order all of it comes back, what was paid is given back', () => {
    fc.assert(
      fc.property(
        fc.record({ price: fc.nat(500), quantity: fc.integer({ min: 1, max: 4 }), value: fc.nat(900) }),
        fc.array(fc.nat(1), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        ({ price, quantity, value }, order, isGiftKept) => {
          const cup: Line = { ...line('CUP', 0, 1), gift: { of: 0, value: money(value) } }
          let receipt = receiptOf([line('TEA', price, quantity), cup])
          const give = (id: string, place: number, units: number): void => {
            const left = Math.min(units, remainingQuantity(receipt, place))
            if (left > 0 && !(place === 1 && isGiftKept))
              receipt = after(receipt, id, [{ line: place, quantity: left }])
          }
          for (const [n, place] of order.entries()) give(`r${n}`, place, 1)
          give('s0', 0, quantity)
          give('s1', 1, 1)
          const given = returnedAmount(receipt, 0) + returnedAmount(receipt, 1)
          const paid = price * quantity
          expect(given).toBe(isGiftKept ? Math.max(0, paid - value) : paid)
          expect(disputesOf(receipt)).toEqual([])
        },
      ),
      { seed: 24, numRuns: 300 },
    )
  })

  test('R24 that come along, or came before, cost nothing', () => {
    expect(amounts(sold, { line: 0, quantity: 2 }, { line: 1, quantity: 1 })).toEqual([600, 0])
    const giftBack = after(sold, 'a', [{ line: 1, quantity: 1 }])
    expect(amounts(giftBack, { line: 0, quantity: 2 })).toEqual([600])
  })

  test('R24 cost at most what their line gives back', () => {
    const dear = { ...gift, gift: { of: 0, value: money(900) } }
    expect(amounts(receiptOf([line('TEA', 300, 2), dear]), { line: 0, quantity: 2 })).toEqual([0])
  })
})
