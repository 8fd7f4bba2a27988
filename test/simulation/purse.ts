import { money } from '#shared/domain/money.ts'
import type { NewTender } from '#shared/domain/tender.ts'
import type { BackLine, PaidBy, Promises } from './promises.ts'
import type { Random } from './random.ts'

/** How buyers pay, and how they are paid back. */
export class Purse {
  readonly #random: Random
  readonly #promises: Promises

  constructor(random: Random, promises: Promises) {
    this.#random = random
    this.#promises = promises
  }

  /** Cash, a card, or a credit that some tablet promised: as much of it as there is, now and then more. */
  pay(total: number): PaidBy[] {
    const random = this.#random
    const credits = [...this.#promises.kept.keys()].flatMap((id) => {
      const attempt = this.#promises.attempts.get(id)
      const given =
        attempt?.kind === 'return' ? attempt.tenders.find(({ kind }) => kind === 'credit') : undefined
      return given ? [{ id, amount: given.amount }] : []
    })
    const credit = credits.length > 0 && random.chance(0.3) ? random.pick(credits.slice(-3)) : undefined
    if (credit === undefined) return [{ kind: random.chance(0.5) ? 'cash' : 'external', amount: total }]
    const amount = random.chance(0.2) ? total : Math.min(total, credit.amount)
    const rest = total - amount
    return [
      { kind: 'credit', amount, credit: credit.id },
      ...(rest > 0 ? [{ kind: 'cash' as const, amount: rest }] : []),
    ]
  }

  /** What came back of an order is often given back by its shop. */
  giveBack(id: string, lines: readonly BackLine[], total: number): PaidBy[] {
    const random = this.#random
    const orders = new Set([...this.#promises.orders.values()].map(({ ref }) => ref))
    const fromShop = refsOf(lines).every((ref) => ref !== undefined && orders.has(ref))
    if (fromShop && random.chance(0.6)) return [{ kind: 'shop', amount: total }]
    if (total > 0 && random.chance(0.25)) return [{ kind: 'credit', amount: total, credit: id }]
    return [{ kind: 'cash', amount: total }]
  }

  tenders(paid: readonly PaidBy[]): NewTender[] {
    return paid.map(({ kind, amount, credit = 'new' }): NewTender => {
      switch (kind) {
        case 'cash':
          return { kind, amount: money(amount), tendered: money(amount + this.#random.int(500)) }
        case 'external':
          return { kind, amount: money(amount), reference: `T${this.#random.int(1_000_000)}` }
        case 'credit':
          return { kind, amount: money(amount), reference: credit }
        case 'shop':
          return { kind, amount: money(amount) }
      }
    })
  }
}

const refsOf = (lines: readonly BackLine[]): (string | undefined)[] => lines.map(({ of }) => of?.ref)
