import { madeAt } from '../../base/id.ts'
import type { ApprovalNeed } from '../../domain/approval-need.ts'
import { approvalNeeds, codeOfLacking, lacking } from '../../domain/approval.ts'
import { discrepancy, type Fact } from '../../domain/discrepancy.ts'
import { basisOf, disputesOf } from '../../domain/dispute.ts'
import { totalOf } from '../../domain/line.ts'
import { sum } from '../../domain/money.ts'
import { isPayment, type JudgedBack, type Receipt, type Returned } from '../../domain/receipt.ts'
import { cashBack, knownRefunds, refundTenders } from '../../domain/refund-tenders.ts'
import { returnWindow } from '../../domain/return-window.ts'
import type { Tender } from '../../domain/tender.ts'
import { type Terms, TERMS_KEY, termsKey } from '../../domain/terms.ts'
import type { Message, RowKey, View } from '../change.ts'
import { receiptFact, returnFact } from '../facts.ts'
import { discrepancyKey } from '../given.ts'
import { termsOf } from '../home/approval.ts'
import { isSameMember, memberNeeds } from '../member-now.ts'
import { type Buckets, CATALOG, type Scope, toScope } from '../scope.ts'

/** A return that its receipt can judge. */
type Judged = Returned & { readonly judged: JudgedBack }

const isJudged = (returned: Returned): returned is Judged => returned.judged !== undefined

/** The terms that it was sold under, and what its articles are: asked for only when something came back that has to be judged. */
export function termsRows(receipt: Receipt, isFresh: boolean): RowKey[] {
  if (!isFresh && !Object.values(receipt.returned).some(isJudged)) return []
  const versions = [TERMS_KEY, ...(receipt.terms === undefined ? [] : [termsKey(receipt.terms)])]
  const articles = new Set((receipt.lines ?? []).map(({ sku }) => sku))
  return [
    ...versions.map((key): RowKey => ({ scope: CATALOG, table: 'terms', key })),
    ...[...articles].map((key): RowKey => ({ scope: CATALOG, table: 'product', key })),
  ]
}

/** R29: who gave back to whom. */
export function peopleRows(
  { who, returned }: Receipt,
  { view, buckets }: Here,
  fresh: Returned | null,
): RowKey[] {
  const own = [...Object.values(returned), ...(fresh ? [fresh] : [])].flatMap(({ by }) => by ?? [])
  if (own.length === 0) return []
  return memberNeeds([who, ...own.map((member) => ({ member }))], view, buckets)
}

/**
 * R26, R25, R29: what needed somebody else's yes and has none is named in the store that gave it back: once, by what the receipt
 * knows of now, and taken back when it knows better. So it does not matter whether the return, its sale or its handover was heard
 * of first.
 */
export function unapproved(after: Receipt, before: Receipt | null, at: Here): Message[] {
  const now = lackingIn(after, at)
  const was = before ? lackingIn(before, at) : NOTHING_LACKS
  return [...new Set([...was.keys(), ...now.keys()])].flatMap((id) => {
    const needs = now.get(id) ?? []
    const returned = after.returned[id]
    if (returned === undefined || needs.join() === (was.get(id) ?? []).join()) return []
    return isJudged(returned) ? [named(after, returned, needs)] : []
  })
}

export type Here = { readonly view: View; readonly buckets: Buckets }

const NOTHING_LACKS: ReadonlyMap<string, ApprovalNeed[]> = new Map()

function named(receipt: Receipt, returned: Judged, needs: readonly ApprovalNeed[]): Message {
  const { op, home, lines, judged, staff } = returned
  const code = codeOfLacking(needs)
  const at = madeAt(op) ?? receipt.at
  const back = returnFact({ op, home, number: judged.number }, lines)
  // What it was given back of, and that nobody said yes to it.
  const facts: Fact[] = [receiptFact(receipt), back, { is: 'approval' }]
  const cost = Math.max(0, totalOf(lines))
  const params =
    code === 'returned-to-self'
      ? { receipt: receipt.number ?? receipt.ref, staff: staff ?? '?' }
      : { receipt: judged.number }
  const value = {
    ...discrepancy(code, { op, at, facts, cost }, params),
    ...(needs.length === 0 ? { settled: true as const } : {}),
    basis: basisOf(receipt),
  }
  const to: Scope = toScope(home)
  return { to, is: 'discrepancy', key: discrepancyKey('approval-missing', op, receipt.ref), value }
}

function lackingIn(receipt: Receipt, at: Here): ReadonlyMap<string, ApprovalNeed[]> {
  if (receipt.lines === null || !Object.values(receipt.returned).some(isJudged)) return NOTHING_LACKS
  const terms = termsOf(at.view, receipt.terms)
  // A tablet that does not hold them: the server will say.
  if (terms === undefined) return NOTHING_LACKS
  const disputed = new Set(disputesOf(receipt).map(({ dispute }) => dispute.op))
  return new Map(
    Object.entries(receipt.returned).flatMap(([id, returned]) => {
      // What is paid of what was due to a buyer brings nothing back.
      if (!isJudged(returned) || isPayment(returned)) return []
      const needs = needsOf(receipt, returned, { ...at, terms, isDisputed: disputed.has(returned.op) })
      const missing = lacking(needs, returned.judged.allowed ?? [])
      return missing.length > 0 ? [[id, missing] as const] : []
    }),
  )
}

type Judging = Here & { readonly terms: Terms; readonly isDisputed: boolean }

function needsOf(
  receipt: Receipt,
  { op, lines, conditions = [], coded, judged, tenders, by }: Judged,
  { terms, view, buckets, isDisputed }: Judging,
): ApprovalNeed[] {
  // R13: what was done by the code was judged where it was done; only whose the goods are is known here.
  const chosen = coded ? [] : (tenders ?? [])
  const windows = (coded ? [] : lines).flatMap(({ line, quantity }, i) => {
    const sold = receipt.lines?.[line]
    if (sold === undefined || quantity <= 0) return []
    const category = view.get(CATALOG, 'product', sold.sku)?.category
    return [returnWindow(receipt, line, { terms, category, condition: conditions[i] ?? undefined })]
  })
  const before = beforeIt(receipt, op)
  return approvalNeeds({
    is: 'back',
    isLoose: false,
    isOwn: isSameMember(by, receipt.who, { view, buckets }),
    windows,
    day: judged.day,
    // What is above all that was paid stands as a dispute: nobody can say how it should have gone back.
    proposed: isDisputed ? chosen : proposedFor(before, chosen),
    chosen,
    cashMax: terms.returns.cashMax,
    cashBefore: cashBack(before),
  })
}

/** In the order of their ids, so that two that did not know of each other are judged alike, whichever was heard of first. */
function beforeIt(receipt: Receipt, op: string): Receipt {
  const earlier = Object.entries(receipt.returned).filter(([id]) => id < op)
  return { ...receipt, returned: Object.fromEntries(earlier) }
}

function proposedFor(before: Receipt, chosen: readonly Tender[]) {
  const amount = sum(chosen.map((tender) => tender.amount))
  return refundTenders(before, amount, knownRefunds(before))
}
