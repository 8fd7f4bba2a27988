import { rowsOf, type ServerView } from './oracle-view.ts'
import type { Promises } from './promises.ts'
import { Broken } from './told.ts'

/** R40: each shelf holds what people at the tablets of its store took from it and found on it, each once. */
export function checkStock(view: ServerView, promises: Promises): void {
  const wanted = new Map<string, number>()
  const move = (store: string, sku: string, units: number): void => {
    const shelf = `store:${store} ${sku}`
    wanted.set(shelf, (wanted.get(shelf) ?? 0) + units)
  }
  for (const { id, status } of view.ops) {
    const attempt = promises.attempts.get(id)
    if (attempt === undefined || status !== 'applied') continue
    if (attempt.kind === 'stock') move(attempt.store, 'A', attempt.units)
    if (attempt.kind !== 'sale') continue
    for (const { sku, quantity } of attempt.lines) move(attempt.store, sku, 0 - quantity)
  }
  for (const { scope, key, value } of rowsOf(view, 'stock')) {
    const shelf = `${scope} ${key}`
    if (value['onHand'] !== (wanted.get(shelf) ?? 0))
      throw new Broken(`R40 the shelf ${shelf} holds ${String(value['onHand'])}, not ${wanted.get(shelf)}`)
    wanted.delete(shelf)
  }
  for (const shelf of wanted.keys()) throw new Broken(`R40 nobody knows the shelf ${shelf}`)
}
