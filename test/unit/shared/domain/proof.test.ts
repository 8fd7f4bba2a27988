import { describe, expect, test } from 'vitest'
import { madeId } from '../../../make/ids.ts'
import { utf8 } from '#shared/base/bytes.ts'
import { keyedCheck } from '#shared/base/hash.ts'
import { money } from '#shared/domain/money.ts'
import {
  buyerOf,
  type Contact,
  isEnough,
  type PickupCode,
  pickupCode,
  proofFor,
  readPickupCode,
  secretsOf,
  spelledCode,
  spelledOrder,
} from '#shared/domain/proof.ts'
import { DEFAULT_TERMS, PROOFS } from '#shared/domain/terms.ts'

const key = `${madeId(1)}.1`
const contact: Contact = {
  name: '王小明',
  phone: '0912-345-678',
  code: 'K7M3-PQ2X',
  delegateName: 'Anna Lee',
  delegatePhone: '+886 987 654 321',
}

describe('what a buyer can say', () => {
  const of = { key, number: 'W-1001', salt: 'ab'.repeat(16) }
  const texts = Object.fromEntries(secretsOf(contact, of).map(({ kind, text }) => [kind, text]))

  test.each([
    ['k7m3 pq2x', true],
    ['Ｋ7Ｍ3-PQ2X', true],
    ['K7M3PQ2Y', false],
    ['K7M3PQ2', false],
  ] as const)('R35 the code “%s”: %s', (text, isRight) => {
    expect(spelledCode(text) === texts['code']).toBe(isRight)
  })

  test('R35 look-alikes in a code mean the same symbol', () => {
    expect(spelledCode('OIL0-ABCD')).toBe(spelledCode('0110-abcd'))
  })

  test.each([
    [{ number: 'w-1001', phone: '678', name: ' 王小明 ' }, true],
    [{ number: 'W-1001', phone: '0912345678', name: '王小明' }, true],
    [{ number: 'W-1002', phone: '678', name: '王小明' }, false],
    [{ number: 'W-1001', phone: '679', name: '王小明' }, false],
    [{ number: 'W-1001', phone: '678', name: '王小美' }, false],
    [{ number: 'W-1001', phone: '78', name: '王小明' }, false],
    [{ number: 'W-1001', phone: '678', name: ' ' }, false],
  ])('R35 number, phone and name %o: %s', (said, isRight) => {
    expect(spelledOrder(said) === texts['order']).toBe(isRight)
  })

  test('R35 whom the buyer named may collect it as well', () => {
    const said = { number: 'W-1001', phone: '321', name: 'anna lee' }
    expect(spelledOrder(said)).toBe(texts['delegate'])
  })

  test('R35 a code that could be guessed, and what was not told, prove nothing', () => {
    const kinds = (told: Contact) => secretsOf(told, of).map(({ kind }) => kind)
    expect(kinds({ code: 'A-1B2C3D' })).toEqual([])
    expect(kinds({ code: '12345678901' })).toEqual([])
    expect(kinds({ code: '123456789012' })).toEqual(['code'])
    expect(kinds({ code: 'K7M3PQ2!' })).toEqual([])
    expect(kinds({ phone: '0912345678' })).toEqual([])
    expect(kinds({ name: '王小明' })).toEqual([])
  })

  test('R35 each has a salt of its own, of which the secret one cannot be learnt', () => {
    const salts = [of, { ...of, key: `${madeId(2)}.1` }].flatMap((one) =>
      secretsOf(contact, one).map(({ salt }) => salt),
    )
    expect(new Set(salts).size).toBe(6)
    expect(salts).not.toContain(of.salt)
  })

  test('R35 a guess at phone and name costs as much as one at a PIN, one at a code not less than a fifth of it', () => {
    const costs = secretsOf(contact, of).map(({ kind, memoryKiB, passes }) => [kind, memoryKiB * passes])
    expect(costs).toEqual([
      ['code', 8 * 1024],
      ['order', 38 * 1024],
      ['delegate', 38 * 1024],
    ])
  })

  test('R35 the store gets a masked name', () => {
    expect([buyerOf(contact), buyerOf({ name: ' ' })]).toEqual(['王○明', null])
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
