/** How a return is paid back, what it needs a second person for, and what it is worth in an exchange. */
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { daysFromDate } from '#shared/base/time.ts'
import { canonicalJson } from '#shared/base/canonical-json.ts'
import { type Money, money } from '#shared/domain/money.ts'
import {
  cashIn,
  isAsProposed,
  knownRefunds,
  type RefundTender,
  refundTenders,
} from '#shared/domain/refund-tenders.ts'
import type { ApprovalNeed } from '#shared/domain/return.ts'
import { type NewTender, type Tender, withChange } from '#shared/domain/tender.ts'
import { useApproval } from './approval.ts'
import { useBasket } from './basket.ts'
import { referenceProblem } from './payment.ts'
import { useReturns } from './returns.ts'
import { useSession } from './session.ts'
import { useTerms } from './terms.ts'
import { useVisitor } from './visitor.ts'

export const ways = ['original', 'cash', 'card', 'wallet', 'credit'] as const
export type Way = (typeof ways)[number]

export const useRefunding = defineStore('refunding', () => {
  const approval = useApproval()
  const basket = useBasket()
  const returns = useReturns()
  const session = useSession()
  const terms = useTerms()
  const visitor = useVisitor()
  const way = shallowRef<Way>('original')
  /** The terminals' numbers of the refunds, by their place among the tenders. */
  const references = shallowRef<Readonly<Record<number, string>>>({})

  /** What the new goods cost more than the old ones give back; below zero it is paid out. */
  const net = computed(() => money((returns.exchanging ? basket.total : 0) - returns.total))
  const amount = computed((): Money => money(Math.max(0, -net.value)))
  const proposed = computed((): RefundTender[] => {
    if (returns.receipt) return refundTenders(returns.receipt, amount.value)
    return amount.value > 0 ? [{ kind: 'credit', amount: amount.value }] : []
  })
  const chosen = computed((): readonly RefundTender[] =>
    way.value === 'original' || amount.value === 0 ? proposed.value : [wholly(way.value, amount.value)],
  )
  const tenders = computed((): NewTender[] =>
    chosen.value.map((tender, place) => asTender(tender, references.value[place] ?? '')),
  )

  const needs = computed((): ApprovalNeed[] => {
    const all: ApprovalNeed[] = []
    if (returns.late.length > 0) all.push('late')
    if (!isAsProposed(proposed.value, chosen.value)) all.push('tender')
    if (cashIn(chosen.value) > terms.current.returns.cashMax) all.push('cash')
    if (isOwn.value) all.push('self')
    if (returns.source?.kind === 'unlinked') all.push('unverified')
    return all
  })

  /** R29: the goods are of whoever takes them back. */
  const isOwn = computed(() => {
    const own = session.staff?.member
    if (own === undefined) return false
    const who = returns.receipt?.who
    const buyer = who && 'member' in who ? who.member : undefined
    return (returns.receipt ? buyer : visitor.member?.id) === own
  })

  /** All that is approved when it is approved. */
  const ticket = computed(() =>
    canonicalJson({
      needs: needs.value,
      lines: returns.chosen.map(({ sku, quantity, amount: back = null, unitPrice }) => [
        sku,
        quantity,
        back,
        unitPrice,
      ]),
      tenders: chosen.value.map(({ kind, amount: dollars }) => [kind, dollars]),
      basket: returns.exchanging ? basket.lines.map(({ sku, quantity }) => [sku, quantity]) : [],
      ref: returns.receipt?.ref ?? null,
      member: visitor.member?.id ?? null,
      staff: session.staff?.id ?? null,
    }),
  )
  const approved = computed(() => (needs.value.length === 0 ? undefined : approval.of(ticket.value)))

  const problem = computed(() => {
    if (returns.problem) return returns.problem
    if (returns.busy) return 'looking-up' as const
    const loose = returns.source?.kind === 'unlinked' ? unverifiedProblem() : undefined
    if (loose) return loose
    return needs.value.length > 0 && approved.value === undefined ? ('not-approved' as const) : undefined
  })
  /** What keeps the money in the drawer although everything else is clear. */
  const referencesMissing = computed(() =>
    tenders.value.some(
      (tender) => tender.kind === 'external' && referenceProblem(tender.reference) !== undefined,
    ),
  )

  /** R29: to somebody we know, and within what the terms allow one person. */
  function unverifiedProblem() {
    const { unverified } = terms.current.returns
    if (visitor.forSale === undefined) return 'no-member' as const
    if (returns.total > unverified.amountMax) return 'above-limit' as const
    const today = daysFromDate(returns.today)
    const lately = (visitor.picture?.unverified ?? []).filter(
      (date) => today - daysFromDate(date) < unverified.periodDays,
    )
    return lately.length >= unverified.timesMax ? ('too-often' as const) : undefined
  }

  /** How the new goods are paid with the old ones: what a later return of them goes back to. */
  const carried = computed((): Tender[] => {
    const { receipt } = returns
    if (!receipt) return []
    const worth = money(Math.min(returns.total, basket.total))
    const before = [...knownRefunds(receipt), ...tenders.value.map(withChange)]
    return refundTenders(receipt, worth, before)
      .filter(({ kind }) => kind !== 'shop')
      .map((tender) => withChange(asTender(tender, receipt.number ?? receipt.ref)))
  })

  function setReference(place: number, text: string): void {
    references.value = { ...references.value, [place]: text }
  }

  function clear(): void {
    way.value = 'original'
    references.value = {}
    approval.clear()
  }
  // Another receipt, or none: what was agreed on for the one before is over.
  watch(() => returns.receipt?.ref ?? returns.source?.kind, clear, { flush: 'sync' })

  return {
    way,
    references,
    net,
    amount,
    proposed,
    chosen,
    tenders,
    needs,
    ticket,
    approved,
    problem,
    referencesMissing,
    carried,
    setReference,
    clear,
  }
})

function wholly(way: Exclude<Way, 'original'>, amount: Money): RefundTender {
  return way === 'card' || way === 'wallet'
    ? { kind: 'external', method: way, amount }
    : { kind: way, amount }
}

function asTender({ kind, amount, method }: RefundTender, reference: string): NewTender {
  switch (kind) {
    case 'cash':
    case 'shop':
      return { kind, amount }
    case 'credit':
      return { kind, amount, reference: reference || 'new' }
    case 'external':
      return { kind, amount, reference: reference.trim(), method }
  }
}
