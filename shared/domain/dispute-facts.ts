import { madeAt } from '../base/id.ts'
import type { Fact } from './discrepancy.ts'
import type { Dispute } from './dispute.ts'
import { minus, money } from './money.ts'
import type { Receipt } from './receipt.ts'
import { paidForLines } from './refund.ts'

/** The sale, and every return of that line: from the receipt, which knows all of them; what a discrepancy says is the last two. */
export function disputeFacts(receipt: Receipt, { line, op }: Pick<Dispute, 'line' | 'op'>): Fact[] {
  const sold = receipt.lines?.[line]
  const { number, where, at } = receipt
  const sale: Fact = {
    is: where?.startsWith('channel:') ? 'order' : 'sale',
    at,
    amount: money(paidForLines(receipt.lines ?? [])[line] ?? 0),
    quantity: sold?.quantity ?? 0,
    ...(number === null ? {} : { number }),
    ...(where === null ? {} : { where }),
  }
  const backs = Object.values(receipt.returned)
    .toSorted((a, b) => (a.op < b.op ? -1 : 1))
    .flatMap((returned) =>
      returned.lines
        .filter((back) => back.line === line)
        .map((back): Fact => {
          const when = madeAt(returned.op)
          return {
            is: returned.op === op ? 'disputed' : 'return',
            where: returned.home,
            amount: minus(back.amount),
            quantity: back.quantity,
            ...(returned.staff === undefined ? {} : { staff: returned.staff }),
            ...(when === undefined ? {} : { at: when }),
          }
        }),
    )
  return [sale, ...backs]
}
