import { type Id, madeAt } from '../../base/id.ts'
import { type Discrepancy, discrepancy, type DiscrepancyCode, type Fact } from '../../domain/discrepancy.ts'
import {
  type Receipt,
  type Returned,
  returnedAmount,
  returnedLines,
  returnedQuantity,
} from '../../domain/receipt.ts'
import { minus } from '../../domain/money.ts'
import { attributed } from '../address.ts'
import { type Effects, type Message, NO_EFFECTS, put, type View } from '../change.ts'
import { discrepancyKey } from '../given.ts'
import { type Buckets, toScope } from '../scope.ts'

type ReceiptMessage = Extract<Message, { is: 'receipt' }>
type HandedMessage = Extract<Message, { is: 'handed' }>
type ReturnedMessage = Extract<Message, { is: 'returned' }>

/** A sale or a newer snapshot of an order: its lines replace the placeholder's, what came back meanwhile stays. */
export function deliverReceipt(message: ReceiptMessage, view: View, buckets: Buckets): Effects {
  const { receipt } = message
  const known = view.get(message.to, 'receipt', receipt.ref)
  if (known?.lines && known.revision >= receipt.revision) return { changes: [], messages: [] }
  const merged: Receipt = {
    ...receipt,
    ...(known?.handed ? { handed: known.handed } : {}),
    returned: { ...known?.returned, ...receipt.returned },
  }
  const messages: Message[] = []
  if (known && !known.lines) {
    for (const [id, early] of Object.entries(known.returned)) {
      messages.push(
        unknownSale(id, early, { ref: receipt.ref, at: receipt.at, settled: true }),
        ...(early.waiting ? attributed(receipt.who, early.waiting, buckets) : []),
      )
    }
  }
  const settled = { ...merged, returned: withoutWaiting(merged.returned) }
  return {
    changes: [put(message.to, 'receipt', [receipt.ref, settled])],
    messages: [...messages, ...excess(settled, known ?? null)],
  }
}

/** R4, R5: counts what came back; more than was sold is kept and named, never refused. */
export function deliverReturned(message: ReturnedMessage, view: View, buckets: Buckets): Effects {
  const known = view.get(message.to, 'receipt', message.ref)
  if (known?.returned[message.id]) return { changes: [], messages: [] }
  const before = known?.lines ? known : placeholder(message.ref, message.put.entry, known ?? null)
  const who = message.who ?? before.who
  const waits = who === null && !before.lines
  const returned: Returned = waits ? { ...message.returned, waiting: message.put } : message.returned
  const after: Receipt = { ...before, returned: { ...before.returned, [message.id]: returned } }
  const messages: Message[] = [...attributed(who, message.put, buckets)]
  if (before.lines) messages.push(...excess(after, before))
  else
    messages.push(unknownSale(message.id, message.returned, { ref: message.ref, at: message.put.entry.at }))
  return { changes: [put(message.to, 'receipt', [message.ref, after])], messages }
}

/** Lines of an order changed hands: from then on its buyer's days are counted. */
export function deliverHanded({ to, ref, id, handed }: HandedMessage, view: View): Effects {
  const known = view.get(to, 'receipt', ref) ?? null
  if (known?.handed?.[id]) return NO_EFFECTS
  const before = known ?? placeholder(ref, handed, null)
  return {
    changes: [put(to, 'receipt', [ref, { ...before, handed: { ...before.handed, [id]: handed } }])],
    messages: [],
  }
}

/** What stands for a sale that has not arrived: as old as the earliest return of it. */
function placeholder(ref: Id, { at, date }: { at: number; date: string }, known: Receipt | null): Receipt {
  return {
    ref,
    lines: null,
    number: null,
    where: null,
    at: Math.min(at, known?.at ?? at),
    businessDate: known && known.businessDate < date ? known.businessDate : date,
    who: null,
    revision: 0,
    ...(known?.handed ? { handed: known.handed } : {}),
    returned: known?.returned ?? {},
  }
}

type UnknownSale = { readonly ref: Id; readonly at: number; readonly settled?: true }

