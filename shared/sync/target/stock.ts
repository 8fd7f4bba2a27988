import { discrepancy, type Discrepancy, type Fact } from '../../domain/discrepancy.ts'
import { bySku, differences, lastPrice, lastSale, worth } from '../../domain/shelf.ts'
import {
  afterMove,
  isOversold,
  isShortOfReserved,
  type LastMove,
  type Move,
  movementOp,
  type Stock,
} from '../../domain/stock.ts'
import { type Change, type Effects, type Message, put, type RowKey, type View } from '../change.ts'
import { discrepancyKey } from '../given.ts'
import type { Scope } from '../scope.ts'

type MovedMessage = Extract<Message, { is: 'moved' }>

/** What may be said of an article: one of them at a time. */
const CODES = ['oversold', 'reserved-short'] as const

/** The rows in which a store says that there is not enough of an article. */
export const shortageKeys = (sku: string): string[] => CODES.map((code) => discrepancyKey(code, sku))

export const movedNeeds = ({ to: scope, movement }: MovedMessage): RowKey[] =>
  movement.moves.flatMap(({ sku }): RowKey[] => [
    { scope, table: 'stock', key: sku },
    ...shortageKeys(sku).map((key): RowKey => ({ scope, table: 'discrepancy', key })),
  ])

/** R40: the stock of a store is the sum of its movements, in whatever order they arrive. */
export function deliverMoved({ to, movement }: MovedMessage, view: View): Effects {
  const changes = bySku(movement.moves).flatMap((move) => {
    const before = view.get(to, 'stock', move.sku) ?? null
    const after = afterMove(before, movement, move)
    return [
      put(to, 'stock', [move.sku, after]),
      ...foundByCounts(to, before, after),
      ...shortages({ scope: to, view }, after, move),
    ]
  })
  return { changes, messages: [] }
}

/** A movement that arrives late may change what a count after it found. */
function foundByCounts(scope: Scope, before: Stock | null, after: Stock): Change[] {
  if (!after.last.some(({ counted }) => counted !== undefined)) return []
  const known = before ? differences(before) : new Map<string, null>()
  return [...differences(after)]
    .filter(([key, found]) => (known.get(key)?.expected ?? null) !== (found?.expected ?? null))
    .map(([key, found]) => put(scope, 'difference', [key, found]))
}

/** R43: one per store and article, until there is enough again. */
function shortages(
  { scope, view }: { readonly scope: Scope; readonly view: View },
  stock: Stock,
  { name }: Move,
): Change[] {
  return CODES.flatMap((code) => {
    const key = discrepancyKey(code, stock.sku)
    const before = view.get(scope, 'discrepancy', key)
    const isSo = code === 'oversold' ? isOversold(stock) : isShortOfReserved(stock)
    if (!isSo) return before ? [put(scope, 'discrepancy', [key, null])] : []
    const named = String(name ?? before?.params['name'] ?? stock.sku)
    const told = code === 'oversold' ? oversold(scope, stock, named) : reservedShort(scope, stock, named)
    return [put(scope, 'discrepancy', [key, told])]
  })
}

/** What should be there by the last count and all that moved since, and what was sold last. */
function oversold(where: Scope, stock: Stock, name: string): Discrepancy {
  const { sku, onHand, countedAt } = stock
  const sale = lastSale(stock)
  const { id, at, number } = sale ?? { id: '', at: 0, number: undefined }
  const shelf: Fact = {
    is: 'stock',
    where,
    quantity: onHand,
    ...(countedAt === null ? {} : { at: countedAt }),
  }
  const facts = [shelf, ...(sale ? [soldLast(where, sale)] : [])]
  const params = { sku, name, units: -onHand, receipt: number ?? '—' }
  const about = { op: movementOp(id), at, facts, ...atPrice(stock, -onHand) }
  return discrepancy('oversold', about, params)
}

/** A handover of what was set aside changes the facts and not what is short: what was decided about it stands. */
function reservedShort(where: Scope, stock: Stock, name: string): Discrepancy {
  const { sku, onHand, reserved, last } = stock
  const { id, at } = lastSale(stock) ?? { id: '', at: 0 }
  const sale = last.find(({ kind }) => kind === 'sale')
  const facts: Fact[] = [
    { is: 'stock', where, quantity: onHand },
    { is: 'pickup', where, quantity: reserved },
    ...(sale ? [soldLast(where, sale)] : []),
  ]
  const units = reserved - onHand
  const about = { op: movementOp(id), at, facts, ...atPrice(stock, units) }
  return discrepancy('reserved-short', about, { sku, name, units })
}

function soldLast(where: Scope, { id, kind, at, onHand, number }: LastMove): Fact {
  const named = number === undefined ? {} : { number }
  return {
    is: kind === 'sale' ? 'sale' : 'stock',
    op: movementOp(id),
    where,
    at,
    quantity: -onHand,
    ...named,
  }
}

/** At the shop's price, when it was told. */
function atPrice(stock: Stock, units: number): { readonly cost?: number } {
  const price = lastPrice(stock)
  const cost = price === undefined ? null : worth(price, units)
  return cost === null ? {} : { cost }
}
