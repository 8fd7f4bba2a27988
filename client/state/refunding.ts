/** What a return needs before it is a fact: a second person, somebody whom we know, everything found out. */
import { defineStore } from 'pinia'
import { computed, watch } from 'vue'
import { daysFromDate } from '#shared/base/time.ts'
import { canonicalJson } from '#shared/base/canonical-json.ts'
import type { ApprovalNeed } from '#shared/domain/approval-need.ts'
import { approvalNeeds } from '#shared/domain/approval.ts'
import { cashBack } from '#shared/domain/refund-tenders.ts'
import { useApproval } from './approval.ts'
import { useBasket } from './basket.ts'
import { become } from './become.ts'
import { useLately } from './lately.ts'
import { useParts } from './parts.ts'
import { useRefundWay } from './refund-way.ts'
import { useReturnTerms } from './return-terms.ts'
import { useReturns } from './returns.ts'
import { useSession } from './session.ts'
import { useTerms } from './terms.ts'
import { useVisitor } from './visitor.ts'

export const useRefunding = defineStore('refunding', () => {
  const approval = useApproval()
  const basket = useBasket()
  const returns = useReturns()
  const returnTerms = useReturnTerms()
  const session = useSession()
  const terms = useTerms()
  const visitor = useVisitor()
  const way = useRefundWay()
  const needs = useNeeds(way)
  const lately = useLately()

  /** All that is approved when it is approved. */
  const ticket = computed(() =>
    canonicalJson({
      needs: needs.value,
      lines: returns.chosen.map(({ sku, quantity, amount: back = null, unitPrice, disposition = null }) => [
        sku,
        quantity,
        back,
        unitPrice,
        disposition,
      ]),
      tenders: way.chosen.map(({ kind, amount: dollars }) => [kind, dollars]),
      basket: returns.exchanging ? basket.lines.map(({ sku, quantity }) => [sku, quantity]) : [],
      ref: returns.receipt?.ref ?? returns.code?.sale ?? null,
      member: visitor.member?.id ?? null,
      staff: session.staff?.id ?? null,
    }),
  )
  const approved = computed(() => (needs.value.length === 0 ? undefined : approval.of(ticket.value)))

  const problem = computed(() => {
    if (returns.problem) return returns.problem
    if (returnTerms.busy || lately.busy) return 'looking-up' as const
    const loose = returns.source?.kind === 'unlinked' && !returns.code ? unverifiedProblem() : undefined
    if (loose) return loose
    return needs.value.length > 0 && approved.value === undefined ? ('not-approved' as const) : undefined
  })
  /** R29: to somebody we know, and within what the terms allow one person. */
  function unverifiedProblem() {
    const { unverified } = terms.current.returns
    // A number that nobody knows is no member: anybody could have made it up.
    if (visitor.member === undefined) return 'no-member' as const
    if (returns.total > unverified.amountMax) return 'above-limit' as const
    const today = daysFromDate(returnTerms.today)
    const often = (lately.dates ?? []).filter((date) => today - daysFromDate(date) < unverified.periodDays)
    return often.length >= unverified.timesMax ? ('too-often' as const) : undefined
  }

  // The store may never have seen them: then the server is asked, as long as there is a line.
  watch(
    () => (returns.source?.kind === 'unlinked' && !returns.code ? visitor.member?.id : undefined),
    (member) => lately.ask(member),
    { flush: 'sync' },
  )

  // Another receipt, or none: what was agreed on for the one before is over.
  watch(
    () => returns.receipt?.ref ?? returns.code?.sale ?? returns.source?.kind,
    () => {
      way.clear()
      approval.clear()
    },
    { flush: 'sync' },
  )

  return { needs, ticket, approved, problem }
})

/** What a second person has to allow, by the rule that the server looks with as well. */
function useNeeds(way: ReturnType<typeof useRefundWay>) {
  const { tablet } = useParts()
  const returns = useReturns()
  const returnTerms = useReturnTerms()
  const session = useSession()
  const visitor = useVisitor()
  const lately = useLately()

  /** R29: the goods are of whoever takes them back, also when two members turned out to be that one. */
  const own = become(tablet, () => session.staff?.member)
  const buyer = become(tablet, () => {
    const who = returns.receipt?.who
    // R13: whose the goods of a code are, its receipt says when it is heard of.
    if (!returns.receipt) return returns.code ? undefined : visitor.member?.id
    return who && 'member' in who ? who.member : undefined
  })
  const isOwn = computed(() => own.value !== undefined && buyer.value === own.value)

  return computed((): ApprovalNeed[] =>
    returns.source === undefined
      ? []
      : approvalNeeds({
          is: 'back',
          isLoose: returns.source.kind === 'unlinked',
          // R29: whoever approves is told that nobody here knows how often they gave back without a receipt.
          isUnseen: !returns.code && visitor.member !== undefined && lately.dates === undefined,
          isOwn: isOwn.value,
          windows: returns.lines.flatMap((line) =>
            line.quantity > 0 ? (returnTerms.windowOf(line) ?? []) : [],
          ),
          day: returnTerms.today,
          proposed: way.proposed,
          chosen: way.chosen,
          cashMax: returnTerms.under.returns.cashMax,
          ...(returns.receipt ? { cashBefore: cashBack(returns.receipt) } : {}),
        }),
  )
}
