import { fields, list, rowsOf, type ServerView } from './oracle-view.ts'
import { endsOfOrders } from './oracle-orders.ts'
import { type PlacedPart, type Placing, type Promises, soldBy, type ToldOrder, unitsOf } from './promises.ts'
import { allocate } from '#shared/domain/allocate.ts'
import { money } from '#shared/domain/money.ts'

/** The most that can come back of a line, and for how much. */
export type Limit = { readonly quantity: number; readonly amount: number }

/** R4, by `ref line`: what was sold; of an order, as far as a store has handed it over and somebody was paid for it. */
export function limitsOf(view: ServerView, promises: Promises): Map<string, Limit> {
  const limits = new Map<string, Limit>()
  for (const { id, status } of view.ops) {
    const attempt = promises.attempts.get(id)
    if (attempt === undefined || status !== 'applied') continue
    for (const [line, { quantity, unitPrice }] of soldBy(attempt).entries()) {
      const placed = attempt.kind === 'place' ? placedLimit(view, promises, { order: attempt, line }) : null
      limits.set(`${id} ${line}`, placed ?? { quantity, amount: quantity * unitPrice })
    }
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

/** Of an order that a counter took: what is promised and did not end is owed until it is handed over, and unpaid until it is paid. */
function placedLimit(
  view: ServerView,
  promises: Promises,
  { order, line }: { order: Placing; line: number },
): Limit {
  const { quantity = 0, unitPrice = 0 } = order.lines[line] ?? {}
  const ended = endsOfOrders(view, promises)
    .filter(({ ref }) => ref === order.id)
    .flatMap(({ lines }) => lines)
    .filter((one) => one.line === line)
    .reduce((units, one) => units + one.quantity, 0)
  const given = order.parts.reduce((units, { key }) => units + givenOf(view, key, line), 0)
  const owed = Math.max(0, unitsOf(order.parts, line) - ended - given)
  const had = quantity - owed
  const later = unitsOf(
    order.parts.filter(({ isPaid }) => !isPaid),
    line,
  )
  const taken = order.parts.reduce(
    (sum, part) => sum + takenForLine(promises, view, { order, part, line }),
    0,
  )
  const unpaid = later === 0 ? 0 : Math.max(0, (later - ended) * unitPrice - taken)
  return { quantity: had, amount: Math.max(0, Math.min(had * unitPrice, quantity * unitPrice - unpaid)) }
}

/** The money of a handover belongs to its lines, in proportion to what they cost. */
function takenForLine(
  promises: Promises,
  view: ServerView,
  { order, part, line }: { order: Placing; part: PlacedPart; line: number },
): number {
  return view.ops.reduce((sum, { id, status }) => {
    const attempt = promises.attempts.get(id)
    if (attempt?.kind !== 'handover' || status !== 'applied' || attempt.pickup !== part.key) return sum
    const paid = attempt.tenders.reduce((all, { amount }) => all + amount, 0)
    const weights = attempt.given.map((one) => one.quantity * (order.lines[one.line]?.unitPrice ?? 0))
    const shares = allocate(money(Math.min(paid, attempt.due)), weights)
    return sum + shares.reduce((own, share, at) => own + (attempt.given[at]?.line === line ? share : 0), 0)
  }, 0)
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
