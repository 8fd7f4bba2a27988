import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { line } from '../../../make/operations.ts'
import { part } from '../../../make/pickups.ts'
import { dueLater, type PartProgress, partLines } from '#shared/domain/allocation.ts'
import { type Line, totalOf } from '#shared/domain/line.ts'
import { money, sum } from '#shared/domain/money.ts'
import { orderEnds } from '#shared/domain/order-ends.ts'
import { endsOf, shareOf } from '#shared/domain/pickup-units.ts'

const few = fc.integer({ min: 0, max: 6 })

test('R31 every unit is in exactly one of given, cancelled, expired and left, whatever was counted', () => {
  fc.assert(
    fc.property(fc.tuple(few, few, few), fc.integer({ min: 1, max: 6 }), (counted, quantity) => {
      const [given, cancelled, expired] = counted
      const one = { ...line('A1', 150, quantity), line: 0, picked: 0, cancelled, withdrawn: 0, expired }
      const handovers =
        given === 0 ? {} : { x: { lines: [{ line: 0, quantity: given, amount: money(0) }] } as never }
      const ends = endsOf({ handovers, shipments: {} }, one)
      expect(ends.given + ends.cancelled + ends.expired + ends.left).toBe(quantity)
      expect(Math.min(...Object.values(ends))).toBeGreaterThanOrEqual(0)
      expect(ends.given).toBe(Math.min(given, quantity))
    }),
    { seed: 31, numRuns: 300 },
  )
})

test('R31 every unit of an order is collected, returned, cancelled, expired, left, or no store’s', () => {
  const lines = [line('A1', 150, 5), line('B2', 60, 2), line('SVC', 80)]
  const told = { given: 3, cancelled: 1, expired: 0, left: 0, line: 0 }
  const unheard = { lines: [], allocation: { lines: [{ ...line('B2', 60, 2), line: 1, withdrawn: 0 }] } }
  const parts = { 1: { lines: [told] }, 2: unheard } as unknown as Readonly<Record<string, PartProgress>>
  const back = { lines: [{ line: 0, quantity: 2, amount: money(300) }] }
  const gone = { lines: [{ line: 0, quantity: 1, amount: money(150) }] }
  const returned = { r: back, 'cancellation:c': gone, p: { ...gone, ended: 1 } }
  const ends = orderEnds({ lines }, parts, { returned: returned as never })
  expect(ends).toEqual([
    { line: 0, collected: 1, returned: 2, cancelled: 1, expired: 0, left: 0, elsewhere: 1 },
    { line: 1, collected: 0, returned: 0, cancelled: 0, expired: 0, left: 2, elsewhere: 0 },
    { line: 2, collected: 0, returned: 0, cancelled: 0, expired: 0, left: 0, elsewhere: 1 },
  ])
})

describe('the parts of an order', () => {
  const lines = [line('A1', 100, 3), line('B2', 60, 2)]
  const two = [
    part({ part: 1, lines: [{ line: 0, quantity: 1 }] }),
    part({
      part: 2,
      lines: [
        { line: 0, quantity: 2 },
        { line: 1, quantity: 1 },
      ],
      paid: false,
    }),
  ]

  test('R37 have shares that add up to the line’s amount', () => {
    const odd = [{ ...line('A1', 100, 3), amount: money(299) }]
    const [one, other] = partLines({ lines: odd, cancellations: [] }, [
      part({ part: 1, lines: [{ line: 0, quantity: 1 }] }),
      part({ part: 2, lines: [{ line: 0, quantity: 2 }] }),
    ])
    expect([one?.lines?.[0]?.amount, other?.lines?.[0]?.amount]).toEqual([99, 200])
    const shares = [1, 2, 3].map((units) => money(shareOf(odd[0] ?? (lines[0] as never), units)))
    expect(shares.at(-1)).toBe(299)
  })

  test('R37 have shares that add up also when the line is dear and long', () => {
    expect(shareOf({ amount: money(999_694_176_300), quantity: 701_761 }, 701_761)).toBe(999_694_176_300)
  })

  test('R37 cost what is left of them after the discounts of the order', () => {
    const discounted: Line[] = [...lines, { ...line('OFF', -84), kind: 'discount' }]
    const told = partLines({ lines: discounted, cancellations: [] }, two)
    expect(told.map((one) => one.lines?.map(({ amount }) => amount))).toEqual([[80], [160, 48]])
    expect(dueLater({ lines: discounted, parts: two })).toBe(208)
  })

  test('R37 lose what is cancelled: first what no store has, then the last part', () => {
    const cancelled = (quantity: number, id = 'c1') => ({
      lines,
      cancellations: [
        {
          id,
          at: 0,
          date: '2026-03-02',
          lines: [
            { line: 0, quantity, amount: money(0) },
            { line: 1, quantity, amount: money(0) },
          ],
          amount: money(0),
        },
      ],
    })
    const withdrawn = (order: ReturnType<typeof cancelled>) =>
      partLines(order, two).map((told) => told.lines?.map((one) => one.withdrawn))
    expect(withdrawn(cancelled(1))).toEqual([[0], [1, 0]])
    expect(withdrawn(cancelled(3))).toEqual([[1], [2, 1]])
  })

  test('K4 a cancellation under an outflow’s key answers it, and withdraws nothing again', () => {
    const id = '00000000-0000-7000-8000-000000000001.1:cancelled:x'
    const cancellations = [
      {
        id,
        at: 0,
        date: '2026-03-02',
        lines: [{ line: 0, quantity: 2, amount: money(0) }],
        amount: money(0),
      },
    ]
    const told = partLines({ lines, cancellations }, two)
    expect(told.flatMap((one) => one.lines ?? []).map((one) => one.withdrawn)).toEqual([0, 0, 0])
  })

  test.each([
    ['a line that is not there', [part({ lines: [{ line: 7, quantity: 1 }] })]],
    [
      'a line twice',
      [
        part({
          lines: [
            { line: 0, quantity: 1 },
            { line: 0, quantity: 1 },
          ],
        }),
      ],
    ],
    ['more than was ordered', [part({ lines: [{ line: 1, quantity: 3 }] })]],
  ])('R37 that name %s are malformed', (_, parts) => {
    expect(partLines({ lines, cancellations: [] }, parts)[0]?.lines).toBeNull()
  })

  test('R37 of which two have the same number are one and a malformed one', () => {
    const told = partLines({ lines, cancellations: [] }, [two[0], two[0]] as never)
    expect(told.map((one) => one.lines === null)).toEqual([false, true])
  })

  test('R33 that are not paid are what is due later', () => {
    expect(dueLater({ lines, parts: two })).toBe(260)
    expect(sum([totalOf(lines), money(-dueLater({ lines, parts: two }))])).toBe(160)
  })
})
