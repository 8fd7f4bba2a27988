import { assert } from '#shared/base/assert.ts'
import { toHex } from '#shared/base/bytes.ts'
import type { Id } from '#shared/base/id.ts'
import type { JsonObject } from '#shared/base/json.ts'
import { type CredentialKind, normalised } from '#shared/domain/credential.ts'
import type { InvoiceWish } from '#shared/domain/invoice.ts'
import { commitment } from '#shared/domain/member.ts'
import type { Money } from '#shared/domain/money.ts'
import { looksLikeCardNumber, type NewTender, paidBy } from '#shared/domain/tender.ts'
import type { Sidecar } from '#shared/sync/operation.ts'

export type Member =
  | { readonly id: Id }
  | { readonly claimed: { readonly kind: CredentialKind; readonly value: string } }

export type Gesture = {
  /** Made when the basket was opened: tapping "paid" twice commits once. */
  readonly id?: Id
  readonly staff: string
  /** Who agreed to what staff alone may not do, by their PIN. */
  readonly approver?: string
  /** Unix ms and business date of an earlier time, for importers; the tablet's own otherwise. */
  readonly at?: number
  readonly businessDate?: string
}

/** O4: money that does not add up is refused before it is taken. */
export function tendersProblem(tenders: readonly NewTender[], total: Money) {
  if (paidBy(tenders) !== total) return 'tenders-differ'
  for (const tender of tenders) {
    if (tender.kind === 'cash') {
      if (tender.tendered !== undefined && tender.tendered < tender.amount) return 'too-little-cash'
    } else if (tender.reference.trim() === '') return 'reference-missing'
    else if (looksLikeCardNumber(tender.reference)) return 'reference-looks-like-card'
  }
  return undefined
}

/** A carrier is a person's: only its commitment is part of what is hashed (F4). */
export function wishArgs(
  wish: InvoiceWish | undefined,
  subject: Id,
  salt: Uint8Array,
): { args: JsonObject; sidecars: Sidecar[] } {
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

export function whoOf(
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

export function sidecarOf(subject: string, salt: Uint8Array, data: Record<string, string>): Sidecar {
  assert(salt.length === 16, 'a salt has 16 bytes')
  return { subject, salt: toHex(salt), data }
}
