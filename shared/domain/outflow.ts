import * as z from 'zod/mini'
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
  /** How often the shop has failed to take it. */
  readonly tries?: number
}

/** After so many failures it is offered no more: somebody must look. */
export const OUTFLOW_TRIES_MAX = 8

const SETTLED_MAX = 500
const Key = z.string().check(z.minLength(1), z.maxLength(200))

/** What a shop has done, and what it could not do; `tries` is the number that it was told with the item. */
export const OutflowArgs = z.object({
  done: z.array(Key).check(z.maxLength(SETTLED_MAX)),
  failed: z
    .array(
      z.object({
        key: Key,
        tries: z.int().check(z.gte(0)),
        reason: z.string().check(z.minLength(1), z.maxLength(200)),
      }),
    )
    .check(z.maxLength(SETTLED_MAX)),
})
export type OutflowArgs = Readonly<z.infer<typeof OutflowArgs>>
