import { discrepancy, type Fact } from '../../domain/discrepancy.ts'
import { bySku, differences, lastPrice, lastSale, worth } from '../../domain/shelf.ts'
import { afterMove, isOversold, type Move, movementOp, type Stock } from '../../domain/stock.ts'
import { type Change, type Effects, type Message, put, type RowKey, type View } from '../change.ts'
import { discrepancyKey } from '../given.ts'
import type { Scope } from '../scope.ts'

type MovedMessage = Extract<Message, { is: 'moved' }>

const oversoldKey = (sku: string): string => discrepancyKey('oversold', sku)

export const movedNeeds = ({ to: scope, movement }: MovedMessage): RowKey[] =>
  movement.moves.flatMap(({ sku }): RowKey[] => [
    { scope, table: 'stock', key: sku },
    { scope, table: 'discrepancy', key: oversoldKey(sku) },
  ])

/** R40: the stock of a store is the sum of its movements, in whatever order they arrive. */
export function deliverMoved({ to, movement }: MovedMessage, view: View): Effects {
  const changes = bySku(movement.moves).flatMap((move) => {
    const before = view.get(to, 'stock', move.sku) ?? null
    const after = afterMove(before, movement, move)
    return [
      put(to, 'stock', [move.sku, after]),
      ...foundByCounts(to, before, after),
      ...oversold({ scope: to, view }, after, move),
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
function oversold(
  { scope, view }: { readonly scope: Scope; readonly view: View },
  stock: Stock,
  { name }: Move,
): Change[] {
  const key = oversoldKey(stock.sku)
  const before = view.get(scope, 'discrepancy', key)
  if (!isOversold(stock)) return before ? [put(scope, 'discrepancy', [key, null])] : []
  const { id, at, number } = lastSale(stock) ?? { id: '', at: 0, number: undefined }
  const params = {
    sku: stock.sku,
    name: name ?? before?.params['name'] ?? stock.sku,
    units: -stock.onHand,
    receipt: number ?? '—',
  }
  const about = { op: movementOp(id), at, ...againstEachOther(scope, stock) }
  return [put(scope, 'discrepancy', [key, discrepancy('oversold', about, params)])]
}

/** What should be there by the last count and all that moved since, and what was sold last; at the shop's price, when it was told. */
function againstEachOther(
  where: Scope,
  stock: Stock,
): { readonly facts: readonly Fact[]; readonly cost?: number } {
  const { onHand, countedAt } = stock
  const shelf: Fact = {
    is: 'stock',
    where,
    quantity: onHand,
    ...(countedAt === null ? {} : { at: countedAt }),
  }
  const sale = lastSale(stock)
  const price = lastPrice(stock)
  const cost = price === undefined ? undefined : worth(price, -onHand)
  const sold: Fact[] = sale
    ? [
        {
          is: sale.kind === 'sale' ? 'sale' : 'stock',
          op: movementOp(sale.id),
          where,
          at: sale.at,
          quantity: -sale.onHand,
          ...(sale.number === undefined ? {} : { number: sale.number }),
        },
      ]
    : []
  return { facts: [shelf, ...sold], ...(cost === undefined || cost === null ? {} : { cost }) }
}
