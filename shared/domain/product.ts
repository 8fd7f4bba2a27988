import type { Money } from './money.ts'

export type Product = {
  readonly sku: string
  readonly name: string
  readonly price: Money
  readonly kind: 'goods' | 'service'
  readonly barcodes: readonly string[]
  /** The id of a category row. */
  readonly category?: string
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

/** GS1 General Specifications §7.9: modulo 10, weights 3 and 1 from the right. 8, 12, 13 or 14 digits. */
export function isTradeItemNumber(text: string): boolean {
  if (!/^(\d{8}|\d{12,14})$/.test(text)) return false
  let total = 0
  for (let i = 0; i < text.length - 1; i++) {
    const weight = (text.length - 1 - i) % 2 === 1 ? 3 : 1
    total += Number(text[i]) * weight
  }
  return (10 - (total % 10)) % 10 === Number(text[text.length - 1])
}
