// Before somebody brings goods back, all that was sold must have arrived everywhere, which takes a moment. So a few customers wait for it
// together; each is still served before they themselves buy or bring anything else, and on the same day. Pure.

import type { Step } from '#server/import/online-retail/steps.ts'
import type { BackInvoice } from './back.ts'

const togetherMax = 8

export class BackQueue {
  readonly #waiting: BackInvoice[] = []

  /** Whoever is served now, so that this one can be put in the queue behind them. */
  add(back: BackInvoice): readonly BackInvoice[] {
    const served = this.#waiting.length >= togetherMax || this.#holds(back.cardNumber) ? this.all() : []
    this.#waiting.push(back)
    return served
  }

  /** Whoever is served before this step is rung. */
  before(step: Step | undefined): readonly BackInvoice[] {
    const [first] = this.#waiting
    if (first === undefined) return []
    const mayWait =
      step !== undefined &&
      dateOf(step) === dateOf(first) &&
      !('cardNumber' in step && this.#holds(step.cardNumber))
    return mayWait ? [] : this.all()
  }

  all(): readonly BackInvoice[] {
    return this.#waiting.splice(0)
  }

  #holds(card: string | undefined): boolean {
    return card !== undefined && this.#waiting.some(({ cardNumber }) => cardNumber === card)
  }
}

const dateOf = ({ at }: { readonly at: string }): string => at.slice(0, 10)
