import { expect, it } from 'vitest'
import { languages } from '#client/i18n/language.ts'
import { textsOf as roomsOf } from '../make/texts.ts'

/** The dotted keys of a language, each with its text. */
const textsOf = (language: (typeof languages)[number]): ReadonlyMap<string, string> =>
  new Map(flat('', roomsOf(language)))

function flat(path: string, texts: unknown): readonly (readonly [string, string])[] {
  if (typeof texts === 'string') return [[path, texts]]
  if (typeof texts !== 'object' || texts === null) return []
  return Object.entries(texts).flatMap(([key, inner]) => flat(path === '' ? key : `${path}.${key}`, inner))
}

const namesIn = (text = ''): string => [...new Set(text.match(/\{[^}]*\}/g))].toSorted().join(' ')

const [first, ...others] = languages
const reference = textsOf(first)

it.each(others)('%s says everything that the first language says, with the same names in it', (language) => {
  const texts = textsOf(language)
  expect(reference.size).toBeGreaterThan(0)
  expect([...texts.keys()].toSorted()).toEqual([...reference.keys()].toSorted())
  expect([...reference].filter(([key, text]) => namesIn(text) !== namesIn(texts.get(key)))).toEqual([])
})

it.each(languages)('no text of %s is empty', (language) => {
  expect([...textsOf(language)].filter(([, text]) => text.trim() === '')).toEqual([])
})
