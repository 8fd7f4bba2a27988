/** Taking the money: from the basket to the fact. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Id } from '#shared/base/id.ts'
import { type Result, failure } from '#shared/base/result.ts'
import { looksLikeCardNumber } from '#shared/domain/tender.ts'
import type { Refusal } from '#client/sync/intent.ts'
import type { BasketLine } from './basket.ts'
import { useCorrection } from './correction.ts'
import { useOrderSlips } from './order-slips.ts'
import { type Paid, paidOf, type PickedUp, type TicketIntent } from './paid.ts'
import { useParts } from './parts.ts'

export type ReferenceProblem = 'missing' | 'bank-card' | 'too-long'

const referenceLengthMax = 64

/** A reference is the terminal's or the provider's number of the payment; a card's own number must never get here. */
export function referenceProblem(text: string): ReferenceProblem | undefined {
  const reference = text.trim()
  if (reference === '') return 'missing'
  if (looksLikeCardNumber(reference)) return 'bank-card'
  return reference.length > referenceLengthMax ? 'too-long' : undefined
}

/**
 * What could not be kept, as far as this page was told: the storage may have taken it and died before it could say so. Until that
 * is known, nothing else is rung in its place.
 */
type Doubt = {
  readonly id: Id
  readonly intent: TicketIntent
  readonly staffName: string
} & Beside

/** What a ticket is made of besides its intent: the lines of the basket, and the pickup that is handed over with it. */
type Beside = { readonly rung?: readonly BasketLine[]; readonly pickup?: PickedUp }

/** Whatever went wrong inside, the person at the counter needs to know one thing. */
function notSaved(): Result<never, 'cannot-save'> {
  return failure('cannot-save')
}

export const usePayment = defineStore('payment', () => {
  const { tablet, clock, newId } = useParts()
  const correction = useCorrection()
  const slips = useOrderSlips()
  const busy = shallowRef(false)
  const paid = shallowRef<Paid>()
  const refusal = shallowRef<Refusal>()
  /** What of the basket is paid with it. */
  const rung = shallowRef<readonly BasketLine[]>([])

  /** The ticket that is being closed: tapping twice, or again after a failure, makes one operation. */
  let id = newId()
  let doubt: Doubt | undefined
  let last: Promise<unknown> = Promise.resolve()

  /** Whether the ticket before, which could not be kept, is kept after all: then that one is paid, and no other begun. */
  async function begin(): Promise<boolean> {
    clear()
    if (doubt === undefined) id = newId()
    else if (!busy.value && (await inHand(recall)) === 'kept') return true
    // Both ways: a full tablet says so before money is taken, and once there is room again, selling goes on.
    void tablet.tryToSave()
    return false
  }

  async function commit(intent: TicketIntent, staffName: string, beside: Beside = {}): Promise<boolean> {
    if (busy.value) return false
    refusal.value = undefined
    return await inHand(async () => {
      const before = await recall()
      if (before !== 'absent') return before === 'kept'
      if (doubt !== undefined && !isSameTicket(doubt.intent, intent)) id = newId()
      return await keep({ id, intent, staffName, ...beside })
    })
  }

  async function inHand<T>(work: () => Promise<T>): Promise<T> {
    busy.value = true
    const done = work().finally(() => (busy.value = false))
    last = done.catch(() => undefined)
    return await done
  }

  async function settled(): Promise<void> {
    await last
  }

  async function recall(): Promise<'kept' | 'absent' | 'unknown'> {
    if (doubt === undefined) return 'absent'
    const asked = await tablet.care.operation(doubt.id).then(
      (operation) => (operation === undefined ? 'absent' : 'there'),
      () => 'unknown' as const,
    )
    if (asked === 'absent') return asked
    // What is there is answered, and not stored a second time.
    if (asked === 'there' && (await keep(doubt))) return 'kept'
    refusal.value = 'cannot-save'
    return 'unknown'
  }

  /** Y1: `paid` is set only after the tablet has said that it is kept. */
  async function keep(ticket: Doubt): Promise<boolean> {
    const { intent, staffName, pickup } = ticket
    const result = await tablet.commit({ ...intent, id: ticket.id }).catch(notSaved)
    doubt = !result.ok && result.error === 'cannot-save' ? ticket : undefined
    if (!result.ok) {
      refusal.value = result.error
      return false
    }
    void correction.madeBy(result.value.op)
    rung.value = ticket.rung ?? []
    const order = intent.kind === 'order.place' ? slips.of(result.value.op, intent) : undefined
    paid.value = paidOf(result.value, { intent, staffName, at: clock.now(), pickup, order })
    return true
  }

  function clear(): void {
    paid.value = undefined
    refusal.value = undefined
  }

  return { busy, paid, rung, refusal, begin, commit, settled, clear }
})

const isSameTicket = (one: TicketIntent, other: TicketIntent): boolean =>
  one.kind === other.kind && JSON.stringify(one.lines) === JSON.stringify(other.lines)
