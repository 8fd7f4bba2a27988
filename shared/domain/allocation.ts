import type { Id } from '../base/id.ts'
import { type BackLine, type Line, totalOf } from './line.ts'
import { type Money, money, sum } from './money.ts'
import type { OrderArgs, PickupPart } from './order.ts'
import type { Pickup, PickupState } from './pickup.ts'
import { shareOf } from './pickup-units.ts'
import { isAnswer, type Promised } from './receipt.ts'
import { paidForLines } from './refund.ts'

/** A line of an order as a store gets it; `withdrawn` are units that are cancelled meanwhile. */
export type AllocatedLine = Line & { readonly line: number; readonly withdrawn: number }

/** What a store is told to do for an order. */
export type Allocation = Pick<
  Pickup,
  | 'key'
  | 'ref'
  | 'part'
  | 'kind'
  | 'number'
  | 'from'
  | 'order'
  | 'revision'
  | 'turn'
  | 'placedAt'
  | 'who'
  | 'buyer'
  | 'proofs'
  | 'shipTo'
  | 'isPaid'
> & {
  readonly lines: readonly AllocatedLine[]
  /** It is known where the order lives that the store has done with it: a store that has forgotten it begins nothing anew. */
  readonly isOver: boolean
  /** How often a store asked before has given something after all, so that less is asked for now, by the same snapshot. */
  readonly corrections?: number
  /** The operation that told it, and when the server heard it. */
  readonly op: Id
  readonly at: number
}

/** How far a line of a part is: every unit is in one of these. */
export type LineEnds = {
  readonly line: number
  readonly given: number
  readonly cancelled: number
  readonly expired: number
  readonly left: number
}

/** A part of an order where the order lives: which store does it now, and how far that store is. */
export type PartProgress = {
  readonly store: string
  /** The store that the order itself names, and who is asked after it. */
  readonly base: string
  readonly others: readonly string[]
  /** How many stores were asked before this one, and how many of the others. */
  readonly turn: number
  readonly next: number
  /** Of the store's pickup; 0 as long as nothing was heard. */
  readonly version: number
  /** `unplaced`: no store is left to ask. */
  readonly state: PickupState | 'unplaced'
  readonly lines: readonly LineEnds[]
  readonly declined: readonly { readonly store: string; readonly reason: string; readonly at: number }[]
  /** Units that stores which were asked before have cancelled, by line: the shop has heard of them. Part of what is withdrawn. */
  readonly short?: Short
  /** What the stores that were asked before have given after all, by turn. Part of what is withdrawn. */
  readonly earlier?: Readonly<Record<number, Short>>
  readonly allocation: Allocation
}

/** Units that stores which were asked before have given. */
export function givenBefore({ earlier = {} }: Pick<PartProgress, 'earlier'>): Short {
  const units: Record<number, number> = {}
  for (const given of Object.values(earlier))
    for (const [line, more] of Object.entries(given)) units[Number(line)] = (units[Number(line)] ?? 0) + more
  return units
}

/** With what the store of that turn has given; what was given stays given, so that a late word takes nothing back. */
export function withGiven(
  { earlier }: Pick<PartProgress, 'earlier'>,
  { turn, lines }: Pick<PartProgress, 'turn' | 'lines'>,
): Pick<PartProgress, 'earlier'> {
  const before = earlier?.[turn] ?? {}
  const given = lines.flatMap((one) => {
    const units = Math.max(before[one.line] ?? 0, one.given)
    return units > 0 ? [[one.line, units] as const] : []
  })
  if (given.length === 0) return earlier === undefined ? {} : { earlier }
  return { earlier: { ...earlier, [turn]: Object.fromEntries(given) } }
}

export type Short = Readonly<Record<number, number>>

export type Parts = Readonly<Record<string, PartProgress>>

/** What a store tells of its pickup to whoever took the order. */
export type Progress = {
  readonly key: string
  readonly order: string
  readonly part: number
  readonly store: string
  readonly turn: number
  readonly version: number
  readonly state: PickupState
  readonly lines: readonly LineEnds[]
  readonly reason: string
  /** The operation that it tells of. */
  readonly op: Id
  readonly at: number
  /** Its business day, when it is one of a store. */
  readonly date?: string | undefined
  readonly receivedAt: number
}

/** R31: where no store is left to ask, what none has given is cancelled; `over` is what that comes to. */
export function endedUnplaced(
  allocation: Allocation,
  told: readonly LineEnds[],
): { readonly lines: readonly LineEnds[]; readonly over: readonly BackLine[] } {
  const all = allocation.lines.map((ordered) => {
    const { line, withdrawn } = ordered
    const known = told.find((one) => one.line === line)
    const { given, cancelled, expired } = known ?? { given: 0, cancelled: withdrawn, expired: 0 }
    const quantity = ordered.quantity - given - cancelled - expired
    const amount = money(shareOf(ordered, given + quantity) - shareOf(ordered, given))
    const ends: LineEnds = { line, given, cancelled: cancelled + quantity, expired, left: 0 }
    return { ends, over: { line, quantity, amount } }
  })
  return {
    lines: all.map(({ ends }) => ends),
    over: all.flatMap(({ over }) => (over.quantity > 0 ? [over] : [])),
  }
}

