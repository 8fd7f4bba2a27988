/** What the slip of an order says besides its prices: what is carried out, what waits where, and with which code it is collected. Pure. */
import { fromHex } from '#shared/base/bytes.ts'
import type { Id } from '#shared/base/id.ts'
import { dateFromDays, daysFromDate } from '#shared/base/time.ts'
import { dueLater } from '#shared/domain/allocation.ts'
import { type NewLine, priced } from '#shared/domain/line.ts'
import type { Money } from '#shared/domain/money.ts'
import type { PickupPart } from '#shared/domain/order.ts'
import { pickupCode } from '#shared/domain/proof.ts'
import type { Terms } from '#shared/domain/terms.ts'

/** Where pieces of a line go. `store` is its name. */
export type Way = { readonly is: PickupPart['kind']; readonly store: string; readonly quantity: number }

export type OrderSlip = {
  /** What is paid where it is handed over. */
  readonly later: Money
  /** By the place of the line. */
  readonly ways: readonly (readonly Way[])[]
  /** R36: the buyer carries the proof home on paper. */
  readonly codes: readonly { readonly store: string; readonly code: string }[]
}

type Placed = { readonly lines: readonly NewLine[]; readonly parts: readonly PickupPart[] }

type Known = {
  readonly op: Id
  readonly businessDate: string
  /** Hex. */
  readonly receiptKey: string
  readonly terms: Terms
  /** What stores are called, by `store:<id>`. */
  readonly names: ReadonlyMap<string, string>
}

export function orderSlip({ lines, parts }: Placed, known: Known): OrderSlip {
  const { op, receiptKey, names } = known
  const { keptDays, extensionDays } = known.terms.pickups
  // Nobody knows yet when it will be ready: the longest that it may be kept is written on it.
  const lastDay = dateFromDays(daysFromDate(known.businessDate) + keptDays + extensionDays)
  const nameOf = (store: string): string => names.get(`store:${store}`) ?? store
  const key = fromHex(receiptKey)
  return {
    later: dueLater({ lines: lines.map(priced), parts }),
    ways: lines.map((_, place) =>
      parts.flatMap(({ kind, store, lines: own }) =>
        own.flatMap(({ line, quantity }) =>
          line === place ? [{ is: kind, store: nameOf(store), quantity }] : [],
        ),
      ),
    ),
    codes: parts.flatMap(({ kind, store, part }) =>
      kind === 'collect' ? [{ store: nameOf(store), code: pickupCode({ ref: op, part, lastDay }, key) }] : [],
    ),
  }
}
