import { expect, test } from 'vitest'
import { isObject, parseJson } from '#shared/base/json.ts'

test('what is not JSON is told apart without an exception', () => {
  expect(parseJson('{"a":[1,null]}')).toEqual({ a: [1, null] })
  for (const text of ['', '<html>', '{"a":', 'undefined']) expect(parseJson(text)).toBeUndefined()
})

test('a list and null are no objects', () => {
  expect([{}, [], null, 'a', 1].map(isObject)).toEqual([true, false, false, false, false])
})
