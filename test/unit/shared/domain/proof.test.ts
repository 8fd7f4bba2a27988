import { describe, expect, test } from 'vitest'
import { madeId } from '../../../make/ids.ts'
import { utf8 } from '#shared/base/bytes.ts'
import { keyedCheck } from '#shared/base/hash.ts'
import { money } from '#shared/domain/money.ts'
import {
  type Contact,
  isEnough,
  isProved,
  type PickupCode,
  pickupCode,
  proofFor,
  provable,
  readPickupCode,
} from '#shared/domain/proof.ts'
import { DEFAULT_TERMS, PROOFS } from '#shared/domain/terms.ts'

const key = `${madeId(1)}.1`
const contact: Contact = {
  name: '王小明',
  phone: '0912-345-678',
  code: 'AB12-CD',
  delegateName: 'Anna Lee',
  delegatePhone: '+886 987 654 321',
}

describe('what a buyer can show', () => {
  const { proofs, buyer, delegate } = provable(contact, { key })

  test.each([
    ['code', 'ab12cd', true],
    ['code', 'ＡＢ12 cd', true],
    ['code', 'AB12CE', false],
    ['phoneTail', '678', true],
    ['phoneTail', '0912345678', true],
    ['phoneTail', '679', false],
    ['phoneTail', '78', false],
    ['name', ' 王小明 ', true],
    ['name', '王小美', false],
  ] as const)('R35 %s “%s”: %s', (kind, text, isRight) => {
    expect(isProved(kind, { text, expected: proofs[kind] }, { key })).toBe(isRight)
  })

  test('R35 whom the buyer named may collect it as well', () => {
    expect(isProved('name', { text: 'anna lee', expected: delegate?.name ?? null }, { key })).toBe(true)
    expect(isProved('phoneTail', { text: '321', expected: delegate?.phoneTail ?? null }, { key })).toBe(true)
  })

  test('R35 the store gets a masked name, and hashes that are of use for this pickup only', () => {
    expect(buyer).toBe('王○明')
    expect(JSON.stringify([proofs, delegate])).not.toMatch(/王|678|AB12/)
    const other = provable(contact, { key: `${madeId(2)}.1` })
    expect(other.proofs.code).not.toBe(proofs.code)
    expect(isProved('code', { text: 'AB12CD', expected: other.proofs.code }, { key })).toBe(false)
  })

  test('R35 a code of fewer than six characters, and what was not told, prove nothing', () => {
    expect(provable({ code: 'A-1B2' }, { key })).toEqual({
      buyer: null,
      proofs: { code: null, phoneTail: null, name: null },
      delegate: null,
    })
    expect(isProved('code', { text: '', expected: null }, { key })).toBe(false)
  })
})

describe('the ladder of proofs', () => {
  test.each([
    [0, 'document'],
    [2999, 'document'],
    [3000, 'order'],
    [19_999, 'order'],
    [20_000, 'code'],
  ] as const)('R35 goods of NT$%d ask for %s', (value, asked) => {
    expect(proofFor(money(value), DEFAULT_TERMS)).toBe(asked)
  })

  test('R35 a surer proof is as good', () => {
    const enough = PROOFS.map((shown) => PROOFS.map((asked) => Number(isEnough(shown, asked))).join(''))
    expect(enough).toEqual(['1111', '0111', '0011', '0001'])
  })
})

describe('a pickup’s QR code', () => {
  const chain = utf8('a key of the chain, of 32 bytes.')
  const code: PickupCode = { ref: madeId(7), part: 2, lastDay: '2026-03-09' }

  test('R36 says order, part and last day, and is short', () => {
    const text = pickupCode(code, chain)
    expect(readPickupCode(text, chain)).toEqual(code)
    expect(text).toMatch(/^OCP1\.[\w-]{38}$/)
  })

  test('R36 of another chain, bent or cut is not read', () => {
    const text = pickupCode(code, chain)
    expect(readPickupCode(text, utf8('a key of another chain: 32 bytes'))).toBeUndefined()
    for (let at = 5; at < text.length; at++) {
      const other = text[at] === 'A' ? 'B' : 'A'
      // The last digit has two bits that stand for nothing.
      if (at === text.length - 1) continue
      expect(readPickupCode(text.slice(0, at) + other + text.slice(at + 1), chain)).toBeUndefined()
    }
    expect(readPickupCode(text.slice(0, -1), chain)).toBeUndefined()
    expect(readPickupCode('OC1.AAAA', chain)).toBeUndefined()
  })

  test('R36 its check is not the one of a receipt over the same bytes', () => {
    const facts = new Uint8Array(20)
    expect(keyedCheck(chain, facts)).not.toEqual(
      keyedCheck(chain, new Uint8Array([...utf8('OCP1.'), ...facts])),
    )
  })
})
