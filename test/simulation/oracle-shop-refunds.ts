import { paidToShop } from './oracle-limits.ts'
import { rowsOf, type ServerView } from './oracle-view.ts'
import { type Attempt, type Promises, takenBackBy, takenBy } from './promises.ts'
import { Broken } from './told.ts'

/**
 * R25: the shop is asked for what was left to it and is not in dispute, in all never for more than it took, and for nothing else.
 * Which of two returns it pays, when it took the money for one, is whichever was heard first.
 */
export function checkShopRefunds(view: ServerView, done: readonly Attempt[], promises: Promises): void {
  const asked = new Map<string, number>()
  for (const { key, value } of rowsOf(view, 'outflow')) {
    if (!key.startsWith('refund:')) continue
    const op = String(value['op'])
    asked.set(op, (asked.get(op) ?? 0) + Number(value['amount']))
  }
  for (const order of promises.orders.values()) {
    const took = paidToShop(order)
    const backs = done.flatMap((attempt) => {
      const lines = takenBackBy(attempt).filter(({ of }) => of?.ref === order.ref)
      if (lines.length === 0) return []
      const left = takenBy(attempt).reduce((sum, one) => sum + (one.kind === 'shop' ? 0 - one.amount : 0), 0)
      const worth = lines.reduce((sum, one) => sum + one.quantity * one.unitPrice, 0)
      return [{ op: attempt.id, left, fair: worth - disputedOf(view, attempt.id, order.ref) }]
    })
    const all = backs.reduce((sum, { op }) => sum + (asked.get(op) ?? 0), 0)
    if (all > took)
      throw new Broken(`R25 the shop took ${took} for ${order.externalId} and is asked for ${all}`)
    for (const { op, left, fair } of backs) {
      const one = asked.get(op) ?? 0
      asked.delete(op)
      if (one > left)
        throw new Broken(`R25 the shop is asked for ${one} by ${op}, and ${left} were left to it`)
      if (all < took && one < Math.min(left, fair))
        throw new Broken(`R25 the shop is asked for ${one} by ${op}, not for ${Math.min(left, fair)}`)
    }
  }
  for (const [op, amount] of asked)
    throw new Broken(`R25 the shop is asked for ${amount} by ${op}, which gave back nothing of its`)
}

const disputedOf = (view: ServerView, op: string, ref: string): number =>
  rowsOf(view, 'dispute').reduce(
    (sum, { value }) => sum + (value['op'] === op && value['ref'] === ref ? Number(value['amount']) : 0),
    0,
  )
