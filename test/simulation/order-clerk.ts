import type { Id } from '#shared/base/id.ts'
import { pickupKey } from '#shared/domain/pickup.ts'
import type { Intent } from '#client/sync/intent.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { asNewLine, type Found, memberOf, said } from './counter-words.ts'
import { type At, type Attempt, paidNow, type PlacedPart, type SoldLine } from './promises.ts'
import type { Purse } from './purse.ts'
import type { Random } from './random.ts'

type OrderWork = { readonly intent: Intent; readonly attempt: Attempt }

/** What orders are for; it is counted as well. */
const ordered = ['W', 'A']

/** Takes orders at the counter: some of it is carried out, some collected here or in the other store, some sent; paid now or then. */
export class OrderClerk {
  readonly #random: Random
  readonly #purse: Purse

  constructor(random: Random, purse: Purse) {
    this.#random = random
    this.#purse = purse
  }

  async work(tablet: Tablet, base: At, buyer: Found): Promise<OrderWork> {
    const random = this.#random
    const id = base.id as Id
    const lines = random
      .shuffle(ordered)
      .slice(0, random.between(1, 2))
      .map((sku): SoldLine => {
        const [quantity, unitPrice] = [random.between(1, 4), random.between(1, 400)]
        return { sku, name: 'Tea', quantity, unitPrice }
      })
    const places = await tablet.rows.list('place')
    const others = places
      .flatMap(({ id: place }) => /^store:(.+)$/.exec(place)?.[1] ?? [])
      .filter((store) => store !== base.store)
      .toSorted()
    const parts = this.#parts({ id, lines }, base.store, others)
    const attempt = { ...base, kind: 'place', lines, parts, buyer: said(buyer) } as const
    const total = paidNow(attempt)
    const tenders = total === 0 ? [] : this.#purse.pay(total)
    const intent: Intent = {
      id,
      kind: 'order.place',
      staff: 'amy',
      ...memberOf(buyer),
      lines: lines.map(asNewLine),
      parts: parts.map(({ store, others: next, ships, isPaid, lines: own }, n) => ({
        part: n + 1,
        kind: ships ? 'ship' : 'collect',
        store,
        ...(ships ? { others: [...next] } : {}),
        lines: own.map((line) => ({ ...line })),
        paid: isPaid,
      })),
      tenders: this.#purse.tenders(tenders),
    }
    return { intent, attempt: { ...attempt, tenders } }
  }

  /** One part or two; what is in none is carried out. What is sent is paid at once. */
  #parts(
    { id, lines }: { readonly id: Id; readonly lines: readonly SoldLine[] },
    here: string,
    elsewhere: readonly string[],
  ): PlacedPart[] {
    const random = this.#random
    const left = lines.map(({ quantity }) => quantity)
    return Array.from({ length: random.between(1, 2) }, (_, n): PlacedPart => {
      const own = left.flatMap((units, line) => {
        const least = n === 0 && line === 0 ? 1 : 0
        const quantity = random.chance(0.5) ? units : random.between(least, units)
        left[line] = units - quantity
        return quantity > 0 ? [{ line, quantity }] : []
      })
      const [store = here, ...others] = random.shuffle([here, ...elsewhere])
      const ships = random.chance(0.3)
      const isPaid = ships || random.chance(0.5)
      return { key: pickupKey(id, n + 1), store, others, ships, isPaid, lines: own }
    }).filter(({ lines: own }) => own.length > 0)
  }
}
