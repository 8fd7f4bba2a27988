import { type Result, failure, success } from '#shared/base/result.ts'
import type { Id } from '#shared/base/id.ts'
import type { JsonObject } from '#shared/base/json.ts'
import { normalised } from '#shared/domain/credential.ts'
import { commitment, type Profile } from '#shared/domain/member.ts'
import type { Money } from '#shared/domain/money.ts'
import { looksLikeCardNumber } from '#shared/domain/tender.ts'
import { readProfile, type Sidecar } from '#shared/sync/operation.ts'
import { sidecarOf } from './beside.ts'
import { draftPickup, draftPlace, type PickupIntent, type PlaceIntent } from './draft-pickup.ts'
import { draftTicket } from './draft-ticket.ts'
import { stockArgs, type StockWish } from './intent-stock.ts'
import { settleArgs, type SettleWish } from './settle-intent.ts'
import type { Gesture, TicketIntent } from './ticket-intent.ts'

/** What staff want to do, in the words of the screen. */
export type Intent =
  | TicketIntent
  | (Gesture & Profile & { readonly kind: 'member.enrol'; readonly consent: true })
  | (Gesture & StockWish)
  | (Gesture & SettleWish & { readonly kind: 'discrepancy.resolve' })
  | PlaceIntent
  | PickupIntent

/** Why a gesture is not committed: said before money is taken. */
export type Refusal =
  | 'not-enrolled'
  | 'nothing-to-record'
  | 'tenders-differ'
  | 'too-little-cash'
  | 'reference-missing'
  | 'reference-looks-like-card'
  | 'reason-missing'
  | 'approver-missing'
  | 'note-looks-like-card'
  | 'invoice-differs'
  | 'name-missing'
  | 'approval-missing'
  | 'too-large'
  | 'cannot-save'

/** The arguments of an operation; a ticket gets its receipt number inside the transaction. */
export type Draft = {
  readonly kind: Intent['kind']
  readonly args: JsonObject
  readonly numbered: boolean
  readonly sidecars: readonly Sidecar[]
  readonly total: Money | null
  readonly change: number
}

/** Checks a gesture and turns it into arguments. `salt` is 16 random bytes; `subject` is the operation's id. */
export function draft(intent: Intent, subject: Id, salt: Uint8Array): Result<Draft, Refusal> {
  switch (intent.kind) {
    case 'sale.complete':
    case 'return.complete':
    case 'exchange.complete':
      return draftTicket(intent, subject, salt)
    case 'member.enrol':
      return draftEnrol(intent, subject, salt)
    case 'discrepancy.resolve':
      return plain(intent.kind, settleArgs(intent))
    case 'stock.adjust':
    case 'stock.count':
    case 'stock.request':
    case 'stock.send':
    case 'stock.receive':
    case 'stock.decline':
    case 'stock.withdraw':
      return plain(intent.kind, stockArgs(intent))
    case 'order.place':
      return draftPlace(intent, subject, salt)
    case 'pickup.pick':
    case 'pickup.ready':
    case 'pickup.handover':
    case 'pickup.cancel':
    case 'pickup.decline':
    case 'pickup.ship':
    case 'pickup.extend':
    case 'pickup.lease':
      return draftPickup(intent, subject, salt)
  }
}

/** What neither takes money nor names a person. */
function plain(kind: Draft['kind'], args: Result<JsonObject, Refusal>): Result<Draft, Refusal> {
  if (!args.ok) return args
  return success({ kind, args: args.value, numbered: false, sidecars: [], total: null, change: 0 })
}

function draftEnrol(
  intent: Extract<Intent, { kind: 'member.enrol' }>,
  subject: Id,
  salt: Uint8Array,
): Result<Draft, Refusal> {
  const name = intent.name.trim()
  if (name === '') return failure('name-missing')
  // Cards of the chain may be printed as an EAN of 13 digits, of which one in ten passes Luhn; bank cards have more.
  const isBankCard =
    looksLikeCardNumber(name) || (/\d{14}/.test(intent.card ?? '') && looksLikeCardNumber(intent.card ?? ''))
  if (isBankCard) return failure('note-looks-like-card')
  const data: Record<string, string> = { name }
  for (const kind of ['phone', 'card', 'account'] as const) {
    const value = intent[kind]?.trim()
    if (value) data[kind] = normalised({ kind, value }).value
  }
  const sidecar = sidecarOf(subject, salt, data)
  // The server could read no member in it; and what it cannot read at all would block the queue.
  if (!readProfile(sidecar)) return failure('too-large')
  const args = { commitment: commitment(sidecar.data, sidecar.salt), consent: ['membership'] }
  return success({ kind: intent.kind, args, numbered: false, sidecars: [sidecar], total: null, change: 0 })
}
