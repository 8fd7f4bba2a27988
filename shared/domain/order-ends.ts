import { givenBefore, type Parts } from './allocation.ts'
import type { OrderArgs } from './order.ts'
import type { Receipt } from './receipt.ts'
import { cameBack } from './receipt.ts'

/** What the units of an order's line came to. `elsewhere` is what no store has to do with: the shop sends it itself. */
export type OrderLineEnds = {
  readonly line: number
  readonly collected: number
  readonly returned: number
  readonly cancelled: number
  readonly expired: number
  readonly left: number
  readonly elsewhere: number
}

/** R31: every unit of every line is in exactly one of these. */
export function orderEnds(
  order: Pick<OrderArgs, 'lines'>,
  parts: Parts,
  receipt: Pick<Receipt, 'returned'> | null = null,
): OrderLineEnds[] {
  return order.lines.map(({ quantity }, line) => {
    const told = Object.values(parts).map((part) => part.lines.find((one) => one.line === line))
    const units = (of: 'given' | 'cancelled' | 'expired' | 'left'): number =>
      told.reduce((sum, one) => sum + (one?.[of] ?? 0), 0)
    const unheard = Object.values(parts).reduce((sum, part) => {
      const allocated =
        part.lines.length > 0 ? undefined : part.allocation.lines.find((one) => one.line === line)
      return sum + (allocated?.quantity ?? 0)
    }, 0)
    // What another store gave before is withdrawn from the one that is asked now.
    const before = Object.values(parts).reduce((sum, part) => {
      const cancelled = part.lines.find((one) => one.line === line)?.cancelled ?? 0
      return sum + Math.min(cancelled, givenBefore(part)[line] ?? 0)
    }, 0)
    const given = units('given') + before
    const returned = Math.min(given, receipt ? cameBack(receipt, line) : 0)
    const cancelled = units('cancelled') - before
    const expired = units('expired')
    const left = units('left') + unheard
    const elsewhere = Math.max(0, quantity - given - cancelled - expired - left)
    return { line, collected: given - returned, returned, cancelled, expired, left, elsewhere }
  })
}
