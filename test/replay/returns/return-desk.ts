// The counter of a store where goods come back: the state that the screens use, on a headless tablet. Whoever stands there finds the purchase
// by member and article, takes back what the counter allows, and asks the manager where it says so.

import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { assert, known } from '#shared/base/assert.ts'
import type { Id } from '#shared/base/id.ts'
import type { ApprovalNeed } from '#shared/domain/approval-need.ts'
import { remainingQuantity } from '#shared/domain/receipt.ts'
import { useApproval } from '#client/state/approval.ts'
import { useCatalog } from '#client/state/catalog.ts'
import { useClosing } from '#client/state/closing.ts'
import { useCounter } from '#client/state/counter.ts'
import { useGreeting } from '#client/state/greeting.ts'
import { useHistory } from '#client/state/history.ts'
import { useLately } from '#client/state/lately.ts'
import { partsKey } from '#client/state/parts.ts'
import { usePayment } from '#client/state/payment.ts'
import { usePin } from '#client/state/pin.ts'
import { type Purchase, usePurchases } from '#client/state/purchases.ts'
import { useRefundWay } from '#client/state/refund-way.ts'
import { useRefunding } from '#client/state/refunding.ts'
import { useReturnTerms } from '#client/state/return-terms.ts'
import { useReturns } from '#client/state/returns.ts'
import { useRinging } from '#client/state/ringing.ts'
import { useSeeking } from '#client/state/seeking.ts'
import { useSession } from '#client/state/session.ts'
import { useTerms } from '#client/state/terms.ts'
import { useVisit } from '#client/state/visit.ts'
import { unixMsOf } from '#server/import/online-retail/clock.ts'
import type { StoreName } from '#server/import/online-retail/deal.ts'
import type { Headless } from '../../tablet/headless.ts'
import { associate, manager } from '../chain.ts'
import { counterParts, type Moment } from './counter-parts.ts'

export type Customer = { readonly at: string; readonly cardNumber: string | undefined }
/** A line of a receipt, counted from 1 as on paper, of which enough is left. */
export type FoundLine = {
  readonly ref: Id
  readonly line: number
  readonly where: string | null
  readonly at: number
}
export type Wanted = { readonly sku: string; readonly quantity: number }
/** By article, how many were taken; or what the counter says instead. */
export type Taken =
  | {
      readonly is: 'taken'
      readonly op: Id
      readonly total: number
      readonly units: ReadonlyMap<string, number>
      /** What the manager said yes to. */
      readonly needs: readonly ApprovalNeed[]
    }
  | { readonly is: 'nothing' }
  | { readonly is: 'refused'; readonly problem: string }

export const lineName = ({ ref, line }: { readonly ref: Id; readonly line: number }): string =>
  `${ref}/${line}`

const reason = 'changed-mind'

export class ReturnDesk {
  readonly store: StoreName
  readonly headless: Headless
  /** What it did: how often without a line, and what for it asked the manager. */
  readonly figures = { offline: 0, approvals: new Map<string, number>() }
  readonly #moment: Moment
  readonly #states: States

  private constructor(
    store: StoreName,
    headless: Headless,
    { moment, states }: { moment: Moment; states: States },
  ) {
    this.store = store
    this.headless = headless
    this.#moment = moment
    this.#states = states
  }

  static async open(store: StoreName, headless: Headless): Promise<ReturnDesk> {
    const moment: Moment = { now: Date.now(), kept: undefined }
    const states = statesOn(counterParts(headless, moment))
    const { session, pin } = states
    await session.refresh()
    pin.choose(session.people.find(({ id }) => id === associate.id))
    assert(await session.signIn(associate.pin), `nobody signs in at ${store}`)
    return new ReturnDesk(store, headless, { moment, states })
  }

  /**
   * Where this customer bought that, the latest first: every line of which so much is left besides what lies on the counter already
   * (`aside`, by receipt and line).
   */
  async find(
    customer: Customer,
    { sku, quantity }: Wanted,
    aside: ReadonlyMap<string, number> = new Map(),
  ): Promise<FoundLine[]> {
    await this.#greet(customer)
    const found: FoundLine[] = []
    for (const { thread } of this.#purchasesOf(sku)) {
      const { receipt } = await this.headless.tablet.receipt(thread)
      if (receipt === undefined) continue
      for (const [place, sold] of (receipt.lines ?? []).entries()) {
        const [ref, line] = [receipt.ref, place + 1]
        const left = remainingQuantity(receipt, place) - (aside.get(lineName({ ref, line })) ?? 0)
        if (sold.sku === sku && left >= quantity)
          found.push({ ref, line, where: receipt.where, at: receipt.at })
      }
    }
    this.#leave()
    return found
  }

