import fc from 'fast-check'
import { expect, test } from 'vitest'
import { madeId } from '../../../make/ids.ts'
import { id } from '#shared/base/id.ts'
import { credentialKey } from '#shared/domain/credential.ts'
import {
  CATALOG,
  channelScope,
  credentialScope,
  DEFAULT_BUCKETS,
  deviceScope,
  directoryScope,
  isReplicated,
  memberScope,
  receiptsScope,
  scopeKind,
  scopesOfDevice,
  storeScope,
} from '#shared/sync/scope.ts'

test.each([
  ['0192f000-0000-7000-8000-000000000001', 1, 17],
  ['017f22e2-79b0-7cc3-98c4-dc0c0c07398f', 1, 41],
  ['0192f000-0000-7000-8000-00000000ffff', 6, 6],
])('F6 %s lives in bucket %i of 8 and %i of 64', (text, of8, of64) => {
  const one = id(text)
  expect(directoryScope(one, DEFAULT_BUCKETS)).toBe(`directory:${of8}`)
  expect(receiptsScope(one, DEFAULT_BUCKETS)).toBe(`receipts:${of8}`)
  expect(memberScope(one, DEFAULT_BUCKETS)).toBe(`member:${of64}`)
})

test('F6 a credential lives in the bucket of its key', () => {
  const key = credentialKey({ kind: 'phone', value: '0912345678' })
  expect(credentialScope(key, DEFAULT_BUCKETS)).toBe('credential:27')
})

test('F6 scopes are named by kind and what they are of', () => {
  expect([storeScope('S01'), deviceScope('d'), channelScope('shop'), CATALOG]).toEqual([
    'store:S01',
    'device:d',
    'channel:shop',
    'catalog',
  ])
  expect(scopeKind('store:S:1')).toBe('store')
  expect(scopeKind('catalog')).toBe('catalog')
})

test('F6 ids spread over all buckets', () => {
  const used = new Set(Array.from({ length: 400 }, (_, n) => memberScope(madeId(n), DEFAULT_BUCKETS)))
  expect(used.size).toBe(64)
})

test('F6 every key has one bucket, and it exists', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 500 }), (key, credential) => {
      const scope = credentialScope(key, { ...DEFAULT_BUCKETS, credential })
      const bucket = Number(scope.slice('credential:'.length))
      expect(bucket >= 0 && bucket < credential && Number.isInteger(bucket)).toBe(true)
    }),
    { seed: 6 },
  )
})

test('Y10 a device has its store, itself, the catalogue, the directory and the receipts, and nothing else', () => {
  const scopes = scopesOfDevice('d1', 'S01', { directory: 2, receipts: 3, member: 4, credential: 5 })
  expect(scopes).toEqual([
    'store:S01',
    'device:d1',
    'catalog',
    'directory:0',
    'directory:1',
    'receipts:0',
    'receipts:1',
    'receipts:2',
  ])
  expect(scopes.every(isReplicated)).toBe(true)
  expect(['member:0', 'credential:0', 'channel:shop'].some(isReplicated)).toBe(false)
})
