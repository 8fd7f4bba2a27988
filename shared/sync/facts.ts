import { type Id, madeAt } from '../base/id.ts'
import type { Fact } from '../domain/discrepancy.ts'
import { type BackLine, totalOf } from '../domain/line.ts'
import { minus } from '../domain/money.ts'
import type { Handover, Pickup } from '../domain/pickup.ts'
import type { Receipt } from '../domain/receipt.ts'
import { isDistanceSale } from '../domain/return-window.ts'

/** One side of what disagrees, as the rows say it. */

/** All that was bought there, unless it is about a part of it. */
export function receiptFact(receipt: Receipt, part: Pick<Fact, 'amount' | 'quantity'> = {}): Fact {
  const { ref: op, number, where, at, lines } = receipt
  return {
    is: isDistanceSale(receipt) ? 'order' : 'sale',
    op,
    at,
    ...(number === null ? {} : { number }),
    ...(where === null ? {} : { where }),
    amount: totalOf(lines ?? []),
    ...part,
  }
}

type Back = Pick<Fact, 'quantity' | 'number'> & { readonly op: Id; readonly home: string }

/** What a return gave. */
export function returnFact(
  { op, home: where, ...more }: Back,
  lines: readonly Pick<BackLine, 'amount'>[],
): Fact {
  const at = madeAt(op)
  return {
    is: 'return',
    op,
    where,
    ...(at === undefined ? {} : { at }),
    ...more,
    amount: minus(totalOf(lines)),
  }
}

/** What was asked for. */
export function orderFact(pickup: Pickup): Fact {
  const { ref: op, number, from, placedAt: at } = pickup
  const asked = pickup.lines.filter((line) => line.insteadOf === undefined)
  return { is: 'order', op, number, at, quantity: unitsIn(asked), ...(from === '' ? {} : { where: from }) }
}

/** What left a store. */
export function handoverFact(where: string, number: string, handover: Handed): Fact {
  const { op, at, staff, receipt, lines } = handover
  const who = staff === null ? {} : { staff }
  return { is: 'pickup', op, number: receipt ?? number, where, at, quantity: unitsIn(lines), ...who }
}

type Handed = Pick<Handover, 'op' | 'at' | 'staff' | 'receipt'> & {
  readonly lines: readonly { readonly quantity: number }[]
}

export const unitsIn = (lines: readonly { readonly quantity: number }[]): number =>
  lines.reduce((units, { quantity }) => units + quantity, 0)
