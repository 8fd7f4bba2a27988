/** Taking the money: from the basket to the fact. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { type Result, failure } from '#shared/base/result.ts'
import type { NewLine } from '#shared/domain/line.ts'
import { looksLikeCardNumber, type NewTender } from '#shared/domain/tender.ts'
import type { Refusal } from '#client/sync/intent.ts'
import { useParts } from './parts.ts'
import type { ReturnIntent, SaleIntent } from './tablet.ts'

/** What the receipt says. Only made from what the tablet has committed. */
export type Paid = {
  readonly kind: 'sale' | 'return'
  readonly receiptNumber: string | null
  readonly receiptCode: string | null
  readonly lines: readonly NewLine[]
  readonly tenders: readonly NewTender[]
  readonly total: number
  readonly change: number
  readonly at: number
  readonly staffName: string
}

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
    // Once the storage works again, selling does: a small write finds that out.
    if (!tablet.status().canSave) void tablet.local.set('saving', clock.now()).catch(() => undefined)
  }

  /** Y1: `paid` is set only after the tablet has said that it is kept. */
  async function commit(intent: SaleIntent | ReturnIntent, staffName: string): Promise<boolean> {
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
    const kind = intent.kind === 'sale.complete' ? 'sale' : 'return'
    paid.value = {
      kind,
      receiptNumber,
      receiptCode,
      lines,
      tenders,
      total: total ?? 0,
      change,
      at: clock.now(),
      staffName,
    }
    return true
  }

  function clear(): void {
    paid.value = undefined
    refusal.value = undefined
  }

  return { busy, paid, refusal, begin, commit, clear }
})
