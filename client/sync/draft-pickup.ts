import type { Id } from '#shared/base/id.ts'
import type { JsonObject } from '#shared/base/json.ts'
import { failure, type Result, success } from '#shared/base/result.ts'
import { dueLater } from '#shared/domain/allocation.ts'
import type { PickupPart } from '#shared/domain/order.ts'
import { CREDENTIAL_LENGTH_MAX } from '#shared/domain/credential.ts'
import { invoiceProblem, type InvoiceWish } from '#shared/domain/invoice.ts'
import { type Line, type NewLine, priced, totalOf } from '#shared/domain/line.ts'
import { commitment } from '#shared/domain/member.ts'
import { type Money, money } from '#shared/domain/money.ts'
import type { CancelArgs, PickArgs } from '#shared/domain/pickup-args.ts'
import type { Contact } from '#shared/domain/proof.ts'
import { looksLikeCardNumber, type NewTender, withChange } from '#shared/domain/tender.ts'
import type { Proof } from '#shared/domain/terms.ts'
import type { Sidecar } from '#shared/sync/operation.ts'
import { sidecarOf, whoOf } from './beside.ts'
import { tendersProblem, wishArgs } from './draft-parts.ts'
import type { Gesture, Member } from './ticket-intent.ts'

/** An order that the counter takes: what is in no part is carried out at once. */
export type PlaceIntent = Gesture & {
  readonly kind: 'order.place'
  readonly member?: Member
  readonly contact?: Contact
  readonly lines: readonly NewLine[]
  readonly parts: readonly PickupPart[]
  /** For what is carried out and for the parts that are paid now. */
  readonly tenders: readonly NewTender[]
  readonly invoice?: InvoiceWish
  /** Version of the chain's terms. */
  readonly terms?: number
}

export type HandoverIntent = Gesture & {
  readonly kind: 'pickup.handover'
  readonly pickup: string
  readonly ref: Id
  readonly lines: readonly (Line & { readonly line: number })[]
  readonly proof: Proof
  readonly exception?: string
  readonly delegate?: true
  readonly unleased?: true
  readonly device?: string
  readonly member?: Member
  /** Of what is bought besides it is a receipt of its own; `due` is for the order's lines. */
  readonly paid?: {
    readonly due: Money
    readonly more: readonly NewLine[]
    readonly tenders: readonly NewTender[]
    readonly invoice?: InvoiceWish
    readonly terms?: number
  }
}

type Step = Gesture & { readonly pickup: string }
/** A tablet that gives back what it does not need asks nobody. */
type LeaseIntent = Omit<Step, 'staff'> & {
  readonly staff?: string
  readonly kind: 'pickup.lease'
  readonly device: string
  readonly givesBack?: true
}

export type PickupIntent =
  | (Step & { readonly kind: 'pickup.pick'; readonly lines: PickArgs['lines'] })
  | (Step & { readonly kind: 'pickup.ready'; readonly shelf?: string })
  | (Step & { readonly kind: 'pickup.cancel'; readonly why: CancelArgs['why']; readonly note?: string })
  | (Step & { readonly kind: 'pickup.decline'; readonly reason: string })
  | (Step & { readonly kind: 'pickup.ship'; readonly carrier: string; readonly tracking: string })
  | (Step & { readonly kind: 'pickup.extend'; readonly until: number })
  | LeaseIntent
  | HandoverIntent

type Refused =
  | 'nothing-to-record'
  | 'reason-missing'
  | 'note-looks-like-card'
  | 'invoice-differs'
  | 'too-large'
  | NonNullable<ReturnType<typeof tendersProblem>>

type Drafted<Kind extends string> = {
  readonly kind: Kind
  readonly args: JsonObject
  readonly numbered: boolean
  readonly sidecars: readonly Sidecar[]
  readonly total: Money | null
  readonly change: number
}

const TEXT_MAX = { reason: 200, shelf: 40, carrier: 40, tracking: 64 } as const

/** What somebody typed: blanks around it are nobody's wish. */
function textProblem(text: string, lengthMax: number): Refused | undefined {
  if (text.trim() === '') return 'reason-missing'
  if (text.trim().length > lengthMax) return 'too-large'
  return looksLikeCardNumber(text) ? 'note-looks-like-card' : undefined
}

export function draftPickup(
  intent: PickupIntent,
  subject: Id,
  salt: Uint8Array,
): Result<Drafted<PickupIntent['kind']>, Refused> {
  if (intent.kind === 'pickup.handover') return draftHandover(intent, subject, salt)
  const { pickup } = intent
  const plain = (args: JsonObject) =>
    success({
      kind: intent.kind,
      args: { pickup, ...args },
      numbered: false,
      sidecars: [],
      total: null,
      change: 0,
    })
  switch (intent.kind) {
    case 'pickup.pick':
      return intent.lines.length === 0 ? failure('nothing-to-record') : plain({ lines: intent.lines })
    case 'pickup.ready': {
      const shelf = intent.shelf?.trim() ?? ''
      const problem = shelf === '' ? undefined : textProblem(shelf, TEXT_MAX.shelf)
      return problem ? failure(problem) : plain(shelf === '' ? {} : { shelf })
    }
    case 'pickup.cancel': {
      const note = intent.note?.trim() ?? ''
      const problem = note === '' ? undefined : textProblem(note, TEXT_MAX.reason)
      return problem ? failure(problem) : plain({ why: intent.why, ...(note === '' ? {} : { note }) })
    }
    case 'pickup.decline': {
      const problem = textProblem(intent.reason, TEXT_MAX.reason)
      return problem ? failure(problem) : plain({ reason: intent.reason.trim() })
    }
    case 'pickup.ship': {
      const { carrier, tracking } = intent
      const problem = textProblem(carrier, TEXT_MAX.carrier) ?? trackingProblem(tracking)
      return problem ? failure(problem) : plain({ carrier: carrier.trim(), tracking: tracking.trim() })
    }
    case 'pickup.extend':
      return plain({ until: intent.until })
    case 'pickup.lease':
      return plain({ device: intent.device, ...(intent.givesBack ? { givesBack: true } : {}) })
  }
}

