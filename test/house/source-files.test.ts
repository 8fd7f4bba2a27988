import { expect, it } from 'vitest'
import { codePaths, linesThatMatch, sourcePaths, textOf, textPaths } from './files.ts'
import { readTestCalls } from './test-titles.ts'

const linesMax = 300
/** Tables and generated code may be longer; say why. */
const longTables: readonly string[] = []

it('no file has more than 300 lines', () => {
  const lengths = codePaths.map((path) => ({ path, lines: textOf(path).trimEnd().split('\n').length }))
  expect(lengths.filter(({ path, lines }) => lines > linesMax && !longTables.includes(path))).toEqual([])
})

it('no file is called after nothing', () => {
  const empty = /(^|[/-])(utils?|helpers?|common|misc)([/.-]|$)|(manager|service)\.(ts|vue)$/i
  expect(sourcePaths.filter((path) => empty.test(path))).toEqual([])
})

it('no test is skipped, singled out or left for later', () => {
  const put = new Set(['skip', 'skipIf', 'only', 'todo', 'fails', 'fixme', 'fail'])
  const aside = readTestCalls().filter(({ modifiers }) => modifiers.some((modifier) => put.has(modifier)))
  expect(aside.map(({ path, line, title }) => `${path}:${line}  ${title}`)).toEqual([])
})

it('SQL lives in tables, projections and db', () => {
  const elsewhere = codePaths.filter(
    (path) => /^(server|client|shared)\//.test(path) && !/^server\/(tables|projections|db)\//.test(path),
  )
  const sql =
    /['"`]\s*(SELECT|INSERT INTO|INSERT OR|UPDATE|DELETE FROM|REPLACE INTO|CREATE|ALTER|DROP|PRAGMA|WITH|VACUUM|BEGIN|COMMIT)\b/
  expect(linesThatMatch(elsewhere, sql)).toEqual([])
})

it('no file names a place on one machine or the host of a package registry', () => {
  const place = new RegExp(
    String.raw`(^|[^\w.~/-])/(home|root|Users|work|tmp)/\w|[A-Z]:\\Users|registry\.(npmjs|yarnpkg|npmmirror)\b`,
  )
  const files = textPaths.filter((path) => path !== 'test/house/source-files.test.ts')
  expect(linesThatMatch(files, place)).toEqual([])
})
