/**
 * What needs a second person. One list for the tablet that asks for it and for the server that finds it missing, so that nothing is
 * demanded in the shop that nobody looks for afterwards.
 */
import type { ApprovalNeed, HandoverNeed } from './approval-need.ts'
import type { DiscrepancyCode } from './discrepancy.ts'
import { type Money, NOTHING } from './money.ts'
import { isEnough } from './proof.ts'
import { cashIn, isAsProposed, type RefundTender } from './refund-tenders.ts'
import { isOver, type ReturnWindow } from './return-window.ts'
import type { Proof } from './terms.ts'

/** Goods that come back, alone or for others. */
export type BackDeed = {
  readonly is: 'back'
  /** Without a receipt. */
  readonly isLoose: boolean
  /** To somebody whom the store never saw. */
  readonly isUnseen?: boolean
  /** They are of whoever takes them back. */
  readonly isOwn: boolean
  /** Until when the lines that come back might, and the day on which they do. */
  readonly windows: readonly ReturnWindow[]
  readonly day: string
  /** How it would go back by itself, and how it does. */
  readonly proposed: readonly RefundTender[]
  readonly chosen: readonly RefundTender[]
  readonly cashMax: Money
  /** In cash, of the same receipt, by the tickets before. */
  readonly cashBefore?: Money
}

export type HandoverDeed = {
  readonly is: 'handover'
  readonly shown: Proof
  readonly asked: Proof
  readonly hold: 'fine' | 'none' | 'theirs'
  /** Somebody whom the buyer did not name collects it. */
  readonly isStranger: boolean
}

export function approvalNeeds(deed: BackDeed): ApprovalNeed[]
export function approvalNeeds(deed: HandoverDeed): HandoverNeed[]
export function approvalNeeds(deed: BackDeed | HandoverDeed): (ApprovalNeed | HandoverNeed)[] {
  return deed.is === 'back' ? needsOfBack(deed) : needsOfHandover(deed)
}

function needsOfBack({
  windows,
  day,
  proposed,
  chosen,
  cashMax,
  cashBefore = NOTHING,
  ...deed
}: BackDeed): ApprovalNeed[] {
  const needs: ApprovalNeed[] = []
  if (windows.some((window) => isOver(window, day))) needs.push('late')
  if (!isAsProposed(proposed, chosen)) needs.push('tender')
  const cash = cashIn(chosen)
  if (cash > 0 && cash + cashBefore > cashMax) needs.push('cash')
  if (deed.isOwn) needs.push('self')
  if (deed.isLoose) needs.push('unverified')
  if (deed.isLoose && deed.isUnseen) needs.push('unseen')
  return needs
}

function needsOfHandover({ shown, asked, hold, isStranger }: HandoverDeed): HandoverNeed[] {
  // Who a stranger is says nothing of the buyer: only what the buyer was sent does.
  const isProven = isEnough(shown, asked) && (!isStranger || isEnough(shown, 'code'))
  const needs: HandoverNeed[] = isProven ? [] : ['proof']
  if (hold === 'none') needs.push('lease')
  if (hold === 'theirs') needs.push('elsewhere')
  return needs
}

/** What nobody allowed of what needed it. */
export const lacking = <Need extends string>(needs: readonly Need[], allowed: readonly Need[]): Need[] =>
  needs.filter((need) => !allowed.includes(need))

/** R29, R50: one name for all that a return lacks; whoever gives back to themselves is the gravest of it. */
export const codeOfLacking = (needs: readonly ApprovalNeed[]): DiscrepancyCode =>
  needs.includes('self') ? 'returned-to-self' : 'approval-missing'
