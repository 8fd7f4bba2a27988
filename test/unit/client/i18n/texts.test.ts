import { createI18n } from 'vue-i18n'
import { describe, expect, it } from 'vitest'
import { textsOf } from '../../../make/texts.ts'

const zhTW = textsOf('zh-TW')
const en = textsOf('en')

type Node = string | { readonly [key: string]: Node }

function leaves(node: Node, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]]
  return Object.entries(node).flatMap(([key, child]) => leaves(child, path === '' ? key : `${path}.${key}`))
}

const named = (words: string): string[] =>
  [...new Set([...words.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].toSorted()

describe('the texts', () => {
  it('have the same keys in every language', () => {
    expect(
      leaves(en)
        .map(([path]) => path)
        .toSorted(),
    ).toEqual(
      leaves(zhTW)
        .map(([path]) => path)
        .toSorted(),
    )
  })

  it('name the same things in every language', () => {
    const english = new Map(leaves(en))
    for (const [path, words] of leaves(zhTW))
      expect([path, named(english.get(path) ?? '')]).toEqual([path, named(words)])
  })

  it('have no key that a dot would split', () => {
    for (const [path] of leaves(zhTW)) expect(path).toMatch(/^[\w-]+(?:\.[\w-]+)+$/)
  })

  it.each([['zh-TW'], ['en']])('can all be shown in %s', (locale) => {
    const { t } = createI18n({
      legacy: false,
      locale,
      messages: { 'zh-TW': zhTW, en },
      missingWarn: true,
    }).global
    const given = {
      n: 2,
      name: 'N',
      text: 'T',
      time: '10:02',
      amount: 'NT$1',
      number: 'R',
      price: 'NT$1',
      date: 'D',
      all: 3,
      when: 'W',
      what: 'X',
      who: 'P',
      place: 'S',
    }
    for (const [path] of leaves(zhTW)) expect(t(path, given, 2)).not.toMatch(/[{}|]|^$/)
  })
})
