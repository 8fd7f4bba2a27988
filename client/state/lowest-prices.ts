/** R29: the lowest price at which each article was sold in the last days, as far as this tablet knows. Pure but for the reading. */
import { daysFromDate } from '#shared/base/time.ts'
import { proportion } from '#shared/domain/allocate.ts'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { paidForLines } from '#shared/domain/refund.ts'
import type { CounterTablet } from './tablet.ts'

const pageRows = 200
/** Some fifty milliseconds of a slow tablet. */
const receiptsAtOnce = 500

/** Looks through every receipt here, some at a time: `breath` is waited for in between. */
export async function lowestPrices(
  rows: Pick<CounterTablet['rows'], 'pages'>,
  since: { readonly today: string; readonly days: number },
  breath: () => Promise<void>,
): Promise<ReadonlyMap<string, number>> {
  const lowest = new Map<string, number>()
  const first = daysFromDate(since.today) - since.days
  let worked = 0
  for await (const page of rows.pages('receipt', pageRows)) {
    for (const receipt of page) {
      if (daysFromDate(receipt.businessDate) < first) continue
      for (const [sku, price] of pricesOf(receipt))
        lowest.set(sku, Math.min(price, lowest.get(sku) ?? Infinity))
    }
    worked += page.length
    if (worked < receiptsAtOnce) continue
    worked = 0
    await breath()
  }
  return lowest
}

/** What a piece cost after the discounts; a gift, and what was given for nothing, was not sold. */
function pricesOf({ lines }: Receipt): (readonly [sku: string, price: number])[] {
  if (!lines) return []
  const paid = paidForLines(lines)
  return lines.flatMap(({ sku, kind, quantity, gift, grams }, place) => {
    const price = proportion(paid[place] ?? money(0), 1, quantity)
    if (kind !== 'goods' || gift !== undefined || grams !== undefined || price <= 0) return []
    return [[sku, price] as const]
  })
}
