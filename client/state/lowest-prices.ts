/** R29: the lowest price at which each article was sold in the last days, as far as this tablet knows. Pure but for the reading. */
import { daysFromDate } from '#shared/base/time.ts'
import { proportion } from '#shared/domain/allocate.ts'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { paidForLines } from '#shared/domain/refund.ts'
import type { CounterTablet } from './tablet.ts'

export async function lowestPrices(
  rows: Pick<CounterTablet['rows'], 'list'>,
  today: string,
  days: number,
): Promise<ReadonlyMap<string, number>> {
  const lowest = new Map<string, number>()
  for (const receipt of await rows.list('receipt')) {
    if (daysFromDate(today) - daysFromDate(receipt.businessDate) > days) continue
    for (const [sku, price] of pricesOf(receipt))
      lowest.set(sku, Math.min(price, lowest.get(sku) ?? Infinity))
  }
  return lowest
}

/** What a piece cost after the discounts; a gift was not sold. */
function pricesOf({ lines }: Receipt): (readonly [sku: string, price: number])[] {
  if (!lines) return []
  const paid = paidForLines(lines)
  return lines.flatMap(({ sku, kind, quantity, gift, grams }, place) =>
    kind !== 'goods' || gift !== undefined || grams !== undefined
      ? []
      : [[sku, proportion(paid[place] ?? money(0), 1, quantity)] as const],
  )
}
