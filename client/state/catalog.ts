/** The products of this tablet, found by barcode, by article number or by a part of the name. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Product } from '#shared/domain/product.ts'
import { useParts } from './parts.ts'

const shownMax = 60

export const useCatalog = defineStore('catalog', () => {
  const { tablet } = useParts()
  const products = shallowRef<readonly Product[]>([])
  const search = shallowRef('')

  const searchable = computed(() =>
    products.value.map((product) => ({ product, text: spelled(`${product.name} ${product.sku}`) })),
  )
  const found = computed(() => {
    const words = spelled(search.value)
      .split(/\s+/)
      .filter((word) => word !== '')
    const fitting =
      words.length === 0
        ? searchable.value
        : searchable.value.filter(({ text }) => words.every((word) => text.includes(word)))
    return fitting.slice(0, shownMax).map(({ product }) => product)
  })

  async function refresh(): Promise<void> {
    if (tablet.device === undefined) return
    const rows = await tablet.rows.list('product')
    products.value = rows.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))
  }

  /** A barcode in any of its spellings, or an article number as it stands on a shelf label. */
  async function productOf(...spellings: readonly string[]): Promise<Product | undefined> {
    for (const code of spellings) {
      const barcode = await tablet.rows.get('barcode', code)
      const product = await tablet.rows.get('product', barcode?.sku ?? code)
      if (product !== undefined) return product
    }
    return undefined
  }

  return { products, search, found, refresh, productOf }
})

function spelled(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}
