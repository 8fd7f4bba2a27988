import type { Id } from '../../base/id.ts'
import { withCodedLines } from '../../domain/coded.ts'
import { discrepancy, type Fact } from '../../domain/discrepancy.ts'
import { totalOf } from '../../domain/line.ts'
import { isPayment, type Receipt, type Returned } from '../../domain/receipt.ts'
import { attributed } from '../address.ts'
import { type Effects, type Message, NO_EFFECTS, put, type RowKey, type View } from '../change.ts'
import { returnFact } from '../facts.ts'
import { discrepancyKey } from '../given.ts'
import { type Buckets, toScope } from '../scope.ts'
import { type Here, peopleRows, termsRows, unapproved } from './approvals.ts'
import { askShop } from './ask-shop.ts'
import { refundsDue } from './due.ts'
import { excess, otherArticles } from './excess.ts'

type ReceiptMessage = Extract<Message, { is: 'receipt' }>
type HandedMessage = Extract<Message, { is: 'handed' }>
type AskedMessage = Extract<Message, { is: 'asked' }>
type ReturnedMessage = Extract<Message, { is: 'returned' }>

/** What the receipt names and the judgement of its returns reads: to be loaded when the receipt is there. */
export function receiptNeeds(message: ReceiptMessage | HandedMessage | ReturnedMessage, at: Here): RowKey[] {
  const ref = message.is === 'receipt' ? message.receipt.ref : message.ref
  const known = at.view.get(message.to, 'receipt', ref)
  if (message.is === 'receipt') {
    const receipt = { ...message.receipt, returned: known?.returned ?? {} }
    return [...termsRows(receipt, false), ...peopleRows(receipt, at, null)]
  }
  if (!known) return []
  const fresh = message.is === 'returned' ? message.returned : null
  return [...termsRows(known, fresh?.judged !== undefined), ...peopleRows(known, at, fresh)]
}

/** A sale or a newer snapshot of an order: its lines replace the placeholder's, what came back meanwhile stays. */
export function deliverReceipt(message: ReceiptMessage, view: View, buckets: Buckets): Effects {
  const { receipt } = message
  const known = view.get(message.to, 'receipt', receipt.ref)
  if (known?.lines && known.revision >= receipt.revision) return { changes: [], messages: [] }
  const merged = withCodedLines({
    ...receipt,
    ...(known?.handed ? { handed: known.handed } : {}),
    ...(known?.asks ? { asks: known.asks } : {}),
    returned: { ...known?.returned, ...receipt.returned },
  })
  const messages: Message[] = []
  const early = known && !known.lines ? Object.keys({ ...known.returned, ...known.asks }) : []
  if (known && !known.lines) {
    for (const [id, one] of Object.entries(known.returned)) {
      messages.push(
        unknownSale(id, one, { ref: receipt.ref, at: receipt.at, settled: true }),
        ...(one.waiting ? attributed(receipt.who, one.waiting, buckets) : []),
      )
    }
  }
  const settled = { ...merged, returned: withoutWaiting(merged.returned) }
  const asked = askShop(settled, buckets, early)
  return {
    changes: [put(message.to, 'receipt', [receipt.ref, asked.receipt])],
    messages: [
      ...messages,
      ...excess(settled, known ?? null),
      ...refundsDue(settled, known ?? null),
      ...unapproved(settled, known ?? null, { view, buckets }),
      ...otherArticles(settled, known?.lines ? known : null),
      ...asked.messages,
    ],
  }
}

/** R4, R5: counts what came back; more than was sold is kept and named, never refused. */
export function deliverReturned(message: ReturnedMessage, view: View, buckets: Buckets): Effects {
  const known = view.get(message.to, 'receipt', message.ref)
  const same = known?.returned[message.id]
  // What a store ended of an order is told whole each time: the latest counts.
  if (same && same.revision >= message.returned.revision) return { changes: [], messages: [] }
  const before = known?.lines ? known : placeholder(message.ref, message.put.entry, known ?? null)
  const who = message.who ?? before.who
  const waits = who === null && !before.lines && !isPayment(message.returned)
  const returned: Returned = waits ? { ...message.returned, waiting: message.put } : message.returned
  const after = withCodedLines({ ...before, returned: { ...before.returned, [message.id]: returned } })
  const asked = askShop(after, buckets, [message.id])
  const messages: Message[] = isPayment(message.returned) ? [] : [...attributed(who, message.put, buckets)]
  if (before.lines)
    messages.push(
      ...excess(after, before),
      ...refundsDue(after, before),
      ...unapproved(after, before, { view, buckets }),
      ...otherArticles(after, before),
      ...asked.messages,
    )
  else
    messages.push(unknownSale(message.id, message.returned, { ref: message.ref, at: message.put.entry.at }))
  return { changes: [put(message.to, 'receipt', [message.ref, asked.receipt])], messages }
}

/** Lines of an order changed hands: from then on its buyer's days are counted, and they can be given back. */
export function deliverHanded({ to, ref, id, handed }: HandedMessage, view: View, buckets: Buckets): Effects {
  const known = view.get(to, 'receipt', ref) ?? null
  if (known?.handed?.[id]) return NO_EFFECTS
  const before = known ?? placeholder(ref, handed, null)
  const after = withCodedLines({ ...before, handed: { ...before.handed, [id]: handed } })
  const asked = askShop(after, buckets)
  return {
    changes: [put(to, 'receipt', [ref, asked.receipt])],
    messages: [
      ...excess(after, before),
      ...unapproved(after, before, { view, buckets }),
      ...otherArticles(after, before),
      ...asked.messages,
    ],
  }
}

/** R25: the goods that were taken for this order's came back: its shop is asked as if they were its own. */
export function deliverAsked(
  { to, ref, ask, at, date }: AskedMessage,
  view: View,
  buckets: Buckets,
): Effects {
  const known = view.get(to, 'receipt', ref) ?? null
  const told = known?.asks?.[ask.op]
  if (told && told.amount >= ask.amount) return NO_EFFECTS
  const before = known ?? placeholder(ref, { at, date }, null)
  const after = { ...before, asks: { ...before.asks, [ask.op]: { ...told, ...ask } } }
  const asked = askShop(after, buckets, told ? [] : [ask.op])
  return { changes: [put(to, 'receipt', [ref, asked.receipt])], messages: asked.messages }
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
    ...(known?.asks ? { asks: known.asks } : {}),
    returned: known?.returned ?? {},
  }
}

type UnknownSale = { readonly ref: Id; readonly at: number; readonly settled?: true }

/** R5: a return waits for its sale and says so; `settled` when the sale has come. */
function unknownSale(
  returnId: string,
  { op, home, lines }: Returned,
  { ref, at, ...settled }: UnknownSale,
): Message {
  const code = 'return-of-unknown-sale'
  const cost = Math.max(0, totalOf(lines))
  const facts: Fact[] = [returnFact({ op, home }, lines), { is: 'sale', op: ref }]
  const value = { ...discrepancy(code, { op, at, facts, cost }, { ref }), ...settled }
  return { to: toScope(home), is: 'discrepancy', key: discrepancyKey(code, returnId, ref), value }
}

function withoutWaiting(returned: Receipt['returned']): Receipt['returned'] {
  return Object.fromEntries(Object.entries(returned).map(([id, { waiting: _, ...one }]) => [id, one]))
}
