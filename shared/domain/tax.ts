import { type Money, money } from './money.ts'

/** Taiwan: 5 % business tax, contained in every price. */
const RATE_PERCENT = 5

/**
 * R16: what of a total is tax. Net = total / 1.05, rounded half up (away from zero below it) to the dollar; the tax is the
 * rest. Always of the whole: rounded taxes of lines do not add up to the tax of their sum.
 */
export function taxWithin(total: Money): { readonly net: Money; readonly tax: Money } {
  const whole = 100 + RATE_PERCENT
  const size = Math.floor((200 * Math.abs(total) + whole) / (2 * whole))
  const net = total < 0 ? -size : size
  return { net: money(net), tax: money(total - net) }
}
