import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  endingOf,
  joined,
  type Transfer,
  transferAt,
  transferredLines,
  transferState,
} from '#shared/domain/transfer.ts'
import { madeId } from '../../../make/ids.ts'

const way = { id: madeId(1), from: 'S02', to: 'S01' }
const nothing: Transfer = { ...way, asked: null, sent: {}, received: {}, ended: {} }
const part = (at: number, quantity: number) => ({
  at,
  staff: 'E01',
  lines: [{ sku: 'A1', name: '茶', quantity }],
})
const asking = (n: number): Transfer => ({ ...nothing, asked: part(n, 5) })
const sending = (n: number, quantity: number): Transfer => ({
  ...nothing,
  sent: { [madeId(n)]: part(n, quantity) },
})
const receiving = (n: number, quantity: number, complete = true): Transfer => ({
  ...nothing,
  received: { [madeId(n)]: { ...part(n, quantity), complete } },
})
const ending = (n: number, is: 'declined' | 'withdrawn'): Transfer => ({
  ...nothing,
  ended: {
    [madeId(n)]:
      is === 'declined' ? { at: n, staff: 'E02', is, reason: '賣完了' } : { at: n, staff: 'E01', is },
  },
})
const all = (...parts: Transfer[]): Transfer =>
  parts.reduce<Transfer | null>((known, told) => joined(known, told), null) ?? nothing

describe('a transfer', () => {
  test('R44 is asked for, on its way, and received', () => {
    const parts = [asking(2), sending(3, 5), receiving(4, 5)]
    const states = parts.map((_, n) => transferState(all(...parts.slice(0, n + 1))))
    expect(states).toEqual(['asked', 'on-the-way', 'received'])
  })

  test('R44 every piece that was sent is received, on its way or missing', () => {
    const steps = fc.array(
      fc.record({
        is: fc.constantFrom('send', 'arrive', 'last'),
        units: fc.integer({ min: 1, max: 9 }),
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(steps, (drawn) => {
        const parts = drawn.map(({ is, units }, n) =>
          is === 'send' ? sending(n + 2, units) : receiving(n + 2, units, is === 'last'),
        )
        for (const line of transferredLines(all(...parts))) {
          expect(line.sent).toBe(line.received + line.inTransit + line.missing)
          expect(line.inTransit).toBeGreaterThanOrEqual(0)
        }
        expect(all(...parts.toReversed(), ...parts)).toEqual(all(...parts))
      }),
      { seed: 44, numRuns: 200 },
    )
  })

  test('R44 the rest of a delivery is on its way until somebody says that it is all', () => {
    const some = all(sending(2, 5), receiving(3, 3, false))
    expect([transferState(some), transferredLines(some)[0]?.inTransit]).toEqual(['on-the-way', 2])
    const over = all(some, receiving(4, 1))
    expect([transferState(over), transferredLines(over)[0]?.missing]).toEqual(['differs', 1])
  })

  test('R44 what came without being sent differs until the sender is heard', () => {
    const early = all(receiving(3, 5))
    expect(transferState(early)).toBe('differs')
    expect(transferState(all(early, sending(2, 5)))).toBe('received')
  })

  test('R44 what was asked for is owed until it is sent, declined or withdrawn', () => {
    const owed = (...parts: Transfer[]) => transferredLines(all(...parts))[0]?.owed
    expect([owed(asking(2)), owed(asking(2), sending(3, 2)), owed(asking(2), sending(3, 7))]).toEqual([
      5, 3, 0,
    ])
    expect(owed(asking(2), receiving(3, 2))).toBe(0)
    for (const is of ['declined', 'withdrawn'] as const) {
      expect([owed(asking(2), ending(3, is)), transferState(all(ending(3, is), asking(2)))]).toEqual([0, is])
    }
  })

  test('R44 what the sender says of the end comes before what the asker says, whichever was heard first', () => {
    const both = [asking(2), ending(3, 'withdrawn'), ending(4, 'declined')]
    expect(endingOf(all(...both))).toMatchObject({ is: 'declined', reason: '賣完了' })
    expect(all(...both.toReversed())).toEqual(all(...both))
  })

  test('R44 what left before it was declined or withdrawn is on its way, and is missing when it does not come', () => {
    const left = [asking(2), ending(4, 'withdrawn'), sending(3, 4)]
    expect([transferState(all(...left)), transferredLines(all(...left))[0]]).toMatchObject([
      'on-the-way',
      { owed: 0, inTransit: 4 },
    ])
    expect(transferState(all(...left, receiving(5, 3)))).toBe('differs')
  })

  test('is as new as the last that was heard of it', () => {
    expect(transferAt(all(asking(2), sending(9, 5), receiving(4, 5)))).toBe(9)
    expect(transferAt(all(asking(2), ending(7, 'declined')))).toBe(7)
  })
})
