import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CredentialKind, credentialKey, normalised } from '#shared/domain/credential.ts'

test.each([
  '0912345678',
  '0912-345-678',
  '0912 345 678',
  '(0912)345678',
  '+886912345678',
  '886912345678',
  '０９１２３４５６７８',
])('R10 the phone %s is +886912345678', (value) => {
  expect(normalised({ kind: 'phone', value })).toEqual({ kind: 'phone', value: '+886912345678' })
})

test('R10 a number of another country or of a house stays as it is, without blanks', () => {
  expect(normalised({ kind: 'phone', value: '02-2345 6789' }).value).toBe('0223456789')
  expect(normalised({ kind: 'phone', value: '+81 90 1234 5678' }).value).toBe('+819012345678')
})

test('R10 cards are in upper case, accounts keep theirs', () => {
  expect(normalised({ kind: 'card', value: ' m0000001 ' }).value).toBe('M0000001')
  expect(normalised({ kind: 'card', value: 'Ｍ０００００１２' }).value).toBe('M0000012')
  expect(normalised({ kind: 'account', value: 'Mei.Chen@Shop' }).value).toBe('Mei.Chen@Shop')
})

test('R10 a spelling that was made one stays that one', () => {
  const credential = fc.record({
    kind: fc.constantFrom(...CredentialKind.options),
    value: fc.string({ unit: 'grapheme' }),
  })
  fc.assert(
    fc.property(credential, (one) => {
      const once = normalised(one)
      expect(normalised(once)).toEqual(once)
    }),
    { seed: 15, numRuns: 300 },
  )
})

test('R10 one credential has one key, whoever spelt it; kinds do not mix', () => {
  const phone = 'phone:6d9f2d704e0218f6a78421a96dc2b92efa26a5fbcb76cdcc68753536c9c50bd9'
  expect(credentialKey({ kind: 'phone', value: '0912-345-678' })).toBe(phone)
  expect(credentialKey({ kind: 'phone', value: '+886 912 345 678' })).toBe(phone)
  expect(credentialKey({ kind: 'card', value: 'm0000001' })).toBe(
    'card:1f4d193c36fdaafda3201ee87dd1ff65769d2f86705915546f1ac1c3595f9044',
  )
})
