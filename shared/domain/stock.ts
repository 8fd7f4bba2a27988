import * as z from 'zod/mini'
import { MOMENT_MAX } from '../base/time.ts'
import { LINES_MAX, Name, Quantity, Sku } from './line.ts'
import { type Money, MoneyText } from './money.ts'

const Reason = z.string().check(z.minLength(1), z.maxLength(200))
const COUNTED_MAX = 1_000_000
const Found = z.int().check(z.gte(-COUNTED_MAX), z.lte(COUNTED_MAX))
/** `unitPrice`: what a piece is valued at; absent when it has no price. */
const CorrectedLine = z.object({ sku: Sku, name: Name, quantity: Found, unitPrice: z.optional(MoneyText) })

/** A correction of the stock on hand: found, lost, broken. `quantity` is signed and counts units. */
export const StockArgs = z.object({
  lines: z.array(CorrectedLine).check(z.minLength(1), z.maxLength(LINES_MAX)),
  reason: Reason,
  /** R48: the loss that anybody could write off when it was done, by the terms (their version) that the tablet held. */
  limit: z.optional(MoneyText),
  terms: z.optional(z.int().check(z.gte(1))),
})
export type StockArgs = Readonly<z.infer<typeof StockArgs>>

/** What somebody counted on the shelf. An article that nobody knows is counted all the same. */
export const CountArgs = z.object({
  lines: z
    .array(
      z.object({
        sku: Sku,
        name: Name,
        counted: z.int().check(z.gte(0), z.lte(COUNTED_MAX)),
        /** Unix ms of the tablet, when it was counted. */
        at: z.number().check(z.gte(-MOMENT_MAX), z.lte(MOMENT_MAX)),
        /** What the tablet heard moving between that moment and the operation; absent when nothing did. */
        since: z.optional(Found),
        /** What a difference is valued at; absent when the article has no price here. */
        unitPrice: z.optional(MoneyText),
      }),
    )
    .check(z.minLength(1), z.maxLength(LINES_MAX)),
  /** Counted without seeing what was expected. */
  blind: z.boolean(),
})
export type CountArgs = Readonly<z.infer<typeof CountArgs>>

/** Goods of a transfer. */
export const TransferLine = z.object({ sku: Sku, name: Name, quantity: Quantity })
export type TransferLine = Readonly<z.infer<typeof TransferLine>>

export type MoveKind =
  | 'sale'
  | 'return'
  | 'reservation'
  | 'release'
  | 'handover'
  | 'transfer-out'
  | 'transfer-in'
  | 'count'
  | 'adjustment'

/**
 * One article's share of a movement: signed units that are on the shelf, and that are set aside for somebody. Of a count, `counted`
 * is what is there, and how much that moves follows where it is told.
 */
export type Move = {
  readonly sku: string
  readonly name?: string | undefined
  readonly onHand: number
  readonly reserved: number
  readonly counted?: number
  readonly unitPrice?: Money | undefined
}

/**
 * Where a movement stands among those of its store: by when the server received it, then by its place in the tablet's chain. The
 * clock of the tablet decides only between what came with the same post from somewhere without a chain.
 */
type Place = {
  readonly receivedAt: number
  readonly seq: number
  /** Unix ms of the tablet. */
  readonly at: number
  readonly id: string
}

/** What an operation moved in one store. `id` is told once (the operation, and which of its movements). */
export type Movement = Place & {
  readonly kind: MoveKind
  readonly op: string
  /** The receipt, where there is one. */
  readonly number?: string | undefined
  /** Of a correction. */
  readonly reason?: string | undefined
  readonly moves: readonly Move[]
}

/** One article's part of a movement, as its row remembers it; of a count, `onHand` is the difference that was found. */
export type LastMove = Place &
  Pick<Movement, 'kind' | 'number' | 'reason'> &
  Pick<Move, 'onHand' | 'reserved' | 'counted' | 'unitPrice'>

/** The latest count that the row remembers no more. */
type BaseCount = Place & Pick<Move, 'unitPrice'>

/**
 * What one store has of an article: the sum of all its movements, and the last of them, newest first. `countedAt` is null as long
 * as nobody has counted: then the sum says what changed, and not what is there.
 */
export type Stock = {
  readonly sku: string
  readonly onHand: number
  readonly reserved: number
  readonly countedAt: number | null
  readonly last: readonly LastMove[]
  /** What came before those: their sum, from the latest count among them on. */
  readonly base: { readonly onHand: number; readonly count: BaseCount | null }
}

