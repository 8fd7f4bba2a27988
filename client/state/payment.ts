/** Taking the money: from the basket to the fact. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { type Result, failure } from '#shared/base/result.ts'
import type { InvoiceWish } from '#shared/domain/invoice.ts'
import { money } from '#shared/domain/money.ts'
import { pointsFor } from '#shared/domain/timeline.ts'
import { looksLikeCardNumber } from '#shared/domain/tender.ts'
import type { Refusal } from '#client/sync/intent.ts'
import { useCorrection } from './correction.ts'
import type { Paid, PickedUp } from './paid.ts'
import { useParts } from './parts.ts'
import type { ExchangeIntent, HandoverIntent, ReturnIntent, SaleIntent } from './tablet.ts'

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
  const correction = useCorrection()
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
    intent: SaleIntent | ReturnIntent | ExchangeIntent | HandoverIntent,
    staffName: string,
    pickup?: PickedUp,
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
    void correction.madeBy(result.value.op)
    const { receiptNumber, receiptCode, total, change } = result.value
    const { kind, lines, tenders, invoice, back } = ticketOf(intent)
    const { ban, donation, carrier } = invoice ?? {}
    paid.value = {
      kind,
      ...(back === undefined ? {} : { back }),
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
      points: kind === 'sale' && intent.member !== undefined ? pointsFor(money(total ?? 0)) : undefined,
      ...(pickup === undefined ? {} : { pickup }),
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

/** What the paper says of it. */
function ticketOf(
  intent: SaleIntent | ReturnIntent | ExchangeIntent | HandoverIntent,
): Pick<Paid, 'kind' | 'lines' | 'tenders' | 'back'> & { readonly invoice?: InvoiceWish | undefined } {
  const { lines } = intent
  switch (intent.kind) {
    case 'sale.complete':
      return { kind: 'sale', lines, tenders: intent.tenders, invoice: intent.invoice }
    case 'return.complete':
      return { kind: 'return', lines, tenders: intent.tenders }
    case 'exchange.complete':
      return { kind: 'exchange', lines, back: intent.back, tenders: intent.tenders, invoice: intent.invoice }
    case 'pickup.handover': {
      if (intent.paid === undefined) return { kind: 'handover', lines, tenders: [] }
      const { due, more, tenders, invoice } = intent.paid
      return { kind: 'sale', lines: due > 0 ? [...lines, ...more] : more, tenders, invoice }
    }
  }
}
