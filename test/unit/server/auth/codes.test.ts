import { describe, expect, test } from 'vitest'
import { newCode, readCode, shownCode } from '#server/auth/code-text.ts'
import { bearerToken, newToken } from '#server/auth/token.ts'
import { Tries } from '#server/auth/tries.ts'

describe('enrolment codes', () => {
  test('spell no word, hold more than 40 bits beside their label, and are read as they are shown', () => {
    for (let i = 0; i < 200; i++) {
      const code = newCode()
      const shown = shownCode(code)
      expect(shown).toMatch(/^([BCDFGHJKLMNPQRSTVWXZ]{4}-){2}[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
      expect(readCode(shown)).toEqual(code)
      expect(readCode(` ${shown.toLowerCase()} `)).toEqual(code)
    }
    const secretLetters = newCode().whole.length - newCode().label.length
    expect(Math.log2(20) * secretLetters).toBeGreaterThan(40)
  })

  test('are read however they are typed: full width, without groups, with another dash', () => {
    expect(readCode('ＢＣＤＦ－ＧＨＪＫ－ＬＭＮＰ')?.whole).toBe('BCDFGHJKLMNP')
    expect(readCode('bcdf ghjk—lmnp')?.whole).toBe('BCDFGHJKLMNP')
  })

  test.each(['', 'BCDF-GHJK', 'BCDF-GHJK-LMNA', 'BCDF-GHJK-LMNPQ', 'B'.repeat(5000)])(
    '"%s" cannot be one',
    (text) => expect(readCode(text)).toBeUndefined(),
  )
})

describe('tokens', () => {
  test('hold 256 bits and are read from a header', () => {
    const token = newToken()
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(bearerToken(`Bearer ${token}`)).toBe(token)
    expect(bearerToken(`bearer ${token}`)).toBe(token)
  })

  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer short',
    `Basic ${'a'.repeat(43)}`,
    `Bearer ${'a'.repeat(43)} b`,
    `Bearer ${'a'.repeat(101)}`,
  ])('%s is no token', (header) => expect(bearerToken(header)).toBeUndefined())
})

describe('wrong codes', () => {
  test('make everybody wait once there were too many in a while', () => {
    const tries = new Tries(3, 1000)
    for (const at of [0, 100, 200]) {
      expect(tries.waitMs(at)).toBe(0)
      tries.failed(at)
    }
    expect(tries.waitMs(300)).toBe(700)
    expect(tries.waitMs(999)).toBe(1)
    expect(tries.waitMs(1001)).toBe(0)
    tries.failed(1001)
    expect(tries.waitMs(1002)).toBe(98)
  })
})
