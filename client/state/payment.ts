/** Taking the money: from the basket to the fact. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { type Result, failure } from '#shared/base/result.ts'
import { money } from '#shared/domain/money.ts'
import { pointsFor } from '#shared/domain/timeline.ts'
import { looksLikeCardNumber } from '#shared/domain/tender.ts'
import type { Refusal } from '#client/sync/intent.ts'
import type { Paid } from './paid.ts'
import { useParts } from './parts.ts'
import type { ExchangeIntent, ReturnIntent, SaleIntent } from './tablet.ts'

export type ReferenceProblem = 'missing' | 'bank-card' | 'too-long'

const referenceLengthMax = 64

/** A reference is the terminal's or the provider's number of the payment; a card's own number must never get here. */
export function referenceProblem(text: string): ReferenceProblem | undefined {
  const reference = text.trim()
  if (reference === '') return 'missing'
  if (looksLikeCardNumber(reference)) return 'bank-card'
  return reference.length > referenceLengthMax ? 'too-long' : undefined
}

/** Whatever went wrong inside, the person at the counter needs to know one thing. */
function notSaved(): Result<never, 'cannot-save'> {
  return failure('cannot-save')
}

const paidKinds = {
  'sale.complete': 'sale',
  'return.complete': 'return',
  'exchange.complete': 'exchange',
} as const

export const usePayment = defineStore('payment', () => {
  const { tablet, clock, newId } = useParts()
  const busy = shallowRef(false)
  const paid = shallowRef<Paid>()
  const refusal = shallowRef<Refusal>()

  /** The ticket that is being closed: tapping twice, or again after a failure, makes one operation. */
  let id = newId()

  function begin(): void {
    id = newId()
    clear()
    // Both ways: a full tablet says so before money is taken, and once there is room again, selling goes on.
    void tablet.tryToSave()
  }

  /** Y1: `paid` is set only after the tablet has said that it is kept. */
  async function commit(
    intent: SaleIntent | ReturnIntent | ExchangeIntent,
    staffName: string,
  ): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    refusal.value = undefined
    const result = await tablet
      .commit({ ...intent, id })
      .catch(notSaved)
      .finally(() => (busy.value = false))
    if (!result.ok) {
      refusal.value = result.error
      return false
    }
    const { receiptNumber, receiptCode, total, change } = result.value
    const { lines, tenders } = intent
    const isSale = intent.kind === 'sale.complete'
    const { ban, donation, carrier } = ('invoice' in intent ? intent.invoice : undefined) ?? {}
    paid.value = {
      kind: paidKinds[intent.kind],
      ...('back' in intent ? { back: intent.back } : {}),
      receiptNumber,
      receiptCode,
      lines,
      tenders,
      total: total ?? 0,
      change,
      at: clock.now(),
      staffName,
      invoice: {
        ...(ban === undefined ? {} : { ban }),
        ...(donation === undefined ? {} : { donation }),
        ...(carrier === undefined ? {} : { isKept: true }),
      },
      points: isSale && intent.member !== undefined ? pointsFor(money(total ?? 0)) : undefined,
      isCopy: false,
    }
    return true
  }

  function clear(): void {
    paid.value = undefined
    refusal.value = undefined
  }

  return { busy, paid, refusal, begin, commit, clear }
})
