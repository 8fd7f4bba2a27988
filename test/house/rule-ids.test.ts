import { expect, it } from 'vitest'
import { textOf } from './files.ts'
import { readTestCalls, testCallsIn } from './test-titles.ts'

const ruleFiles = ['shared/sync/SPEC.md', 'shared/domain/RULES.md'] as const

const idsIn = (path: string): readonly string[] =>
  [...textOf(path).matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)].map((match) => match[1] ?? '')

/** The ids that a title begins with: `Y3 Y4 an op …` carries two. */
const idsOfTitle = (title: string): readonly string[] =>
  /^(?:[A-Z]+\d+[ ,:]+)+/.exec(title)?.[0].match(/[A-Z]+\d+/g) ?? []

const ids = ruleFiles.flatMap(idsIn)
const carried = readTestCalls()
  .filter(({ kind }) => kind === 'test')
  .flatMap((call) => idsOfTitle(call.title).map((id) => ({ id, at: `${call.path}:${call.line}` })))

it.each(ruleFiles)('%s has rules, one id each', (path) => {
  const own = idsIn(path)
  expect(own.length).toBeGreaterThan(0)
  expect(ids.filter((id, at) => own.includes(id) && ids.indexOf(id) !== at)).toEqual([])
})

it('every rule is carried by the title of a test', () => {
  const untested = ids.filter((id) => !carried.some((title) => title.id === id))
  expect(untested).toEqual([])
})

it('every rule id that a test title carries exists', () => {
  const families = new Set(ids.map((id) => id.replace(/\d+$/, '')))
  const unknown = carried.filter(({ id }) => families.has(id.replace(/\d+$/, '')) && !ids.includes(id))
  expect(unknown).toEqual([])
})

it('a title is found however the test is called', () => {
  const text =
    "it('Y1 a', f); test.each(rows)(`Y2 ${x}`, f); describe('Y3', () => { it.concurrent('Y4, Y5: b', f) }); fit('Y6 c')"
  const tests = testCallsIn('x.test.ts', text).filter(({ kind, title }) => kind === 'test' && title !== '')
  expect(tests.flatMap(({ title }) => idsOfTitle(title))).toEqual(['Y1', 'Y2', 'Y4', 'Y5'])
})
