import { looksLikeCardNumber, type NewTender, withChange } from '#shared/domain/tender.ts'
import { type Result, failure, success } from '#shared/base/result.ts'
import type { Id } from '#shared/base/id.ts'
import type { JsonObject } from '#shared/base/json.ts'
import { CREDENTIAL_LENGTH_MAX, normalised } from '#shared/domain/credential.ts'
import { type NewLine, priced, totalOf } from '#shared/domain/line.ts'
import { invoiceProblem, type InvoiceWish } from '#shared/domain/invoice.ts'
import { commitment, type Profile } from '#shared/domain/member.ts'
import type { Money } from '#shared/domain/money.ts'
import { readProfile, type Sidecar } from '#shared/sync/operation.ts'
import { type Gesture, type Member, sidecarOf, tendersProblem, whoOf, wishArgs } from './draft-parts.ts'
import { draftPickup, draftPlace, type PickupIntent, type PlaceIntent } from './draft-pickup.ts'

/** What staff want to do, in the words of the screen. */
export type Intent =
  | (Gesture & {
      readonly kind: 'sale.complete'
      readonly member?: Member
      readonly lines: readonly NewLine[]
      readonly tenders: readonly NewTender[]
      readonly invoice?: InvoiceWish
    })
  | (Gesture & {
      readonly kind: 'return.complete'
      readonly member?: Member
      readonly lines: readonly (NewLine & { readonly of?: { readonly ref: Id; readonly line: number } })[]
      readonly reason: string
      readonly tenders: readonly NewTender[]
    })
  | (Gesture & Profile & { readonly kind: 'member.enrol'; readonly consent: true })
  | (Gesture & {
      readonly kind: 'stock.adjust'
      readonly lines: readonly { readonly sku: string; readonly name: string; readonly quantity: number }[]
      readonly reason: string
    })
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
  | 'note-looks-like-card'
  | 'invoice-differs'
  | 'name-missing'
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
      return draftTicket(intent, subject, salt)
    case 'member.enrol':
      return draftEnrol(intent, subject, salt)
    case 'stock.adjust': {
      if (intent.lines.length === 0) return failure('nothing-to-record')
      if (intent.reason.trim() === '') return failure('reason-missing')
      const args = {
        lines: intent.lines.map(({ sku, name, quantity }) => ({ sku, name, quantity })),
        reason: intent.reason,
      }
      return success({ kind: intent.kind, args, numbered: false, sidecars: [], total: null, change: 0 })
    }
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

type Ticket = Extract<Intent, { kind: 'sale.complete' | 'return.complete' }>

function draftTicket(intent: Ticket, subject: Id, salt: Uint8Array): Result<Draft, Refusal> {
  if (intent.lines.length === 0) return failure('nothing-to-record')
  const lines = intent.lines.map(priced)
  const total = totalOf(lines)
  const tenders = intent.tenders.map(withChange)
  const problem = tenderProblem(intent, total)
  if (problem) return failure(problem)
  const { who, sidecars } = whoOf(intent.member, subject, salt)
  if (sidecars.some(({ data }) => (data['value'] ?? '').length > CREDENTIAL_LENGTH_MAX))
    return failure('too-large')
  const reason = intent.kind === 'return.complete' ? { reason: intent.reason } : {}
  const wished = wishArgs(intent.kind === 'sale.complete' ? intent.invoice : undefined, subject, salt)
  const change = tenders.reduce((sum, tender) => sum + (tender.kind === 'cash' ? tender.change : 0), 0)
  const args = { lines, tenders, total, ...reason, ...(who ? { who } : {}), ...wished.args }
  return success({
    kind: intent.kind,
    args,
    numbered: true,
    sidecars: [...sidecars, ...wished.sidecars],
    total,
    change,
  })
}

function tenderProblem(intent: Ticket, total: Money): Refusal | undefined {
  if (intent.kind === 'return.complete' && intent.reason.trim() === '') return 'reason-missing'
  if (intent.kind === 'sale.complete' && invoiceProblem(intent.invoice ?? {})) return 'invoice-differs'
  if (intent.lines.some(({ note }) => looksLikeCardNumber(note ?? ''))) return 'note-looks-like-card'
  if (intent.kind === 'return.complete' && looksLikeCardNumber(intent.reason)) return 'note-looks-like-card'
  return tendersProblem(intent.tenders, total)
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
