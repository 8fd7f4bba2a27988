import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '#shared/base/canonical-json.ts'
import { parseJson } from '#shared/base/json.ts'

const canonicalOf = (text: string): string => canonicalJson(parseJson(text) ?? null)

describe('the examples of RFC 8785', () => {
  test('F1 §3.2.2: literals, numbers and strings are written as ECMAScript writes them', () => {
    const told = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`
    expect(canonicalOf(told)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
  })

  test('F1 §3.2.3: members are sorted by their UTF-16 code units', () => {
    const told = String.raw`{
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
    }`
    expect([...canonicalOf(told).matchAll(/:"([^"]+)"/g)].map(([, value]) => value)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ])
  })

  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('F1 appendix B: the double %s is written %s', (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text)
  })

  test.each(['7fffffffffffffff', '7ff0000000000000'])('F1 appendix B: %s is no number of JSON', (bits) => {
    expect(() => canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toThrow('finite')
  })
})

test('F1 the canonical text of what a canonical text says is that text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalOf(JSON.stringify(value))
      expect(canonicalOf(text)).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { seed: 8785, numRuns: 300 },
  )
})

test('F1 the order in which members were written does not matter', () => {
  expect(canonicalOf('{"b":1,"a":{"d":2,"c":3}}')).toBe(canonicalOf('{"a":{"c":3,"d":2},"b":1}'))
})

test('F1 half of a character outside the basic plane is refused', () => {
  expect(() => canonicalJson({ name: '\ud83d' })).toThrow('surrogate')
})

test('a member without a value is left out', () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}')
})