  /** From the receipt of a purchase; `wanted` by the line's number, from 1. */
  async takeBack(
    customer: Customer,
    from: { readonly ref: Id; readonly wanted: ReadonlyMap<number, Wanted> },
  ): Promise<Taken> {
    const { purchases, returns, way } = this.#states
    await this.#greet(customer)
    const [first] = from.wanted.values()
    const purchase = this.#purchasesOf(known(first, 'something that comes back').sku).find(
      ({ thread }) => thread === from.ref,
    )
    await purchases.open(known(purchase, 'the purchase that was found'))
    assert(returns.receipt?.ref === from.ref, 'another receipt lies open')
    for (const [line, { quantity }] of from.wanted) returns.setQuantity(`${from.ref}/${line - 1}`, quantity)
    returns.reason = reason
    for (const place of way.tenders.keys()) way.setReference(place, `R-${this.store}-${place}`)
    return await this.#close()
  }

  /** Without a receipt: piece by piece as far as the terms go. */
  async takeBackLoose(customer: Customer, rows: readonly Wanted[]): Promise<Taken> {
    const { lately, returns, ringing, returnTerms, refunding } = this.#states
    await this.#greet(customer)
    ringing.startUnlinkedReturn()
    await returnTerms.settled()
    await lately.settled()
    returns.reason = reason
    for (const row of rows) await this.#ring(row)
    if (returns.chosen.length === 0) {
      this.#leave()
      return { is: 'nothing' }
    }
    const { problem } = refunding
    if (problem === undefined || problem === 'not-approved') return await this.#close()
    this.#leave()
    return { is: 'refused', problem }
  }

  async #ring({ sku, quantity }: Wanted): Promise<void> {
    const { catalog, returns, ringing, refunding, terms } = this.#states
    const keyed = () => returns.lines.find(({ line }) => line.sku === sku)
    const before = keyed()
    // As much of it as a counter takes lies there already.
    if (before !== undefined && before.quantity >= before.remaining) return
    const product = known(await catalog.productOf(sku), `article ${sku} in the catalogue`)
    ringing.ring(product)
    const { key, line } = known(keyed(), `${sku} on the ticket`)
    returns.setQuantity(key, (before?.quantity ?? 0) + quantity)
    if (refunding.problem !== 'above-limit') return
    const above = returns.total - terms.current.returns.unverified.amountMax
    returns.setQuantity(key, (keyed()?.quantity ?? 0) - Math.ceil(above / line.unitPrice))
  }

  /** The last step, with the manager beside it where it is asked for. */
  async #close(): Promise<Taken> {
    const { approval, closing, counter, payment, pin, refunding, returns, returnTerms } = this.#states
    await returnTerms.settled()
    const { needs } = refunding
    if (needs.length > 0) {
      for (const need of needs) this.figures.approvals.set(need, (this.figures.approvals.get(need) ?? 0) + 1)
      approval.reason = 'seen and agreed'
      pin.choose(approval.approvers.find(({ id }) => id === manager.id))
      assert(await approval.give(manager.pin, refunding.ticket), 'the manager cannot say yes')
    }
    const units = new Map<string, number>()
    for (const { sku, quantity } of returns.chosen) units.set(sku, (units.get(sku) ?? 0) + quantity)
    if (!this.headless.isOnline) this.figures.offline += 1
    const before = this.#kept
    await closing.refund()
    const kept = this.#kept === before ? undefined : this.#kept
    if (kept === undefined || payment.paid?.kind !== 'return')
      throw new Error(`${this.store} cannot take it back: ${refunding.problem ?? payment.refusal ?? '?'}`)
    counter.next()
    return { is: 'taken', op: kept.op, total: kept.total ?? 0, units, needs }
  }

  get #kept(): Moment['kept'] {
    return this.#moment.kept
  }

  async #greet({ at, cardNumber }: Customer): Promise<void> {
    const { greeting, history, purchases, ringing } = this.#states
    this.#moment.now = unixMsOf(at)
    ringing.startReturn()
    if (cardNumber === undefined) return
    await greeting.find({ kind: 'card', value: cardNumber })
    while (history.busy) await new Promise((resolve) => setImmediate(resolve))
    await purchases.settled()
  }

  #purchasesOf(sku: string): readonly Purchase[] {
    const { purchases, seeking } = this.#states
    seeking.product = sku
    return purchases.found
  }

  #leave(): void {
    this.#states.counter.next()
    this.#states.visit.end()
  }
}

type States = ReturnType<typeof statesOn>

function statesOn(parts: ReturnType<typeof counterParts>) {
  const pinia = createPinia()
  createApp({}).use(pinia).provide(partsKey, parts)
  return {
    approval: useApproval(pinia),
    catalog: useCatalog(pinia),
    closing: useClosing(pinia),
    counter: useCounter(pinia),
    greeting: useGreeting(pinia),
    history: useHistory(pinia),
    lately: useLately(pinia),
    payment: usePayment(pinia),
    pin: usePin(pinia),
    purchases: usePurchases(pinia),
    refunding: useRefunding(pinia),
    returns: useReturns(pinia),
    returnTerms: useReturnTerms(pinia),
    ringing: useRinging(pinia),
    seeking: useSeeking(pinia),
    session: useSession(pinia),
    terms: useTerms(pinia),
    visit: useVisit(pinia),
    way: useRefundWay(pinia),
  }
}
