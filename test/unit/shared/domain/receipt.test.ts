import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { line } from '../../../make/operations.ts'
import { madeId } from '../../../make/ids.ts'
import { fromHex, toHex } from '#shared/base/bytes.ts'
import { id, timeOrderedId } from '#shared/base/id.ts'
import { dateFromDays } from '#shared/base/time.ts'
import { MONEY_MAX, money } from '#shared/domain/money.ts'
import {
  incarnationLetter,
  isReceiptCode,
  readReceiptCode,
  ReceiptNumber,
  receiptCode,
  receiptNumber,
  type Receipt,
  remainingQuantity,
  returnedAmount,
  returnedLines,
  returnedQuantity,
} from '#shared/domain/receipt.ts'

test('R12 F5 a receipt number is register, letters and counter', () => {
  expect(receiptNumber('R01', 'A', 123)).toBe('R01-A-000123')
  expect(receiptNumber('7', 'AB', 1_234_567)).toBe('7-AB-1234567')
  expect(ReceiptNumber.safeParse('R01-A-000123').success).toBe(true)
  for (const text of ['R01-A-123', 'r01-A-000123', 'R01-1-000123', 'R01-A-000123 ', '']) {
    expect(ReceiptNumber.safeParse(text).success).toBe(false)
  }
})

test('R12 letters go on after Z, and no two incarnations have the same', () => {
  expect([1, 2, 26, 27, 52, 53, 702, 703].map(incarnationLetter)).toEqual([
    'A',
    'B',
    'Z',
    'AA',
    'AZ',
    'BA',
    'ZZ',
    'AAA',
  ])
  expect(new Set(Array.from({ length: 2000 }, (_, n) => incarnationLetter(n + 1))).size).toBe(2000)
})

describe('the code on a receipt', () => {
  const key = new Uint8Array(32)
  const sale = id('0192f000-0000-7000-8000-000000000001')
  const written = [
    [300, 'OC1.AZLwAAAAcACAAAAAAAAAAVAiAAAAAAEs-NS4uasqpus'],
    [-300, 'OC1.AZLwAAAAcACAAAAAAAAAAVAi______7UAs4-m17xlIg'],
    [999_999_999_999, 'OC1.AZLwAAAAcACAAAAAAAAAAVAiAOjUpQ__5emXriyPAyg'],
  ] as const

  test.each(written)('R13 F5 of a sale over NT$%i is %s', (total, code) => {
    const facts = { sale, businessDate: '2026-03-02', total: money(total) }
    expect(receiptCode(facts, key)).toBe(code)
    expect(readReceiptCode(code, key)).toEqual(facts)
  })

  test('R13 is read back, whatever it says', () => {
    const facts = fc.record({
      at: fc.integer({ min: 0, max: 2 ** 47 }),
      random: fc.uint8Array({ minLength: 10, maxLength: 10 }),
      days: fc.integer({ min: 0, max: 65_535 }),
      total: fc.integer({ min: -MONEY_MAX, max: MONEY_MAX }),
      secret: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    })
    fc.assert(
      fc.property(facts, ({ at, random, days, total, secret }) => {
        const told = {
          sale: timeOrderedId(at, random),
          businessDate: dateFromDays(days),
          total: money(total),
        }
        expect(readReceiptCode(receiptCode(told, secret), secret)).toEqual(told)
      }),
      { seed: 13, numRuns: 100 },
    )
  })

  test('R13 of another chain is not read', () => {
    const code = receiptCode(
      { sale, businessDate: '2026-03-02', total: money(300) },
      fromHex('01'.repeat(32)),
    )
    expect(isReceiptCode(code)).toBe(true)
    expect(readReceiptCode(code, key)).toBeUndefined()
  })

  test('R13 with one letter changed is not read, whichever it is', () => {
    const [[, code]] = written
    for (let at = 4; at < code.length; at++) {
      const other = code[at] === 'A' ? 'B' : 'A'
      const changed = code.slice(0, at) + other + code.slice(at + 1)
      const read = readReceiptCode(changed, key)
      // The last letter carries two bits that no byte holds.
      if (at < code.length - 1) expect(read, changed).toBeUndefined()
    }
  })

  test.each([
    '',
    'OC1.',
    'OC1.AAAA',
    'OC2.AZLw',
    '4006381333931',
    'OC1.AZLwAAAAcACAAAAAAAAAAVAiAAAAAAEs-NS4uasqpusA',
  ])('R13 %j is none', (text) => {
    expect(readReceiptCode(text, key)).toBeUndefined()
  })

  test('R13 fits a QR code of version 3', () => {
    const [[, code]] = written
    expect(code.length).toBeLessThanOrEqual(53)
    expect(toHex(key)).toHaveLength(64)
  })
})

describe('what can still come back', () => {
  const receipt: Receipt = {
    ref: madeId(1),
    lines: [line('A1', 150, 3), line('B2', 400)],
    number: 'R01-A-000001',
    where: 'store:S01',
    at: 0,
    businessDate: '2026-03-02',
    who: null,
    revision: 1,
    returned: {
      r1: {
        lines: [{ line: 0, quantity: 1, amount: money(150) }],
        op: madeId(2),
        home: 'store:S01',
        revision: 1,
      },
      r2: {
        lines: [{ line: 0, quantity: 1, amount: money(140) }],
        op: madeId(3),
        home: 'store:S02',
        revision: 1,
      },
    },
  }

  test('R4 is what was sold less what came back, over all stores', () => {
    expect(remainingQuantity(receipt, 0)).toBe(1)
    expect(remainingQuantity(receipt, 1)).toBe(1)
    expect([returnedQuantity(receipt, 0), returnedAmount(receipt, 0)]).toEqual([2, 290])
    expect(returnedLines(receipt)).toEqual([0])
  })

  test('R4 is never less than nothing, also of a line that was never sold', () => {
    const back = {
      lines: [{ line: 0, quantity: 9, amount: money(1) }],
      op: madeId(4),
      home: 'store:S01',
      revision: 1,
    }
    expect(remainingQuantity({ ...receipt, returned: { back } }, 0)).toBe(0)
    expect(remainingQuantity(receipt, 7)).toBe(0)
  })

  test('R5 is nothing while the sale has not arrived', () => {
    expect(remainingQuantity({ ...receipt, lines: null }, 0)).toBe(0)
  })
})
