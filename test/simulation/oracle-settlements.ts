import { fields, rowsOf, type ServerView } from './oracle-view.ts'
import type { Attempt, Promises } from './promises.ts'
import type { Rulings } from './rulings.ts'
import { Broken } from './told.ts'

type Settling = Extract<Attempt, { kind: 'settle' }>

/** R47, R48, R49: all that was done about a discrepancy stands beside it, reaches who is asked, and is named when nobody might do it. */
export function checkSettlements(view: ServerView, promises: Promises, rulings: Rulings): void {
  const done = view.ops.flatMap((op) => {
    const attempt = promises.attempts.get(op.id)
    return attempt?.kind === 'settle' && op.status === 'applied' ? [{ attempt, at: op.receivedAt }] : []
  })
  checkKept(
    view,
    done.map(({ attempt }) => attempt),
  )
  for (const { attempt, at } of done) checkRight(view, attempt, rulings.at(at)?.leads)
}

function checkKept(view: ServerView, done: readonly Settling[]): void {
  const expected = new Map<string, string[]>()
  for (const { id, home, key } of done) {
    const place = `${home} ${key}`
    expected.set(place, [...(expected.get(place) ?? []), id])
  }
  const settlements = stepsIn(view, 'settlement')
  for (const [place, ids] of expected) {
    const kept = settlements.get(place) ?? []
    if (kept.toSorted().join() !== ids.toSorted().join())
      throw new Broken(`R47 of ${place} ${ids.join(', ')} were done, and ${kept.join(', ')} are kept`)
  }
  for (const place of settlements.keys())
    if (!expected.has(place)) throw new Broken(`R47 of ${place} something is kept that nobody did`)
  const questions = stepsIn(view, 'question')
  for (const { home, key, told } of done) {
    if (told === undefined || told === home) continue
    const heard = questions.get(`${told} ${home} ${key}`) ?? []
    const missing = done.find(
      (one) =>
        one.home === home && one.key === key && `store:${one.store}` === home && !heard.includes(one.id),
    )
    if (missing)
      throw new Broken(`R49 ${told} is asked about ${key} of ${home} and not told of ${missing.id}`)
  }
}

/** The operations of each row, by its scope and key. */
function stepsIn(view: ServerView, table: 'settlement' | 'question'): Map<string, string[]> {
  return new Map(
    rowsOf(view, table).map(({ scope, key, value }) => [
      `${scope} ${key}`,
      Object.keys(fields(value['steps'])),
    ]),
  )
}

function checkRight(
  view: ServerView,
  { id, store, needsManager }: Settling,
  leads: boolean | undefined,
): void {
  if (needsManager && leads === undefined) return
  const isNamed = rowsOf(view, 'discrepancy').some(
    ({ scope, key }) => scope === `store:${store}` && key === `settled-without-approval:${id}`,
  )
  if (isNamed !== (needsManager && leads === false))
    throw new Broken(`R48 ${id} was ${isNamed ? '' : 'not '}named as done without the right`)
}
