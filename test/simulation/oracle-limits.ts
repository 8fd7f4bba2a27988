import { fields, list, rowsOf, type ServerView } from './oracle-view.ts'
import { type Promises, soldBy, type ToldOrder } from './promises.ts'

/** The most that can come back of a line, and for how much. */
export type Limit = { readonly quantity: number; readonly amount: number }

/** R4, by `ref line`: what was sold; of an order, as far as a store has handed it over and somebody was paid for it. */
export function limitsOf(view: ServerView, promises: Promises): Map<string, Limit> {
  const limits = new Map<string, Limit>()
  for (const { id, status } of view.ops) {
    const attempt = promises.attempts.get(id)
    if (attempt === undefined || status !== 'applied') continue
    for (const [line, { quantity, unitPrice }] of soldBy(attempt).entries())
      limits.set(`${id} ${line}`, { quantity, amount: quantity * unitPrice })
  }
  for (const order of promises.orders.values())
    for (const [line] of order.lines.entries())
      limits.set(`${order.ref} ${line}`, limitOf(view, promises, { order, line }))
  return limits
}

/** What the shop was paid: all of it, but nothing of what is paid where it is handed over. */
export const paidToShop = ({ lines, pickup }: ToldOrder): number =>
  pickup?.isPaid === false ? 0 : lines.reduce((sum, one) => sum + one.quantity * one.unitPrice, 0)

type Asked = { readonly order: ToldOrder; readonly line: number }

function limitOf(view: ServerView, promises: Promises, { order, line }: Asked): Limit {
  const { quantity = 0, unitPrice = 0 } = order.lines[line] ?? {}
  const price = quantity * unitPrice
  const { pickup } = order
  if (pickup === undefined) return { quantity, amount: price }
  const told = order.parts.flatMap((part) => part.lines).filter((one) => one.line === line)
  const cancelled = told.reduce((units, one) => units + one.quantity, 0)
  const owed = Math.max(0, quantity - cancelled - givenOf(view, pickup.key, line))
  const had = quantity - owed
  if (pickup.isPaid) return { quantity: had, amount: had * unitPrice }
  const less = told.reduce((sum, one) => sum + one.amount, 0)
  const unpaid = Math.max(0, price - less - takenFor(view, promises, pickup.key))
  return { quantity: had, amount: Math.max(0, Math.min(had * unitPrice, price - unpaid)) }
}

/** Whatever stores gave of it or sent, whichever was asked. */
function givenOf(view: ServerView, key: string, line: number): number {
  const gone = rowsOf(view, 'pickup')
    .filter((row) => row.key === key)
    .flatMap(({ value }) => [
      ...Object.values(fields(value['handovers'])),
      ...Object.values(fields(value['shipments'])),
    ])
    .flatMap((one) => list(fields(one)['lines']))
  return gone.reduce((sum, one) => sum + (Number(one['line']) === line ? Number(one['quantity']) : 0), 0)
}

/** What counters took for an order that has one line. */
function takenFor(view: ServerView, promises: Promises, key: string): number {
  return view.ops.reduce((sum, { id, status }) => {
    const attempt = promises.attempts.get(id)
    if (attempt?.kind !== 'handover' || status !== 'applied' || attempt.pickup !== key) return sum
    const paid = attempt.tenders.reduce((all, { amount }) => all + amount, 0)
    return sum + Math.min(paid, attempt.due)
  }, 0)
}
