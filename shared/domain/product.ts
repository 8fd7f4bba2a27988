import type { Money } from './money.ts'

export type Product = {
  readonly sku: string
  readonly name: string
  readonly price: Money
  readonly kind: 'goods' | 'service'
  readonly barcodes: readonly string[]
  /** The id of a category row. */
  readonly category?: string
  /** Where it stands, in the words of the shelves: `A-02`. Numbers in it count: `A-2` stands before `A-10`. */
  readonly place?: string
  readonly brand?: string
  /** As it stands on the package: `400 g`, `1 L`. */
  readonly size?: string
  /** Sold by weight: `price` is for a kilogram. Without it, by the piece. */
  readonly measure?: 'weight'
}

/** Where a product stands in the shop. A department is a category without a parent. */
export type Category = {
  readonly id: string
  readonly parent: string | null
  readonly names: { readonly 'zh-TW': string; readonly en: string }
}
