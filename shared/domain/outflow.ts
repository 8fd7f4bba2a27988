import type { Id } from '../base/id.ts'
import type { BackLine } from './line.ts'
import type { Money } from './money.ts'

/** What a shop is told, or asked to do, because of something that happened at a counter. It does each `key` once. */
export type Outflow = {
  readonly key: string
  readonly is:
    | 'ready'
    | 'reminder'
    | 'collected'
    | 'cancelled'
    | 'expired'
    | 'shipped'
    | 'refund'
    | 'unplaced'
  readonly ref: Id
  /** The shop's own number of the order. */
  readonly order: string
  readonly lines: readonly BackLine[]
  /** What the shop gives back to the buyer through whoever took the payment; 0 when nothing. */
  readonly amount: Money
  readonly params: Readonly<Record<string, string | number>>
  readonly op: string
  readonly at: number
}
