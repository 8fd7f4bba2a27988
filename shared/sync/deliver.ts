import { unreachable } from '../base/assert.ts'
import { isLater } from '../domain/dispute.ts'
import type { Effects, Message, RowKey, View } from './change.ts'
import { NO_EFFECTS, put } from './change.ts'
import type { Buckets } from './scope.ts'
import { deliverCredit, deliverDispute } from './target/credit.ts'
import { deliverAttribute, deliverClaim } from './target/credential.ts'
import {
  accountKey,
  deliverAccount,
  deliverRedirect,
  deliverTimeline,
  deliverVisited,
  type ThreadsOf,
  threadKey,
} from './target/member.ts'
import { deliverLeased, deliverUnleased } from './target/device.ts'
import { deliverProgress } from './target/order.ts'
import { allocateNeeds, allocateNeedsThen, deliverAllocate } from './target/pickup.ts'
import {
  deliverAsked,
  deliverHanded,
  deliverReceipt,
  deliverReturned,
  receiptNeeds,
} from './target/receipts.ts'
import { deliverMoved, movedNeeds } from './target/stock.ts'
import { deliverTransfer, transferNeeds } from './target/transfer.ts'
import { deliverSettled, settledKey } from './target/settlement.ts'

/** The rows of the target scope that `deliver` reads. */
export function deliverNeeds(message: Message): RowKey[] {
  const scope = message.to
  switch (message.is) {
    case 'receipt':
      return [{ scope, table: 'receipt', key: message.receipt.ref }]
    case 'returned':
      return [{ scope, table: 'receipt', key: message.ref }]
    case 'timeline':
      return [
        { scope, table: 'account', key: accountKey(message.member) },
        { scope, table: 'thread', key: threadKey(message.member, message.put.thread) },
      ]
    case 'account':
      return [{ scope, table: 'account', key: accountKey(message.rank.member) }]
    case 'visited':
      return [{ scope, table: 'account', key: accountKey(message.member) }]
    case 'redirect':
      return [{ scope, table: 'account', key: accountKey(message.from.member) }]
    case 'attribute':
    case 'claim':
      return [{ scope, table: 'claim', key: message.credential }]
    case 'visitor':
      return [{ scope, table: 'visitor', key: message.visitor.member }]
    case 'directory':
      return [{ scope, table: 'member', key: message.entry.id }]
    case 'handed':
    case 'asked':
      return [{ scope, table: 'receipt', key: message.ref }]
    case 'moved':
      return movedNeeds(message)
    case 'credit':
      return [{ scope, table: 'credit', key: message.ref }]
    case 'dispute':
      return [{ scope, table: 'dispute', key: message.key }]
    case 'transfer':
      return transferNeeds(scope, message.transfer.id)
    case 'outflow':
      return [{ scope, table: 'outflow', key: message.outflow.key }]
    case 'allocate':
      return allocateNeeds(scope, message.allocation.key)
    case 'progress':
      return [{ scope, table: 'order', key: message.progress.order }]
    case 'leased':
      return [{ scope, table: 'lease', key: message.pickup }]
    case 'unleased':
      return [{ scope, table: scope === message.store ? 'pickup' : 'lease', key: message.pickup }]
    case 'discrepancy':
      return [{ scope, table: 'discrepancy', key: message.key }]
    case 'settled':
      return [{ scope, table: message.table, key: settledKey(message) }]
    default:
      return unreachable(message)
  }
}

/** What can be asked for only when those rows are there: a return names its receipt, the receipt its terms and articles. */
export function deliverNeedsThen(message: Message, view: View): RowKey[] {
  if (message.is === 'allocate') return allocateNeedsThen(message, view)
  const isOfReceipt = message.is === 'receipt' || message.is === 'returned' || message.is === 'handed'
  return isOfReceipt ? receiptNeeds(message, view) : []
}

/**
 * What a message does at its target, and what it makes the target say onward. Pure; right in whatever order messages
 * arrive, because the relay of a sharded ledger promises none. The threads that a redirected member takes along are
 * asked for by prefix: `threads` lists them (the server reads them; a tablet has none).
 */
export function deliver(
  message: Message,
  view: View,
  context: { buckets: Buckets; threads: ThreadsOf },
): Effects {
  switch (message.is) {
    case 'receipt':
      return deliverReceipt(message, view, context.buckets)
    case 'returned':
      return deliverReturned(message, view, context.buckets)
    case 'timeline':
      return deliverTimeline(message, view, context.buckets)
    case 'account':
      return deliverAccount(message, view, context.buckets)
    case 'visited':
      return deliverVisited(message, view, context.buckets)
    case 'redirect':
      return deliverRedirect(message, view, context)
    case 'attribute':
      return deliverAttribute(message, view, context.buckets)
    case 'claim':
      return deliverClaim(message, view, context.buckets)
    case 'visitor': {
      const known = view.get(message.to, 'visitor', message.visitor.member)
      const later = !known || known.version < message.visitor.version
      return {
        changes: later ? [put(message.to, 'visitor', [message.visitor.member, message.visitor])] : [],
        messages: [],
      }
    }
    case 'directory':
      return deliverDirectory(message, view)
    case 'handed':
      return deliverHanded(message, view, context.buckets)
    case 'asked':
      return deliverAsked(message, view, context.buckets)
    case 'moved':
      return deliverMoved(message, view)
    case 'credit':
      return deliverCredit(message, view)
    case 'dispute':
      return deliverDispute(message, view)
    case 'transfer':
      return deliverTransfer(message, view)
    case 'outflow': {
      const { outflow } = message
      return { changes: [put(message.to, 'outflow', [outflow.key, outflow])], messages: [] }
    }
    case 'allocate':
      return deliverAllocate(message, view)
    case 'progress':
      return deliverProgress(message, view, context.buckets)
    case 'leased':
      return deliverLeased(message, view)
    case 'unleased':
      return deliverUnleased(message, view)
    case 'discrepancy':
      return deliverDiscrepancy(message, view)
    case 'settled':
      return deliverSettled(message, view)
    default:
      return unreachable(message)
  }
}

/** Who has become somebody else stays that, also when the earlier entry comes later. */
function deliverDirectory({ to, entry }: Extract<Message, { is: 'directory' }>, view: View): Effects {
  const known = view.get(to, 'member', entry.id)
  const isRedirected = known && 'redirect' in known && !('redirect' in entry)
  return { changes: isRedirected ? [] : [put(to, 'member', [entry.id, entry])], messages: [] }
}

/**
 * What was told and settled, in whichever order the two arrive, is gone. Where a basis says which of them knew more, that one
 * stands, so that an earlier word that comes late is known to be one.
 */
function deliverDiscrepancy(message: Extract<Message, { is: 'discrepancy' }>, view: View): Effects {
  const { to, key, value } = message
  const known = view.get(to, 'discrepancy', key)
  if (known?.basis && value.basis && isLater(known.basis, value.basis)) return NO_EFFECTS
  // What says on what it rests is kept when it is over, so that what was told before it is still the earlier word.
  const isOver = known !== null && known !== undefined && !value.basis && known.settled !== value.settled
  return { changes: [put(to, 'discrepancy', [key, isOver ? null : value])], messages: [] }
}