/** R5: a return waits for its sale and says so; `settled` when the sale has come. */
function unknownSale(
  returnId: string,
  { op, home }: Returned,
  { ref, at, ...settled }: UnknownSale,
): Message {
  const code = 'return-of-unknown-sale'
  const value = { ...discrepancy(code, { op, at }, { ref }), ...settled }
  return { to: toScope(home), is: 'discrepancy', key: discrepancyKey(code, returnId, ref), value }
}

/** Tells every home that gave back from a line of which more came back than was sold, or for more than was paid. */
function excess(receipt: Receipt, before: Receipt | null): Message[] {
  const messages: Message[] = []
  const known = new Set(before ? problemsOf(before).map((problem) => problem.key) : [])
  for (const { key, value, line } of problemsOf(receipt)) {
    if (known.has(key)) continue
    const homes = new Set(
      Object.values(receipt.returned)
        .filter((returned) => returned.lines.some((back) => back.line === line))
        .map((returned) => returned.home),
    )
    for (const home of homes) messages.push({ to: toScope(home), is: 'discrepancy', key, value })
  }
  return messages
}

type Problem = { readonly line: number; readonly key: string; readonly value: Discrepancy }

/** R4: the key names the numbers, so that a third return of the same line is told anew. */
function problemsOf(receipt: Receipt): Problem[] {
  if (!receipt.lines) return []
  return returnedLines(receipt).flatMap((line) => {
    const sold = receipt.lines?.[line]
    const returned = returnedQuantity(receipt, line)
    const refunded = returnedAmount(receipt, line)
    const params = {
      receipt: receipt.number ?? receipt.ref,
      line: line + 1,
      sold: sold?.quantity ?? 0,
      returned,
    }
    if (!sold) return [problem('return-of-unknown-line', receipt, { line, count: returned, params })]
    if (returned > sold.quantity)
      return [problem('returned-more-than-sold', receipt, { line, count: returned, params })]
    if (isWithin(refunded, sold.amount)) return []
    const prices = { ...params, paid: sold.amount, refunded }
    return [problem('refund-exceeds-price', receipt, { line, count: refunded, params: prices })]
  })
}

function problem(
  code: DiscrepancyCode,
  receipt: Receipt,
  found: { line: number; count: number; params: Readonly<Record<string, string | number>> },
): Problem {
  const { facts, cost } = againstEachOther(receipt, found.line)
  const about = { op: receipt.ref, at: Math.max(...facts.map(({ at = receipt.at }) => at)), facts, cost }
  const key = discrepancyKey(code, receipt.ref, found.line, found.count)
  return { line: found.line, key, value: discrepancy(code, about, found.params) }
}

/** The receipt's line, and the last two that gave back from it; what was given back beyond its price is the chain's loss. */
function againstEachOther(receipt: Receipt, line: number): { facts: Fact[]; cost: number } {
  const sold = receipt.lines?.[line]
  const { ref: op, number, where, at } = receipt
  const sale: Fact = {
    is: where?.startsWith('channel:') ? 'order' : 'sale',
    op,
    at,
    amount: sold?.amount ?? 0,
    quantity: sold?.quantity ?? 0,
    ...(number === null ? {} : { number }),
    ...(where === null ? {} : { where }),
  }
  const backs = Object.values(receipt.returned)
    .flatMap(({ op: back, home, lines }) => lines.map((one) => ({ ...one, op: back, home })))
    .filter((back) => back.line === line)
    .sort((a, b) => (a.op < b.op ? -1 : 1))
    .slice(-2)
    .map(({ op: back, home, amount, quantity }): Fact => {
      const madeOn = madeAt(back)
      return {
        is: 'return',
        op: back,
        where: home,
        ...(madeOn === undefined ? {} : { at: madeOn }),
        amount: minus(amount),
        quantity,
      }
    })
  const beyond = returnedAmount(receipt, line) - (sold?.amount ?? 0)
  return { facts: [sale, ...backs], cost: Math.max(0, beyond) }
}

function withoutWaiting(returned: Receipt['returned']): Receipt['returned'] {
  return Object.fromEntries(Object.entries(returned).map(([id, { waiting: _, ...one }]) => [id, one]))
}

/** A service line may have a negative price: then giving it back takes money, and too much is further below zero. */
const isWithin = (refunded: number, paid: number): boolean => (paid < 0 ? refunded >= paid : refunded <= paid)
