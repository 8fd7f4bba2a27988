import { allocate } from '#shared/domain/allocate.ts'
import { money } from '#shared/domain/money.ts'
import { endsOfOrders, type OrderEnd } from './oracle-orders.ts'
import { givenOf, rowsOf, type ServerView } from './oracle-view.ts'
import { type PlacedPart, type Placing, type Promises, soldBy, type ToldOrder } from './promises.ts'

/** The most that can come back of a line, and for how much. */
type Limit = { readonly quantity: number; readonly amount: number }

/** R4, by `ref line`: what was sold; of an order, as far as a store has handed it over and somebody was paid for it. */
export function limitsOf(view: ServerView, promises: Promises): Map<string, Limit> {
  const limits = new Map<string, Limit>()
  for (const { id, status } of view.ops) {
    const attempt = promises.attempts.get(id)
    if (attempt === undefined || status !== 'applied') continue
    for (const [line, { quantity, unitPrice }] of soldBy(attempt).entries())
      limits.set(`${id} ${line}`, { quantity, amount: quantity * unitPrice })
    if (attempt.kind !== 'place') continue
    for (const [line] of attempt.lines.entries())
      limits.set(`${id} ${line}`, placedLimit(view, promises, { attempt, line }))
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
  const owed = Math.max(0, quantity - cancelled - givenAnywhere(view, pickup.key, line))
  const had = quantity - owed
  if (pickup.isPaid) return { quantity: had, amount: had * unitPrice }
  const less = told.reduce((sum, one) => sum + one.amount, 0)
  const unpaid = Math.max(0, price - less - takenFor(view, promises, pickup.key))
  return { quantity: had, amount: Math.max(0, Math.min(had * unitPrice, price - unpaid)) }
}

/** Of an order that a counter took: every part is owed until it is given or ended; one that is paid then is paid by its handovers. */
function placedLimit(
  view: ServerView,
  promises: Promises,
  { attempt, line }: { readonly attempt: Placing; readonly line: number },
): Limit {
  const { quantity = 0, unitPrice = 0 } = attempt.lines[line] ?? {}
  const ends = endsOfOrders(view, promises).filter(({ ref }) => ref === attempt.id)
  const endedOf = (all: readonly OrderEnd[]): number =>
    all.flatMap(({ lines }) => lines).reduce((sum, one) => sum + (one.line === line ? one.quantity : 0), 0)
  const promised = (parts: readonly PlacedPart[]): number =>
    parts.flatMap((part) => part.lines).reduce((sum, one) => sum + (one.line === line ? one.quantity : 0), 0)
  const given = attempt.parts.reduce((sum, { key }) => sum + givenAnywhere(view, key, line), 0)
  const had = quantity - Math.max(0, promised(attempt.parts) - endedOf(ends) - given)
  const later = promised(attempt.parts.filter(({ isPaid }) => !isPaid)) * unitPrice
  const taken = attempt.parts.reduce((sum, { key }) => sum + takenForLine(view, promises, { key, line }), 0)
  const unpaid = Math.max(0, later - taken - endedOf(ends) * unitPrice)
  return { quantity: had, amount: Math.max(0, Math.min(had * unitPrice, quantity * unitPrice - unpaid)) }
}

/** The money of a handover is its lines', in proportion to what they cost. */
function takenForLine(
  view: ServerView,
  promises: Promises,
  { key, line }: { readonly key: string; readonly line: number },
): number {
  return view.ops.reduce((sum, { id, status }) => {
    const attempt = promises.attempts.get(id)
    if (attempt?.kind !== 'handover' || status !== 'applied' || attempt.pickup !== key) return sum
    const prices = attempt.given.map((one) => one.worth)
    const shares = allocate(money(attempt.due), prices)
    return sum + shares.reduce((own, share, n) => own + (attempt.given[n]?.line === line ? share : 0), 0)
  }, 0)
}

/** Whatever stores gave of it or sent, whichever was asked. */
function givenAnywhere(view: ServerView, key: string, line: number): number {
  const rows = rowsOf(view, 'pickup').filter((row) => row.key === key)
  return rows.reduce((sum, { value }) => sum + givenOf(value, line), 0)
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
