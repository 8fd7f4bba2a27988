import { looksLikeCardNumber, type NewTender, paidBy, withChange } from '#shared/domain/tender.ts'
import { type Result, failure, success } from '#shared/base/result.ts'
import { assert } from '#shared/base/assert.ts'
import { toHex } from '#shared/base/bytes.ts'
import type { Id } from '#shared/base/id.ts'
import type { JsonObject } from '#shared/base/json.ts'
import type { CredentialKind } from '#shared/domain/credential.ts'
import { CREDENTIAL_LENGTH_MAX, normalised } from '#shared/domain/credential.ts'
import { type NewLine, priced, totalOf } from '#shared/domain/line.ts'
import { invoiceProblem, type InvoiceWish } from '#shared/domain/invoice.ts'
import { commitment, type Profile } from '#shared/domain/member.ts'
import type { Money } from '#shared/domain/money.ts'
import { readProfile, type Sidecar } from '#shared/sync/operation.ts'
import { stockArgs, type StockWish } from './intent-stock.ts'

type Member =
  | { readonly id: Id }
  | { readonly claimed: { readonly kind: CredentialKind; readonly value: string } }

type Gesture = {
  /** Made when the basket was opened: tapping "paid" twice commits once. */
  readonly id?: Id
  readonly staff: string
  /** Unix ms and business date of an earlier time, for importers; the tablet's own otherwise. */
  readonly at?: number
  readonly businessDate?: string
}

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
  | (Gesture & StockWish)

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
    case 'stock.adjust':
    case 'stock.count':
    case 'stock.request':
    case 'stock.send':
    case 'stock.receive':
      return draftStock(intent)
  }
}

function draftStock(intent: StockWish): Result<Draft, Refusal> {
  const args = stockArgs(intent)
  if (!args.ok) return args
  return success({
    kind: intent.kind,
    args: args.value,
    numbered: false,
    sidecars: [],
    total: null,
    change: 0,
  })
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
  const wished = wishOf(intent, subject, salt)
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
  if (paidBy(intent.tenders) !== total) return 'tenders-differ'
  for (const tender of intent.tenders) {
    if (tender.kind === 'cash') {
      if (tender.tendered !== undefined && tender.tendered < tender.amount) return 'too-little-cash'
    } else if (tender.reference.trim() === '') return 'reference-missing'
    else if (looksLikeCardNumber(tender.reference)) return 'reference-looks-like-card'
  }
  return undefined
}

/** A carrier is a person's: only its commitment is part of what is hashed (F4). */
function wishOf(intent: Ticket, subject: Id, salt: Uint8Array): { args: JsonObject; sidecars: Sidecar[] } {
  const wish = intent.kind === 'sale.complete' ? intent.invoice : undefined
  if (wish === undefined) return { args: {}, sidecars: [] }
  const { ban, carrier, donation } = wish
  const beside = carrier && sidecarOf(`${subject}/carrier`, salt, { value: carrier.value })
  const kept = carrier && beside && { kind: carrier.kind, commitment: commitment(beside.data, beside.salt) }
  return {
    args: {
      invoice: {
        ...(ban === undefined ? {} : { ban }),
        ...(donation === undefined ? {} : { donation }),
        ...(kept ? { carrier: kept } : {}),
      },
    },
    sidecars: beside ? [beside] : [],
  }
}

function whoOf(
  member: Member | undefined,
  subject: Id,
  salt: Uint8Array,
): { who: JsonObject | undefined; sidecars: Sidecar[] } {
  if (member === undefined) return { who: undefined, sidecars: [] }
  if ('id' in member) return { who: { member: member.id }, sidecars: [] }
  const sidecar = sidecarOf(subject, salt, { value: normalised(member.claimed).value })
  return {
    who: { claimed: member.claimed.kind, commitment: commitment(sidecar.data, sidecar.salt) },
    sidecars: [sidecar],
  }
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

function sidecarOf(subject: string, salt: Uint8Array, data: Record<string, string>): Sidecar {
  assert(salt.length === 16, 'a salt has 16 bytes')
  return { subject, salt: toHex(salt), data }
}
