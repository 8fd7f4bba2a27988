/** How a return is paid back: the way it was paid unless somebody asks for another; in an exchange, what is left of it. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { type Money, money } from '#shared/domain/money.ts'
import { knownRefunds, type RefundTender, refundTenders } from '#shared/domain/refund-tenders.ts'
import { type NewTender, type Tender, withChange } from '#shared/domain/tender.ts'
import { useBasket } from './basket.ts'
import { referenceProblem } from './payment.ts'
import { useReturns } from './returns.ts'

export const ways = ['original', 'cash', 'card', 'wallet', 'credit'] as const
type Way = (typeof ways)[number]

export const useRefundWay = defineStore('refund-way', () => {
  const basket = useBasket()
  const returns = useReturns()
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

  /** What keeps the money in the drawer although everything else is clear. */
  const referencesMissing = computed(() =>
    tenders.value.some(
      (tender) => tender.kind === 'external' && referenceProblem(tender.reference) !== undefined,
    ),
  )

  /** How the new goods are paid with the old ones: what a later return of them goes back to. */
  const carried = computed((): Tender[] => {
    const { receipt, code } = returns
    const worth = money(Math.min(returns.total, basket.total))
    // R29: how it was paid nobody knows here; it would have been given back as store credit.
    if (code && worth > 0) return [{ kind: 'credit', amount: worth, reference: code.sale }]
    if (!receipt) return []
    const before = [...knownRefunds(receipt), ...tenders.value.map(withChange)]
    return refundTenders(receipt, worth, before).map((tender) =>
      withChange(asTender(tender, receipt.number ?? receipt.ref)),
    )
  })

  function setReference(place: number, text: string): void {
    references.value = { ...references.value, [place]: text }
  }

  function clear(): void {
    way.value = 'original'
    references.value = {}
  }

  return {
    way,
    references,
    net,
    amount,
    proposed,
    chosen,
    tenders,
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
