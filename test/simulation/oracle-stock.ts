import { leftWithPickups } from './oracle-pickups.ts'
import { rowsOf, type ServerView } from './oracle-view.ts'
import { type Attempt, type Promises, soldBy, takenBackBy } from './promises.ts'
import { Broken } from './told.ts'

/** I10, R40: what a store has of each article is the sum of what people saw leave and come. */
export function checkStock(view: ServerView, promises: Promises): void {
  const expected = new Map<string, number>()
  for (const { id, status } of view.ops) {
    const attempt = promises.attempts.get(id)
    if (attempt === undefined || status !== 'applied') continue
    for (const [sku, units] of movesOf(attempt)) {
      const place = `store:${attempt.store} ${sku}`
      expected.set(place, (expected.get(place) ?? 0) + units)
    }
  }
  for (const [place, units] of leftWithPickups(view)) expected.set(place, (expected.get(place) ?? 0) - units)
  const found = new Map(
    rowsOf(view, 'stock').map((row) => [`${row.scope} ${row.key}`, Number(row.value['onHand'])]),
  )
  for (const [place, units] of expected)
    if (found.get(place) !== units)
      throw new Broken(`I10 ${place} is ${found.get(place)} on hand, and ${units} by what people did`)
  for (const [place, units] of found)
    if (units !== 0 && !expected.has(place))
      throw new Broken(`I10 ${place} moved by ${units} and nobody touched it`)
}

function movesOf(attempt: Attempt): (readonly [sku: string, units: number])[] {
  if (attempt.kind === 'stock') return [[attempt.sku, attempt.units]]
  return [
    ...soldBy(attempt).map(({ sku, quantity }) => [sku, 0 - quantity] as const),
    ...takenBackBy(attempt).flatMap(({ sku, quantity, restocked }) =>
      restocked ? [[sku, quantity] as const] : [],
    ),
  ]
}