/** A parcel's number is long and its digits may pass for a card's. */
function trackingProblem(tracking: string): Refused | undefined {
  const problem = textProblem(tracking, TEXT_MAX.tracking)
  return problem === 'note-looks-like-card' ? undefined : problem
}

function draftHandover(
  intent: HandoverIntent,
  subject: Id,
  salt: Uint8Array,
): Result<Drafted<'pickup.handover'>, Refused> {
  const { pickup, ref, lines, proof, exception, delegate, unleased, device, paid } = intent
  if (lines.length === 0) return failure('nothing-to-record')
  const problem = exception === undefined ? undefined : textProblem(exception, TEXT_MAX.reason)
  if (problem) return failure(problem)
  const { who, sidecars } = whoOf(intent.member, subject, salt)
  if (isTooLong(sidecars)) return failure('too-large')
  const args = {
    pickup,
    ref,
    lines,
    proof,
    ...(exception === undefined ? {} : { exception: exception.trim() }),
    ...(delegate ? { delegate } : {}),
    ...(unleased ? { unleased } : {}),
    ...(device === undefined ? {} : { device }),
    ...(who ? { who } : {}),
  }
  if (paid === undefined)
    return success({ kind: intent.kind, args, numbered: false, sidecars, total: null, change: 0 })
  const more = paid.more.map(priced)
  const total = money(totalOf(more) + paid.due)
  const refused = moneyProblem({ ...paid, lines: more }, total)
  if (refused) return failure(refused)
  const tenders = paid.tenders.map(withChange)
  const wished = wishArgs(paid.invoice, subject, salt)
  return success({
    kind: intent.kind,
    args: { ...args, paid: { due: paid.due, more, tenders, total, ...termsOf(paid), ...wished.args } },
    numbered: true,
    sidecars: [...sidecars, ...wished.sidecars],
    total,
    change: changeOf(tenders),
  })
}

export function draftPlace(
  intent: PlaceIntent,
  subject: Id,
  salt: Uint8Array,
): Result<Drafted<'order.place'>, Refused> {
  const { parts } = intent
  if (intent.lines.length === 0 || parts.length === 0) return failure('nothing-to-record')
  const lines = intent.lines.map(priced)
  const total = money(totalOf(lines) - dueLater({ lines, parts }))
  const refused = moneyProblem(intent, total)
  if (refused) return failure(refused)
  const { who, sidecars } = whoOf(intent.member, subject, salt)
  const contact = contactOf(intent.contact, subject, salt)
  const all = [...sidecars, ...(contact ? [contact] : [])]
  if (isTooLong(all)) return failure('too-large')
  const tenders = intent.tenders.map(withChange)
  const wished = wishArgs(intent.invoice, subject, salt)
  const args = {
    lines,
    parts,
    tenders,
    total,
    ...(who ? { who } : {}),
    ...(contact ? { contact: commitment(contact.data, contact.salt) } : {}),
    ...termsOf(intent),
    ...wished.args,
  }
  const sums = { total, change: changeOf(tenders) }
  return success({ kind: intent.kind, args, numbered: true, sidecars: [...all, ...wished.sidecars], ...sums })
}

const termsOf = ({ terms }: { readonly terms?: number }) => (terms === undefined ? {} : { terms })

/** F4: who collects it is personal: it travels beside the operation. */
function contactOf(contact: Contact | undefined, subject: Id, salt: Uint8Array): Sidecar | undefined {
  const data: Record<string, string> = {}
  for (const [name, value] of Object.entries(contact ?? {}))
    if (typeof value === 'string' && value.trim() !== '') data[name] = value.trim()
  return Object.keys(data).length === 0 ? undefined : sidecarOf(`${subject}/contact`, salt, data)
}

const isTooLong = (sidecars: readonly Sidecar[]): boolean =>
  sidecars.some(({ data }) => Object.values(data).some((value) => value.length > CREDENTIAL_LENGTH_MAX))

type Paid = {
  readonly lines: readonly Pick<NewLine, 'note'>[]
  readonly tenders: readonly NewTender[]
  readonly invoice?: InvoiceWish
}

function moneyProblem({ lines, tenders, invoice }: Paid, total: Money): Refused | undefined {
  if (invoiceProblem(invoice ?? {})) return 'invoice-differs'
  if (lines.some(({ note }) => looksLikeCardNumber(note ?? ''))) return 'note-looks-like-card'
  return tendersProblem(tenders, total)
}

const changeOf = (tenders: readonly ReturnType<typeof withChange>[]): number =>
  tenders.reduce((sum, tender) => sum + (tender.kind === 'cash' ? tender.change : 0), 0)
