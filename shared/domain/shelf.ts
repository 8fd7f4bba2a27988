import type { LastMove, Move, Movement, MoveKind, Stock } from './stock.ts'
import { money, MONEY_MAX, type Money } from './money.ts'
import { type Difference, movementOp } from './stock.ts'

/** A movement of this tablet's own that the server's rows may not contain yet; `seq` is its place in the tablet's chain. */
export type OwnMove = Pick<Move, 'onHand' | 'reserved' | 'counted'> & {
  readonly seq: number
  readonly id: string
  readonly kind: MoveKind
  readonly at: number
  readonly reason?: string | undefined
}

/** What an operation at this place of the chain moves, by article. */
export function ownMoves(seq: number, movements: readonly Movement[]): Map<string, OwnMove[]> {
  const all = new Map<string, OwnMove[]>()
  for (const { id, kind, at, reason, moves } of movements) {
    for (const { sku, onHand, reserved, counted } of bySku(moves)) {
      const said = reason === undefined ? {} : { reason }
      const own = {
        seq,
        id,
        kind,
        at,
        onHand,
        reserved,
        ...said,
        ...(counted === undefined ? {} : { counted }),
      }
      all.set(sku, [...(all.get(sku) ?? []), own])
    }
  }
  return all
}

/** What a store has of an article, as one of its tablets knows it. */
export type OnShelf = {
  readonly onHand: number
  readonly reserved: number
  readonly available: number
  readonly countedAt: number | null
  /** Own movements in it that the server has not told back yet. */
  readonly own: number
  /** Newest first. */
  readonly last: readonly Pick<LastMove, 'id' | 'kind' | 'at' | 'onHand' | 'reserved' | 'reason'>[]
}

/**
 * R42: the server's row and this tablet's own movements after it, in the order of its chain. A server applies a chain in order: what
 * comes before an own movement that the row contains is in the row as well.
 */
export function onShelf(stock: Stock | null, own: readonly OwnMove[]): OnShelf {
  const told = new Set(stock?.last.map(({ id }) => id))
  const upTo = own.reduce((seq, move) => (told.has(move.id) ? Math.max(seq, move.seq) : seq), 0)
  let onHand = stock?.onHand ?? 0
  let reserved = stock?.reserved ?? 0
  let countedAt = stock?.countedAt ?? null
  const fresh: OnShelf['last'][number][] = []
  for (const move of own) {
    if (move.seq <= upTo) continue
    const moved = move.counted === undefined ? move.onHand : move.counted - onHand
    if (move.counted !== undefined) countedAt = move.at
    onHand += moved
    reserved += move.reserved
    const { id, kind, at, reason } = move
    fresh.push({
      id,
      kind,
      at,
      onHand: moved,
      reserved: move.reserved,
      ...(reason === undefined ? {} : { reason }),
    })
  }
  return {
    onHand,
    reserved,
    available: onHand - reserved,
    countedAt,
    own: fresh.length,
    last: [...fresh.toReversed(), ...(stock?.last ?? [])],
  }
}

/** One share of each article: a ticket may have it on several lines. */
export function bySku(moves: readonly Move[]): Move[] {
  const all = new Map<string, Move>()
  for (const move of moves) {
    const before = all.get(move.sku)
    all.set(
      move.sku,
      before
        ? { ...move, onHand: before.onHand + move.onHand, reserved: before.reserved + move.reserved }
        : move,
    )
  }
  return [...all.values()]
}

/** Goods that leave the shelf, or come back to it (`sign` 1). What was weighed is one piece; a service is on no shelf. */
export const goodsMoves = (
  lines: readonly {
    readonly sku: string
    readonly name: string
    readonly quantity: number
    readonly kind: string
    readonly grams?: number | undefined
  }[],
  sign: 1 | -1,
): Move[] =>
  bySku(
    lines
      .filter(({ kind }) => kind === 'goods')
      .map(({ sku, name, quantity, grams }) => ({
        sku,
        name,
        onHand: sign * (grams === undefined ? quantity : 1),
        reserved: 0,
      })),
  )

/** R41: what the counts that the row remembers found, by the key of their record; null where nothing differed. */
export function differences({ sku, last, base }: Stock): Map<string, Difference | null> {
  const found = new Map<string, Difference | null>()
  // The first count of all finds no difference: nobody knew what was there.
  let isCounted = base.count !== null
  for (const { id, at, onHand, counted, unitPrice } of last.toReversed()) {
    if (counted === undefined) continue
    const op = movementOp(id)
    const value = unitPrice === undefined ? null : worth(unitPrice, onHand)
    const differs = isCounted && onHand !== 0
    found.set(`${op}/${sku}`, differs ? { op, sku, at, expected: counted - onHand, counted, value } : null)
    isCounted = true
  }
  return found
}

/** A count is a fact, however absurd: what no sum can hold has no value. */
export const worth = (unitPrice: Money, units: number): Money | null =>
  Math.abs(unitPrice * units) > MONEY_MAX ? null : money(unitPrice * units)

/** The sale that was rung last, of those that the row remembers; of none, the last movement. */
export function lastSale({ last }: Stock): LastMove | undefined {
  return last.find(({ kind }) => kind === 'sale') ?? last[0]
}

/** The shop's price when it was counted last. */
export const lastPrice = ({ last, base }: Stock): Money | undefined =>
  last.find(({ unitPrice }) => unitPrice !== undefined)?.unitPrice ?? base.count?.unitPrice
