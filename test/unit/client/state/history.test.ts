import { expect, it } from 'vitest'
import { money } from '#shared/domain/money.ts'
import type { Recent } from '#shared/domain/timeline.ts'
import type { HistoryEntry, MemberHistory } from '#shared/sync/history.ts'
import { useHistory } from '#client/state/history.ts'
import { useSession } from '#client/state/session.ts'
import type { FreshHistory } from '#client/sync/histories.ts'
import type { KeptHistory } from '#client/state/tablet.ts'
import { useVisitor } from '#client/state/visitor.ts'
import { fang, makeCounter, ming } from '../../../make/counter.ts'
import { fakeId } from '../../../make/fake-tablet.ts'

const recent = (count: number, over: Partial<Recent> = {}): Recent => ({
  id: fakeId(count),
  kind: 'sale',
  at: count,
  date: '2026-11-20',
  where: 'store:S01',
  amount: money(100 * count),
  lineCount: 1,
  op: fakeId(count),
  revision: 1,
  thread: fakeId(count),
  ...over,
})
const told = (count: number, over: Partial<Recent> = {}): HistoryEntry => ({
  ...recent(count, over),
  lines: [],
})
const history = (...entries: HistoryEntry[]): MemberHistory => ({
  member: ming.id,
  name: ming.name,
  points: 3,
  totals: [{ where: 'store:S01', purchases: 1, bought: money(100), returned: money(0) }],
  entries,
  more: false,
})
const kept = (at: number, ...entries: HistoryEntry[]): KeptHistory => ({
  member: ming.id,
  at,
  history: history(...entries),
})

function shown(last: KeptHistory | undefined, answer: FreshHistory) {
  const made = makeCounter({
    visitors: [{ member: ming.id, name: ming.name, points: 3, recent: [recent(4)], at: 4, version: 1 }],
  })
  Object.assign(made.tablet, { histories: { kept: async () => last, fetch: async () => answer } })
  return {
    history: useHistory(made.pinia),
    visitor: useVisitor(made.pinia),
    session: useSession(made.pinia),
  }
}

it('a history is fresh when the server tells it, with what this tablet heard of since', async () => {
  const { history: seen, visitor } = shown(undefined, { is: 'fresh', kept: kept(5, told(3), told(1)) })
  await visitor.show(ming)
  await seen.open(ming.id)
  expect(seen.entries.map(({ id }) => id)).toEqual([fakeId(4), fakeId(3), fakeId(1)])
  expect(seen.problem).toBeUndefined()
})

it('without a line it is the last one known, and says so', async () => {
  const { history: seen, visitor } = shown(kept(2, told(2)), { is: 'unreachable' })
  await visitor.show(ming)
  await seen.open(ming.id)
  expect(seen.entries.map(({ id }) => id)).toEqual([fakeId(4), fakeId(2)])
  expect(seen).toMatchObject({ problem: 'unreachable', busy: false, kept: { at: 2 } })
})

it('is filtered by channel and by what came back', async () => {
  const web = told(2, { where: 'channel:web', kind: 'order' })
  const back = told(3, { kind: 'return', amount: money(-50) })
  const { history: seen } = shown(undefined, { is: 'fresh', kept: kept(5, back, web, told(1)) })
  await seen.open(ming.id)
  seen.where = 'channel:web'
  expect(seen.entries.map(({ id }) => id)).toEqual([web.id])
  seen.where = undefined
  seen.kind = 'returned'
  expect(seen.entries.map(({ id }) => id)).toEqual([back.id])
})

it('an answer that comes after the customer has left is nobody’s', async () => {
  const { history: seen } = shown(undefined, { is: 'fresh', kept: kept(5, told(1)) })
  const opening = seen.open(ming.id)
  seen.clear()
  await opening
  expect(seen.kept).toBeUndefined()
})

it('what a manager was told is shown to an associate as far as everybody may see it', async () => {
  const all = Array.from({ length: 20 }, (_, count) => told(40 - count))
  const { history: seen, session } = shown(kept(2, ...all), { is: 'unreachable' })
  session.staff = fang
  await seen.open(ming.id)
  expect([seen.entries.length, seen.totals, seen.kept?.history.more]).toEqual([12, [], true])
  expect(seen.entries.map(({ id }) => id)).toEqual(all.slice(0, 12).map(({ id }) => id))
  session.staff = { ...fang, role: 'manager' }
  expect([seen.entries.length, seen.totals.length, seen.kept?.history.more]).toEqual([20, 1, false])
})
