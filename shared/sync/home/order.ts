import type { Id } from '../../base/id.ts'
import { lineAmount, totalOf } from '../../domain/line.ts'
import { minus, type Money, sum } from '../../domain/money.ts'
import { promisedBy } from '../../domain/allocation.ts'
import { type OrderArgs, orderNet, type OrderPart } from '../../domain/order.ts'
import { cancellationId, type Receipt, type Returned } from '../../domain/receipt.ts'
import type { Entry, TimelinePut } from '../../domain/timeline.ts'
import { attributed } from '../address.ts'
import { type Applied, type Change, type Message, put, type View } from '../change.ts'
import { factOf, flag, type Found, type Given, homeOf, whoOf } from '../given.ts'
import { type OrderOperation, orderRef } from '../operation.ts'
import { receiptsScope } from '../scope.ts'
import { allocate } from './allocate.ts'
import { termsOf } from './approval.ts'

export const orderKey = (args: OrderArgs): string => args.externalId

/**
 * A snapshot counts when its revision is above the one known; effects are whole puts by the order's own ids, so that a
 * repeated or late snapshot changes nothing. Home: the order. Onward: its parts to their stores, its receipt (with what was
 * cancelled or refunded) and one timeline entry for the order, one for each cancellation and refund, all in one thread.
 */
export function applyOrder(given: Given<OrderOperation>, view: View): Applied {
  const { operation, buckets } = given
  const { args } = operation
  const home = homeOf(operation)
  const known = view.get(home, 'order', orderKey(args))
  if (known && known.order.revision >= args.revision) return { changes: [], messages: [], codes: [] }
  const ref = orderRef(operation.channel ?? '', args.externalId, given.sha256)
  const who = whoOf(given, args.who)
  // R26: what is sold under today's terms keeps them, whatever its shop tells later.
  const terms = known ? known.terms : termsOf(view, undefined)?.version
  const under = terms === undefined ? {} : { terms }
  const parts = [
    ...args.cancellations.map((part) => ({ part, kind: 'cancellation' as const })),
    ...args.refunds
      .filter(({ asked }) => asked === undefined)
      .map((part) => ({ part, kind: 'refund' as const })),
  ]
  const returned: Record<string, Returned> = {}
  for (const { part, kind } of parts) {
    const key = kind === 'cancellation' ? cancellationId(part.id) : `${kind}:${part.id}`
    returned[key] = { lines: part.lines, op: operation.id, home, revision: args.revision }
  }
  const messages: Message[] = [
    {
      to: receiptsScope(ref, buckets),
      is: 'receipt',
      receipt: {
        ref,
        lines: args.lines,
        number: args.externalId,
        ...(args.invoices?.length ? { invoices: args.invoices } : {}),
        where: home,
        at: args.placedAt,
        businessDate: args.placedOn,
        who,
        revision: args.revision,
        taken: takenFor(args),
        ...promisedIn(args),
        ...under,
        ...(args.delivered?.length ? { delivered: args.delivered } : {}),
        ...(args.requested?.length ? { inFlight: args.requested.flatMap(({ lines }) => lines) } : {}),
        returned,
      },
    },
    ...attributed(who, orderEntry(given, ref), buckets),
    ...parts.flatMap(({ part, kind }) => attributed(who, partEntry(given, ref, { part, kind }), buckets)),
  ]
  const told = allocate(given, view, {
    order: args,
    key: orderKey(args),
    number: args.externalId,
    ref,
    who,
    known: known ?? null,
  })
  messages.push(...told.messages)
  const hasParts = Object.keys(told.parts).length > 0
  const row = {
    op: operation.id,
    order: args,
    net: orderNet(args),
    ...under,
    ...(hasParts ? { parts: told.parts } : {}),
  }
  const changes: Change[] = [put(home, 'order', [orderKey(args), row]), ...told.changes]
  if (args.lines.every((line) => lineAmount(line) === line.amount))
    return { changes, messages, codes: told.codes }
  const flagged = flag(given, wrongLines(operation), { receipt: args.externalId })
  return { changes: [...changes, flagged], messages, codes: [...told.codes, 'line-amount-differs'] }
}

/** What its lines say by themselves; what is below it was not taken. */
function wrongLines(operation: OrderOperation): Found {
  const { lines, externalId: number } = operation.args
  const stood = totalOf(lines)
  const amount = sum(lines.map(lineAmount))
  const own = factOf(operation, { is: 'order', number, amount: stood })
  return { code: 'line-amount-differs', facts: [own, { is: 'lines', amount }], cost: amount - stood }
}

/** What goes through the hands of a store. */
export function promisedIn(order: {
  readonly lines: OrderArgs['lines']
  readonly parts?: OrderArgs['parts']
  readonly cancellations: OrderArgs['cancellations']
}): Pick<Receipt, 'promised'> {
  const promised = promisedBy(order, order.parts ?? [])
  return promised.length > 0 ? { promised } : {}
}

const takenFor = ({ payments }: OrderArgs): Money => sum(payments.map(({ amount }) => amount))

function orderEntry(given: Given<OrderOperation>, ref: Id): TimelinePut {
  const { args, id } = given.operation
  const entry: Entry = {
    id: ref,
    kind: 'order',
    at: args.placedAt,
    date: args.placedOn,
    where: homeOf(given.operation),
    amount: totalOf(args.lines),
    lineCount: args.lines.length,
    op: id,
    revision: args.revision,
  }
  return { thread: ref, entry, visit: null, receivedAt: given.receivedAt }
}

function partEntry(
  given: Given<OrderOperation>,
  ref: Id,
  { part, kind }: { part: OrderPart; kind: 'cancellation' | 'refund' },
): TimelinePut {
  const entry: Entry = {
    id: `${ref}/${kind}:${part.id}`,
    kind,
    at: part.at,
    date: part.date,
    where: homeOf(given.operation),
    amount: minus(part.amount),
    lineCount: part.lines.length,
    op: given.operation.id,
    revision: given.operation.args.revision,
  }
  return { thread: ref, entry, visit: null, receivedAt: given.receivedAt }
}
