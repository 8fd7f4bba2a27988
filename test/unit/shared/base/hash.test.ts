import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromHex, toHex, utf8 } from '#shared/base/bytes.ts'
import {
  addLanes,
  keyedCheck,
  NO_LANES,
  rowLanes,
  sha256Hex,
  sha256OfBytes,
  subtractLanes,
} from '#shared/base/hash.ts'
import { sha256 as serverSha256 } from '#server/sync/incoming.ts'

test('SHA-256 of the text abc is what FIPS 180-4 says', () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(sha256Hex('abc')).toBe(abc)
  expect(toHex(sha256OfBytes(utf8('abc')))).toBe(abc)
})

test('HMAC-SHA-256 is what RFC 4231 case 2 says', () => {
  const check = keyedCheck(utf8('Jefe'), utf8('what do ya want for nothing?'))
  expect(toHex(check)).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843')
})

test('F1 the tablet and the server hash every text alike', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const expected = createHash('sha256').update(text, 'utf8').digest('hex')
      expect(sha256Hex(text)).toBe(expected)
      expect(serverSha256(text)).toBe(expected)
    }),
    { seed: 1804, numRuns: 200 },
  )
})

test('the keyed check is the platform’s', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 80 }), (key, message) => {
      const expected = createHmac('sha256', key).update(message).digest('hex')
      expect(toHex(keyedCheck(key, message))).toBe(expected)
    }),
    { seed: 2104, numRuns: 50 },
  )
})

test('Y9 what a row adds to its scope’s checksum is fixed', () => {
  expect(rowLanes('ticket', 'R01-A-000001', '{"total":300}')).toEqual([3_244_107_374, 1_268_894_664])
  expect(rowLanes('', '', '')).toEqual([2_215_755_809, 493_956_859])
})

test('Y9 table, key and content each count, and so does where one ends and the next begins', () => {
  const rows = [
    ['a', 'b', 'c'],
    ['ab', '', 'c'],
    ['a', 'bc', ''],
    ['a', 'b', 'd'],
    ['', 'ab', 'c'],
  ] as const
  const lanes = rows.map(([table, key, value]) => rowLanes(table, key, value).join(' '))
  expect(new Set(lanes).size).toBe(rows.length)
})

test('Y9 two rows that change places do not look like what they were', () => {
  const before = addLanes(rowLanes('t', 'k1', 'one'), rowLanes('t', 'k2', 'two'))
  const after = addLanes(rowLanes('t', 'k1', 'two'), rowLanes('t', 'k2', 'one'))
  expect(after).not.toEqual(before)
})

test('Y9 a sum does not depend on the order of its rows, and taking a row away undoes adding it', () => {
  const lane = fc.integer({ min: 0, max: 0xffffffff })
  const lanes = fc.array(fc.tuple(lane, lane), { maxLength: 20 })
  fc.assert(
    fc.property(lanes, (rows) => {
      const forth = rows.reduce<readonly [number, number]>(addLanes, NO_LANES)
      const back = [...rows].reverse().reduce<readonly [number, number]>(addLanes, NO_LANES)
      expect(back).toEqual(forth)
      expect(rows.reduce<readonly [number, number]>(subtractLanes, forth)).toEqual(NO_LANES)
    }),
    { seed: 9, numRuns: 100 },
  )
})

test('hex goes there and back, and odd hex is refused', () => {
  expect(toHex(fromHex('00ff7f80'))).toBe('00ff7f80')
  expect(() => fromHex('0')).toThrow('pairs')
  expect(() => fromHex('0G')).toThrow('pairs')
})
