import { expect, test } from 'vitest'
import { madeId } from '../../../make/ids.ts'
import { money } from '#shared/domain/money.ts'
import {
  type Entry,
  newestFirst,
  pointsOf,
  RECENT_MAX,
  threadNet,
  withEntry,
  withRecent,
} from '#shared/domain/timeline.ts'

const entry = (id: string, amount: number, over: Partial<Entry> = {}): Entry => ({
  id,
  kind: amount < 0 ? 'return' : 'sale',
  at: 0,
  date: '2026-03-02',
  where: 'store:S01',
  amount: money(amount),
  lineCount: 1,
  op: madeId(1),
  revision: 1,
  ...over,
})

const threadOf = (...amounts: number[]) =>
  amounts.reduce(
    (thread, amount, n) => withEntry(thread, 't', entry(`e${n}`, amount)),
    withEntry(null, 't', entry('first', 0)),
  )

test.each([
  [[99], 0],
  [[100], 1],
  [[299], 2],
  [[299, -200], 0],
  [[300, -150, -150], 0],
  [[80, 80], 1],
  [[300, -500], 0],
  [[], 0],
])('R6 a thread of %j earns %i points', (amounts, points) => {
  expect(pointsOf(threadOf(...amounts))).toBe(points)
})

test('R6 a return of nothing that was bought here takes points', () => {
  expect(pointsOf(withEntry(null, 't', entry('r', -250)))).toBe(-2)
})

test('R6 an entry that is told again counts once', () => {
  const once = withEntry(null, 't', entry('a', 500))
  expect(withEntry(once, 't', entry('a', 500))).toBe(once)
  expect(threadNet(once)).toBe(500)
})

test('R7 a later revision of an entry replaces it, an earlier one changes nothing', () => {
  const second = withEntry(withEntry(null, 't', entry('a', 500)), 't', entry('a', 450, { revision: 2 }))
  expect(threadNet(second)).toBe(450)
  expect(withEntry(second, 't', entry('a', 500))).toBe(second)
})

test('R6 nobody’s thread earns nothing', () => {
  expect(pointsOf(null)).toBe(0)
  expect(pointsOf({ thread: 't', entries: {} })).toBe(0)
})

test('the picture of a member holds the newest entries, each once, in whatever order they came', () => {
  const entries = Array.from({ length: RECENT_MAX + 3 }, (_, n) => ({
    ...entry(`e${n}`, 100, { at: n }),
    thread: 't',
  }))
  const forth = entries.reduce<ReturnType<typeof withRecent>>((recent, one) => withRecent(recent, [one]), [])
  const back = withRecent([], [...entries, ...entries].reverse())
  expect(forth).toEqual(back)
  expect(forth.map(({ at }) => at)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3])
})

test('what happened in the same millisecond still has one order', () => {
  expect(
    [
      { at: 1, id: 'a' },
      { at: 1, id: 'b' },
    ]
      .sort(newestFirst)
      .map(({ id }) => id),
  ).toEqual(['b', 'a'])
  expect(newestFirst({ at: 1, id: 'a' }, { at: 1, id: 'a' })).toBe(0)
})
