import type { ApprovalNeed } from '../../domain/approval-need.ts'
import { approvalNeeds, codeOfLacking, lacking } from '../../domain/approval.ts'
import type { DiscrepancyCode } from '../../domain/discrepancy.ts'
import { sum } from '../../domain/money.ts'
import { mayApprove } from '../../domain/policy.ts'
import type { JudgedBack } from '../../domain/receipt.ts'
import { partsOf } from '../../domain/return.ts'
import { type ReturnWindow, returnWindow } from '../../domain/return-window.ts'
import type { Tender } from '../../domain/tender.ts'
import { DEFAULT_TERMS, type Terms, TERMS_KEY, termsKey } from '../../domain/terms.ts'
import type { RowKey, View } from '../change.ts'
import { type Given, homeOf, whoOf } from '../given.ts'
import type { ExchangeOperation, Operation, ReturnOperation } from '../operation.ts'
import { isSameMember, memberNeeds } from '../member-now.ts'
import { CATALOG } from '../scope.ts'

export type BackOperation = ReturnOperation | ExchangeOperation

const backOf = ({ kind, args }: BackOperation) => (kind === 'return.complete' ? args.lines : args.back)

/** The people of the envelope, as their store knows them; and the terms, where no receipt has its own. */
export function approvalRows(operation: BackOperation): RowKey[] {
  const { store, staff, approver } = operation
  if (store === undefined) return []
  const people = [staff, approver].flatMap((key): RowKey[] =>
    key === undefined ? [] : [{ scope: homeOf(operation), table: 'staff', key }],
  )
  return [...people, ...(isLoose(operation) ? looseTerms(operation) : [])]
}

/** R29: who gives back to whom, of what no receipt can judge. */
export function ownRows(given: Given<BackOperation>, view: View): RowKey[] {
  const { operation, buckets } = given
  const member = isLoose(operation) ? memberOfStaff(operation, view) : undefined
  if (member === undefined) return []
  return memberNeeds([{ member }, whoOf(given, operation.args.who)], view, buckets)
}

const isLoose = (operation: BackOperation): boolean => backOf(operation).some(({ of }) => of === undefined)

function looseTerms(operation: BackOperation): RowKey[] {
  const version = versionOf(operation)
  const keys = [TERMS_KEY, ...(version === undefined ? [] : [termsKey(version)])]
  const articles = operation.args.from ? new Set(backOf(operation).map(({ sku }) => sku)) : []
  return [
    ...keys.map((key): RowKey => ({ scope: CATALOG, table: 'terms', key })),
    ...[...articles].map((key): RowKey => ({ scope: CATALOG, table: 'product', key })),
  ]
}

/** Of the terms that were known where it was done. */
const versionOf = ({ kind, args }: BackOperation): number | undefined =>
  args.from?.terms ?? (kind === 'return.complete' ? args.limits?.terms : undefined)

/** The terms of a version; where nobody knows it, those of today. Undefined: they are not here. */
export function termsOf(view: View, version: number | undefined): Terms | undefined {
  const named = version === undefined ? null : view.get(CATALOG, 'terms', termsKey(version))
  if (named === undefined || named) return named
  const today = view.get(CATALOG, 'terms', TERMS_KEY)
  return today === null ? DEFAULT_TERMS : today
}

/**
 * R50: by somebody else, whom the store knows and who may. A tablet that does not hold the people of the store cannot tell.
 */
export function isAllowed(
  operation: Pick<Operation, 'store' | 'channel' | 'staff' | 'approver'>,
  view: View,
  action: 'approve-return' | 'approve-handover',
): boolean {
  const { approver, staff } = operation
  if (approver === undefined || staff === undefined || approver === staff) return false
  const known = view.get(homeOf(operation), 'staff', approver)
  return known === undefined || (known !== null && mayApprove(known, action, staff))
}

/** What of a return its own store can say about the approvals that it needed; the receipts say the rest. */
export type ApprovalAtHome = {
  readonly code: DiscrepancyCode | undefined
  /** What somebody who may said yes to. */
  readonly allowed: readonly ApprovalNeed[]
}

export function approvalAtHome(given: Given<BackOperation>, view: View): ApprovalAtHome {
  const { operation } = given
  const { approval } = operation.args
  const isValid = approval !== undefined && isAllowed(operation, view, 'approve-return')
  const allowed = isValid ? approval.for : []
  const missing = lacking(looseNeeds(given, view), allowed)
  const isNamed = missing.length > 0 || (approval !== undefined && !isValid)
  return { code: isNamed ? codeOfLacking(missing) : undefined, allowed }
}

/** Not of a tablet: what a shop or an older till tells asked nobody here. */
export const isOfCounter = ({ seq }: Given): boolean => seq !== undefined

/** R13, R29: what comes back without the lines of a receipt is judged where it comes back. */
function looseNeeds(given: Given<BackOperation>, view: View): ApprovalNeed[] {
  const { operation } = given
  const { args, businessDate } = operation
  const parts = partsOf({ lines: backOf(operation), from: args.from })
  const loose = parts.find(({ ref, coded }) => ref === null || coded !== undefined)
  if (loose === undefined || !isOfCounter(given)) return []
  const terms = termsOf(view, versionOf(operation)) ?? DEFAULT_TERMS
  const who = whoOf(given, args.who)
  const paidBack = givenBack(operation)
  const proposed = [{ kind: 'credit', amount: sum(paidBack.map(({ amount }) => amount)) }] as const
  // What a receipt is given back from at the same time has its tenders judged there.
  const chosen = parts.length > 1 ? proposed : paidBack
  return approvalNeeds({
    is: 'back',
    isLoose: true,
    isOwn: isSameMember(memberOfStaff(operation, view), who, { view, buckets: given.buckets }),
    windows: loose.coded ? codedWindows(operation, terms, view) : [],
    day: businessDate,
    proposed: chosen.length === 0 ? [] : proposed,
    chosen,
    cashMax: terms.returns.cashMax,
  })
}

/** Of an exchange only what is left of it. */
const givenBack = ({ kind, args }: BackOperation): readonly Tender[] =>
  kind === 'return.complete' || args.total < 0 ? args.tenders : []

/** R26: of a code nothing but its day is known. */
function codedWindows(operation: BackOperation, terms: Terms, view: View): ReturnWindow[] {
  const { from } = operation.args
  if (from === undefined) return []
  return backOf(operation).map(({ sku, disposition: condition }) => {
    const category = view.get(CATALOG, 'product', sku)?.category
    return returnWindow({ where: null, businessDate: from.date }, 0, { terms, category, condition })
  })
}

export const memberOfStaff = ({ staff, ...operation }: BackOperation, view: View) =>
  staff === undefined ? undefined : view.get(homeOf(operation), 'staff', staff)?.member

/** What the receipts need to say the rest; nothing when it was named here: once is enough. */
export function judgedBack(
  given: Given<BackOperation>,
  { code, allowed }: ApprovalAtHome,
): { readonly judged?: JudgedBack } {
  const { operation } = given
  if (!isOfCounter(given) || code !== undefined) return {}
  const { args, businessDate, id } = operation
  return {
    judged: {
      day: businessDate,
      number: args.receipt ?? id,
      ...(allowed.length > 0 ? { allowed } : {}),
    },
  }
}
