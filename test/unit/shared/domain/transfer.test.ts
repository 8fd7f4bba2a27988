import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  joined,
  type Transfer,
  transferAt,
  transferredLines,
  transferState,
} from '#shared/domain/transfer.ts'
import { madeId } from '../../../make/ids.ts'

const way = { id: madeId(1), from: 'S02', to: 'S01' }
const nothing: Transfer = { ...way, asked: null, sent: {}, received: {} }
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

  test('is as new as the last that was heard of it', () => {
    expect(transferAt(all(asking(2), sending(9, 5), receiving(4, 5)))).toBe(9)
  })
})
