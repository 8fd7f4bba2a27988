import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromBase64Url, toBase64Url, utf8 } from '#shared/base/bytes.ts'

test.each([
  ['', ''],
  ['f', 'Zg'],
  ['fo', 'Zm8'],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg'],
  ['fooba', 'Zm9vYmE'],
  ['foobar', 'Zm9vYmFy'],
])('RFC 4648 §10: %j is %j', (text, encoded) => {
  expect(toBase64Url(utf8(text))).toBe(encoded)
})

test('base64url is the platform’s, there and back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64url')
      expect(toBase64Url(bytes)).toBe(text)
      expect(fromBase64Url(text)).toEqual(new Uint8Array(bytes))
    }),
    { seed: 4648 },
  )
})

test.each(['A', 'AAAAA', 'AA=', 'A A', 'A+/A'])('%j is not base64url', (text) => {
  expect(fromBase64Url(text)).toBeUndefined()
})

test('text becomes the same UTF-8 as the platform writes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(utf8(text)).toEqual(new Uint8Array(new TextEncoder().encode(text)))
    }),
    { seed: 3629 },
  )
})
