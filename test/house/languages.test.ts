import { expect, it } from 'vitest'
import { languages } from '#client/i18n/language.ts'

/** The dotted keys of a language file, each with its text. */
async function textsOf(language: string): Promise<ReadonlyMap<string, string>> {
  const module: unknown = await import(`../../client/i18n/${language}.ts`)
  // The first key is the name of the export, which differs.
  return new Map(flat('', module).map(([key, text]) => [key.slice(key.indexOf('.') + 1), text]))
}

function flat(path: string, texts: unknown): readonly (readonly [string, string])[] {
  if (typeof texts === 'string') return [[path, texts]]
  if (typeof texts !== 'object' || texts === null) return []
  return Object.entries(texts).flatMap(([key, inner]) => flat(path === '' ? key : `${path}.${key}`, inner))
}

const namesIn = (text = ''): string => [...new Set(text.match(/\{[^}]*\}/g))].toSorted().join(' ')

const [first, ...others] = languages
const reference = await textsOf(first)

it.each(others)(
  '%s says everything that the first language says, with the same names in it',
  async (language) => {
    const texts = await textsOf(language)
    expect(reference.size).toBeGreaterThan(0)
    expect([...texts.keys()].toSorted()).toEqual([...reference.keys()].toSorted())
    expect([...reference].filter(([key, text]) => namesIn(text) !== namesIn(texts.get(key)))).toEqual([])
  },
)

it.each(languages)('no text of %s is empty', async (language) => {
  expect([...(await textsOf(language))].filter(([, text]) => text.trim() === '')).toEqual([])
})
