import type { Id } from '#shared/base/id.ts'
import type { JsonObject } from '#shared/base/json.ts'
import type { InvoiceWish } from '#shared/domain/invoice.ts'
import { commitment } from '#shared/domain/member.ts'
import type { Money } from '#shared/domain/money.ts'
import { looksLikeCardNumber, type NewTender, paidBy } from '#shared/domain/tender.ts'
import type { Sidecar } from '#shared/sync/operation.ts'
import { sidecarOf } from './beside.ts'

/** O4: money that does not add up is refused before it is taken. */
export function tendersProblem(tenders: readonly NewTender[], due: Money) {
  if (paidBy(tenders) !== due) return 'tenders-differ'
  for (const tender of tenders) {
    if (tender.kind === 'shop') continue
    if (tender.kind === 'cash') {
      if (tender.tendered !== undefined && tender.tendered < tender.amount) return 'too-little-cash'
    } else if (tender.reference.trim() === '') return 'reference-missing'
    else if (tender.kind === 'external' && looksLikeCardNumber(tender.reference))
      return 'reference-looks-like-card'
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