/**
 * The row remembers so many movements. A count that arrives late is put among them, and an own operation that is one of them is
 * not counted a second time.
 */
export const LAST_MOVES_MAX = 8

const NO_STOCK = { onHand: 0, reserved: 0, countedAt: null, last: [], base: { onHand: 0, count: null } }

/** R40, R41: the stock after a movement that it does not contain yet, the same in whatever order they arrive. */
export function afterMove(stock: Stock | null, movement: Movement, move: Move): Stock {
  const before: Stock = stock ?? { sku: move.sku, ...NO_STOCK }
  const told = lastMove(movement, move)
  const [newest] = before.last
  return newest === undefined || newestFirst(told, newest) < 0
    ? withNewest(before, told)
    : withLate(before, told)
}

/** Nearly all come in order: nothing that was there before looks different. */
function withNewest(before: Stock, told: LastMove): Stock {
  const moved = told.counted === undefined ? told.onHand : told.counted - before.onHand
  const last = [moved === told.onHand ? told : { ...told, onHand: moved }, ...before.last]
  const oldest = last.length > LAST_MOVES_MAX ? last.pop() : undefined
  return {
    sku: before.sku,
    onHand: before.onHand + moved,
    reserved: before.reserved + told.reserved,
    countedAt: told.counted === undefined ? before.countedAt : told.at,
    last,
    base: oldest ? folded(before.base, oldest) : before.base,
  }
}

/** What the counts after it found is another difference now. */
function withLate(before: Stock, late: LastMove): Stock {
  const last = [...before.last, late].sort(newestFirst)
  const oldest = last.length > LAST_MOVES_MAX ? last.pop() : undefined
  const base = oldest ? folded(before.base, oldest) : before.base
  let onHand = base.onHand
  let countedAt = base.count?.at ?? null
  const told: LastMove[] = []
  for (const one of last.toReversed()) {
    const moved = one.counted === undefined ? one.onHand : one.counted - onHand
    if (one.counted !== undefined) countedAt = one.at
    onHand += moved
    told.push(moved === one.onHand ? one : { ...one, onHand: moved })
  }
  return {
    sku: before.sku,
    onHand,
    reserved: before.reserved + late.reserved,
    countedAt,
    last: told.toReversed(),
    base,
  }
}

function lastMove({ id, kind, at, receivedAt, seq, number, reason }: Movement, move: Move): LastMove {
  const { onHand, reserved, counted, unitPrice } = move
  return {
    id,
    kind,
    at,
    receivedAt,
    seq,
    onHand,
    reserved,
    ...(number === undefined ? {} : { number }),
    ...(reason === undefined ? {} : { reason }),
    ...(counted === undefined ? {} : { counted }),
    ...(unitPrice === undefined ? {} : { unitPrice }),
  }
}

/** What moved before a count was on the shelf, or gone from it, when that was counted. */
function folded(base: Stock['base'], oldest: LastMove): Stock['base'] {
  if (base.count && newestFirst(base.count, oldest) < 0) return base
  if (oldest.counted === undefined) return { ...base, onHand: base.onHand + oldest.onHand }
  const { receivedAt, seq, at, id, unitPrice } = oldest
  const price = unitPrice === undefined ? {} : { unitPrice }
  return { onHand: oldest.counted, count: { receivedAt, seq, at, id, ...price } }
}

const newestFirst = (a: Place, b: Place): number =>
  b.receivedAt - a.receivedAt || b.seq - a.seq || b.at - a.at || (a.id < b.id ? 1 : -1)

/** What a count found otherwise than the movements before it said, and what that is worth at the shop's price. */
export type Difference = {
  readonly op: string
  readonly sku: string
  readonly at: number
  readonly expected: number
  readonly counted: number
  /** Signed; null when the article has no price. */
  readonly value: Money | null
}

/** R43: below zero of what was counted: more was sold than there can have been. */
export const isOversold = (stock: Stock | null): boolean =>
  stock !== null && stock.countedAt !== null && stock.onHand < 0

/** R43: fewer are there than wait for the buyers of orders; below zero it is oversold, and that says it all. */
export const isShortOfReserved = (stock: Stock | null): boolean =>
  stock !== null &&
  stock.countedAt !== null &&
  stock.onHand >= 0 &&
  stock.reserved > 0 &&
  stock.reserved > stock.onHand

/** The operation of a movement: its id begins with it. */
export const movementOp = (id: string): string => id.slice(0, 36)
