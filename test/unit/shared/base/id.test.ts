import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromHex } from '#shared/base/bytes.ts'
import { sha256Hex } from '#shared/base/hash.ts'
import { id, idFromText, isId, madeAt, timeOrderedId, uuidBytes, uuidText } from '#shared/base/id.ts'

test('F3 the example of RFC 9562 appendix A.6: a UUIDv7 of 2022-02-22', () => {
  const random = fromHex('0cc318c4dc0c0c07398f')
  expect(timeOrderedId(1_645_557_742_000, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')
})

test('F3 ids of a tablet sort by the time at which they were made', () => {
  const random = fc.uint8Array({ minLength: 10, maxLength: 10 })
  const time = fc.integer({ min: 0, max: 2 ** 48 - 2 })
  fc.assert(
    fc.property(time, random, random, (at, one, other) => {
      expect(timeOrderedId(at, one) < timeOrderedId(at + 1, other)).toBe(true)
    }),
    { seed: 9562 },
  )
})

test('F3 an id of a channel is a UUIDv8 of the text’s SHA-256, the same everywhere', () => {
  // SHA-256 of the empty text begins e3b0c44298fc1c149afbf4c8996fb924.
  expect(idFromText('', sha256Hex)).toBe('e3b0c442-98fc-8c14-9afb-f4c8996fb924')
})

test('an id goes to bytes and back', () => {
  const text = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f'
  expect(uuidText(uuidBytes(id(text)))).toBe(text)
})

test.each([
  '017F22E2-79B0-7CC3-98C4-DC0C0C07398F',
  '017f22e2-79b0-4cc3-98c4-dc0c0c07398f',
  '017f22e2-79b0-7cc3-c8c4-dc0c0c07398f',
  '017f22e279b07cc398c4dc0c0c07398f',
  '',
])('%j is not an id', (text) => {
  expect(isId(text)).toBe(false)
  expect(() => id(text)).toThrow('is not an id')
})

test('a clock before 1970 and too little randomness make no wrong id', () => {
  expect(isId(timeOrderedId(-5, new Uint8Array(10)))).toBe(true)
  expect(() => timeOrderedId(0, new Uint8Array(9))).toThrow('10 random bytes')
})

test('a time-ordered id tells when it was made, a computed one does not', () => {
  expect(madeAt(timeOrderedId(1_772_409_600_123, new Uint8Array(10)))).toBe(1_772_409_600_123)
  expect(madeAt(idFromText('order', sha256Hex))).toBeUndefined()
})