/** K1: what nobody gets although whoever took the order did not withdraw it: it is asked of no other store. */
export function shortOf({ short = {}, lines, allocation }: PartProgress): Short {
  return Object.fromEntries(
    allocation.lines.flatMap(({ line, withdrawn }) => {
      const before = short[line] ?? 0
      const told = lines.find((one) => one.line === line)
      const units = Math.max(before, (told?.cancelled ?? 0) - (withdrawn - before))
      return units > 0 ? [[line, units]] : []
    }),
  )
}

/** The allocation with so many units more, or fewer, withdrawn. */
export const withShort = (allocation: Allocation, now: Short, before: Short = {}): Allocation => ({
  ...allocation,
  lines: allocation.lines.map((one) => {
    const withdrawn = one.withdrawn - (before[one.line] ?? 0) + (now[one.line] ?? 0)
    return { ...one, withdrawn: Math.min(one.quantity, withdrawn) }
  }),
})

/** What answers an outflow is counted where it was asked for. */
const cancelledOf = (order: Pick<OrderArgs, 'cancellations'>, line: number): number =>
  order.cancellations
    .filter((one) => !isAnswer(one.id))
    .flatMap((one) => one.lines)
    .reduce((units, back) => units + (back.line === line ? back.quantity : 0), 0)

type Order = { readonly lines: readonly Line[] } & Pick<OrderArgs, 'cancellations'>

/**
 * R37: the lines of each part, with their shares of the money, after the discounts of the order (R23). What the order cancels is taken from what no store has, then from
 * the last part. A part that names what the order does not have (a line, units, a number twice) has no lines here: malformed.
 */
export function partLines(
  order: Order,
  parts: readonly PickupPart[],
): { readonly part: PickupPart; readonly lines: readonly AllocatedLine[] | null }[] {
  const paid = paidForLines(order.lines)
  const taken = new Map<number, number>()
  const seen = new Set<number>()
  const sound = parts.map((part) => {
    const isTwice = seen.has(part.part)
    seen.add(part.part)
    const numbers = part.lines.map(({ line }) => line)
    const fits = part.lines.every(({ line, quantity }) => {
      const ordered = order.lines[line]?.quantity ?? 0
      return (taken.get(line) ?? 0) + quantity <= ordered
    })
    if (isTwice || !fits || new Set(numbers).size !== numbers.length) return { part, from: null }
    const from = part.lines.map(({ line, quantity }) => {
      const start = taken.get(line) ?? 0
      taken.set(line, start + quantity)
      return { line, quantity, start }
    })
    return { part, from }
  })
  const toCancel = new Map(
    order.lines.map(({ quantity }, line) => [
      line,
      Math.max(0, cancelledOf(order, line) - (quantity - (taken.get(line) ?? 0))),
    ]),
  )
  const told = sound.reverse().map(({ part, from }) => ({
    part,
    lines:
      from &&
      from.flatMap(({ line, quantity, start }) => {
        const ordered = order.lines[line]
        if (ordered === undefined) return []
        const withdrawn = Math.min(quantity, toCancel.get(line) ?? 0)
        toCancel.set(line, (toCancel.get(line) ?? 0) - withdrawn)
        const whole = { quantity: ordered.quantity, amount: paid[line] ?? ordered.amount }
        const amount = money(shareOf(whole, start + quantity) - shareOf(whole, start))
        return [{ ...ordered, quantity, amount, line, withdrawn }]
      }),
  }))
  return told.reverse()
}

/** What the receipt of an order knows of its parts. */
export const promisedBy = (order: Order, parts: readonly PickupPart[]): Promised[] =>
  partLines(order, parts).flatMap(({ part, lines }) => {
    if (lines === null) return []
    const promised = lines.map(({ line, quantity, amount }) => ({ line, quantity, amount }))
    return [{ part: part.part, isPaid: part.paid, lines: promised }]
  })

/** Of an order that a counter takes: what is paid where it is handed over. */
export function dueLater({
  lines,
  parts,
}: {
  readonly lines: readonly Line[]
  readonly parts: readonly PickupPart[]
}): Money {
  const told = partLines({ lines, cancellations: [] }, parts)
  return sum(told.map((one) => (one.part.paid || one.lines === null ? money(0) : totalOf(one.lines))))
}
