/** What changes hands now, and what is against it. Pure. */
import type { HandoverNeed } from '#shared/domain/approval-need.ts'
import { approvalNeeds } from '#shared/domain/approval.ts'
import { type Money, money } from '#shared/domain/money.ts'
import type { Pickup, PickupLine, Proofs } from '#shared/domain/pickup.ts'
import { givenOf, leftOf, readyOf, shareOf } from '#shared/domain/pickup-units.ts'
import type { Staff } from '#shared/domain/staff.ts'
import type { Proof, Terms } from '#shared/domain/terms.ts'
import type { HandoverIntent } from './tablet.ts'

export type HandingLine = {
  readonly line: PickupLine
  /** What the buyer can still get, and what of it lies ready. */
  readonly open: number
  readonly ready: number
  readonly quantity: number
  /** Scanned while it was handed over. */
  readonly checked: number
}

/** Chosen and scanned so far, by the line's place in the order. */
export type Chosen = Readonly<Record<number, { readonly quantity?: number; readonly checked?: number }>>

/** All that lies ready changes hands unless somebody says less. */
export function handingLines(pickup: Pickup, chosen: Chosen): HandingLine[] {
  return pickup.lines.flatMap((line) => {
    const open = leftOf(pickup, line)
    if (open === 0) return []
    const ready = readyOf(pickup, line)
    const { quantity = ready, checked = 0 } = chosen[line.line] ?? {}
    return [{ line, open, ready, quantity: Math.min(quantity, ready), checked }]
  })
}

/** The line that a scanned article of the pickup belongs to. */
export const lineToCheck = (lines: readonly HandingLine[], sku: string): HandingLine | undefined =>
  lines.find(({ line, checked, quantity }) => line.sku === sku && checked < quantity)

/** Its share of the line: what all handovers of it cost adds up to the line's amount. */
function amountOf(pickup: Pickup, { line, quantity }: HandingLine): Money {
  const given = givenOf(pickup, line.line)
  return money(shareOf(line, given + quantity) - shareOf(line, given))
}

/** As the operation says it: whole, so that it is a fact even where the order is not known. */
function handedLines(pickup: Pickup, lines: readonly HandingLine[]): HandoverIntent['lines'] {
  return lines.map((one) => {
    const { line, sku, name, unitPrice, kind, grams, note } = one.line
    const weight = grams === undefined ? {} : { grams }
    const words = note === undefined ? {} : { note }
    const { quantity } = one
    return { line, sku, name, unitPrice, kind, quantity, amount: amountOf(pickup, one), ...weight, ...words }
  })
}

/** Whether this tablet may hand it over by itself. */
export type Hold =
  | { readonly kind: 'online' | 'none' | 'refuse' }
  | { readonly kind: 'ours' | 'theirs'; readonly until: number }

export function holdOf(
  { lease }: Pick<Pickup, 'lease'>,
  at: { readonly device: string; readonly now: number; readonly isOnline: boolean; readonly terms: Terms },
): Hold {
  const valid = lease !== null && lease.until > at.now ? lease : undefined
  if (valid?.device === at.device) return { kind: 'ours', until: valid.until }
  if (!at.isOnline && at.terms.pickups.offlineWithoutLease === 'refuse') return { kind: 'refuse' }
  if (valid !== undefined) return { kind: 'theirs', until: valid.until }
  return { kind: at.isOnline ? 'online' : 'none' }
}

/** Why a manager has to agree, by the rule that the server looks with as well. Nothing as long as nobody knows who it is. */
export function exceptionsOf(
  hold: Hold | undefined,
  { best: shown, delegate }: { readonly best: Proof | undefined; readonly delegate: boolean },
  { asked, proofs }: { readonly asked: Proof; readonly proofs: Proofs | undefined },
): HandoverNeed[] {
  if (hold === undefined || shown === undefined) return []
  const isStranger = delegate && proofs?.delegate === null
  const isFine = hold.kind !== 'none' && hold.kind !== 'theirs'
  return approvalNeeds({ is: 'handover', shown, asked, hold: isFine ? 'fine' : hold.kind, isStranger })
}

/** It may still be handed over: late is better than never, and is flagged. */
export const canBeHandedOver = (pickup: Pickup): boolean =>
  ['ready', 'partly-collected'].includes(pickup.state) && pickup.kind === 'collect'

/** Why it is handed over all the same, and who agreed by their PIN. */
export type Consent = { readonly reason: string; readonly approver: Staff | undefined }

/** What is against handing it over, the gravest first. */
export function handingProblem(
  pickup: Pickup | undefined,
  given: readonly HandingLine[],
  at: {
    readonly now: number
    readonly shown: Proof | undefined
    readonly hold: Hold | undefined
    readonly exceptions: readonly HandoverNeed[]
  } & Consent,
) {
  if (pickup === undefined || !canBeHandedOver(pickup)) return 'gone'
  if (given.length === 0) return 'no-lines'
  if (at.shown === undefined) return 'no-proof'
  if (at.hold?.kind === 'refuse') return 'refused-offline'
  if (at.exceptions.length === 0) return undefined
  if (at.reason.trim() === '') return 'needs-reason'
  return at.approver === undefined ? 'needs-approval' : undefined
}

const reasonLengthMax = 200

/** The operation, as far as it does not depend on who commits it where. */
export function handover(
  pickup: Pickup,
  given: readonly HandingLine[],
  shown: {
    readonly proof: Proof
    readonly delegate: boolean
    readonly device: string | undefined
    readonly exception: Consent & { readonly why: readonly HandoverNeed[] }
  },
): Omit<HandoverIntent, 'staff'> {
  const { why, reason, approver } = shown.exception
  const isException = why.length > 0
  return {
    kind: 'pickup.handover',
    pickup: pickup.key,
    ref: pickup.ref,
    lines: handedLines(pickup, given),
    proof: shown.proof,
    ...(isException ? { exception: reason.trim().slice(0, reasonLengthMax) } : {}),
    ...(isException && approver ? { approver: approver.id } : {}),
    ...(shown.delegate ? { delegate: true } : {}),
    ...(shown.device === undefined ? {} : { device: shown.device }),
    ...(why.includes('lease') ? { unleased: true } : {}),
  }
}
