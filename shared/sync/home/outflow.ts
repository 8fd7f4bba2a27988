import { discrepancy, type Fact } from '../../domain/discrepancy.ts'
import { minus } from '../../domain/money.ts'
import { type Outflow, OUTFLOW_TRIES_MAX } from '../../domain/outflow.ts'
import { type Applied, type Change, put, type RowKey, type View } from '../change.ts'
import { discrepancyKey, factOf, type Given, homeOf } from '../given.ts'
import type { OutflowOperation } from '../operation.ts'

const deadKey = (key: string): string => discrepancyKey('outflow-dead', key)

export function outflowNeeds(operation: OutflowOperation): RowKey[] {
  const scope = homeOf(operation)
  const { done, failed } = operation.args
  return [...done, ...failed.map(({ key }) => key)].flatMap((key): RowKey[] => [
    { scope, table: 'outflow', key },
    { scope, table: 'discrepancy', key: deadKey(key) },
  ])
}

/**
 * K5: what a shop has done is gone, with the word of its failures; a failure counts once, because it says which try it was. After
 * the last one it is offered no more, and somebody must look.
 */
export function applyOutflowSettle({ operation }: Given<OutflowOperation>, view: View): Applied {
  const home = homeOf(operation)
  const { done, failed } = operation.args
  const gone = done.flatMap((key): Change[] => {
    if (!view.get(home, 'outflow', key)) return []
    const isDead = view.get(home, 'discrepancy', deadKey(key)) !== null
    return [
      put(home, 'outflow', [key, null]),
      ...(isDead ? [put(home, 'discrepancy', [deadKey(key), null])] : []),
    ]
  })
  const tried = failed.flatMap(({ key, tries, reason }): Change[] => {
    const known = view.get(home, 'outflow', key)
    if (!known || (known.tries ?? 0) !== tries || done.includes(key)) return []
    const after: Outflow = { ...known, tries: tries + 1 }
    const row = put(home, 'outflow', [key, after])
    if (tries + 1 < OUTFLOW_TRIES_MAX) return [row]
    const { ref, order: number, at, amount } = known
    // What the shop was asked to give back, the buyer has not got.
    const told: Fact = { is: 'order', op: ref, number, where: home, at, amount: minus(amount) }
    const facts = [told, factOf(operation, { is: 'operation' })]
    const about = { op: operation.id, at: operation.at.wall, facts, cost: amount }
    const value = discrepancy('outflow-dead', about, { receipt: known.order, is: known.is, reason })
    return [row, put(home, 'discrepancy', [deadKey(key), value])]
  })
  const isDead = tried.some(({ table }) => table === 'discrepancy')
  return { changes: [...gone, ...tried], messages: [], codes: isDead ? ['outflow-dead'] : [] }
}
