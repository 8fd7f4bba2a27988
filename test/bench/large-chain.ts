import { checkDigit } from '#shared/domain/barcode.ts'
import { money } from '#shared/domain/money.ts'
import { type Change, put } from '#shared/sync/change.ts'
import { type Buckets, CATALOG, directoryScope } from '#shared/sync/scope.ts'
import { benchId } from './desk.ts'

const SURNAMES = [...'陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐單區']
const GIVEN = [...'怡君雅婷志明俊傑淑芬建宏美玲家豪佳穎冠宇詩涵承恩']

export const benchProductName = (place: number): string => `商品 ${place}號`

/** The number on the package of the chain's product of this place. */
export function benchBarcode(place: number): string {
  const digits = `4711${String(place).padStart(8, '0')}`
  return `${digits}${checkDigit(digits)}`
}

/** Rows of a large chain, some at a time. */
export function* largeChain(
  size: { readonly products: number; readonly members: number },
  buckets: Buckets,
): Generator<Change[]> {
  const rowsAtOnce = 1000
  for (let from = 0; from < size.products; from += rowsAtOnce) {
    const places = range(from, Math.min(from + rowsAtOnce, size.products))
    yield places.flatMap((place) => productRows(place))
  }
  for (let from = 0; from < size.members; from += rowsAtOnce)
    yield range(from, Math.min(from + rowsAtOnce, size.members)).map((place) => memberRow(place, buckets))
}

function productRows(place: number): Change[] {
  const sku = `P${String(place).padStart(6, '0')}`
  const barcode = benchBarcode(place)
  const product = {
    sku,
    name: benchProductName(place),
    price: money(10 + (place % 990)),
    kind: 'goods' as const,
    barcodes: [barcode],
  }
  return [put(CATALOG, 'product', [sku, product]), put(CATALOG, 'barcode', [barcode, { sku }])]
}

function memberRow(place: number, buckets: Buckets): Change {
  const id = benchId(place, `member ${place}`)
  const name = `${SURNAMES[place % SURNAMES.length]}${GIVEN[place % GIVEN.length]}${GIVEN[(place * 7) % GIVEN.length]}`
  return put(directoryScope(id, buckets), 'member', [
    id,
    {
      id,
      name,
      credentials: [
        { kind: 'card', value: `M${String(place).padStart(7, '0')}` },
        { kind: 'phone', value: `+8869${String(place).padStart(8, '0')}` },
      ],
    },
  ])
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)
