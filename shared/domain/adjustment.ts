import { money, MONEY_MAX, type Money } from './money.ts'
import type { Action } from './policy.ts'
import type { StockArgs } from './stock.ts'

type Adjusted = {
  readonly lines: readonly Pick<StockArgs['lines'][number], 'quantity' | 'unitPrice'>[]
  readonly limit?: Money | undefined
}

/** What a correction writes off at the shop's price. What has no price, and what is found, costs nobody anything. */
export function writtenOff({ lines }: Pick<Adjusted, 'lines'>): Money {
  const loss = lines.reduce((sum, { quantity, unitPrice = 0 }) => sum + Math.max(0, -quantity) * unitPrice, 0)
  return money(Math.min(MONEY_MAX, loss))
}

/** R48: goods that are gone are a loss like any other: above the amount of the terms it takes the right to accept one. */
export const rightToAdjust = (args: Adjusted): Action | undefined =>
  writtenOff(args) > (args.limit ?? 0) ? 'accept-loss' : undefined
