/** Where goods stand in the shop: the categories of the catalogue. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Category } from '#shared/domain/product.ts'
import type { Language } from '../i18n/language.ts'
import { useCatalog } from './catalog.ts'
import { useParts } from './parts.ts'

export const useShelves = defineStore('shelves', () => {
  const { tablet } = useParts()
  const catalog = useCatalog()
  const names = shallowRef<ReadonlyMap<string, Category['names']>>(new Map())
  const categories = computed(() => new Map(catalog.products.map(({ sku, category }) => [sku, category])))

  async function refresh(): Promise<void> {
    const all = await tablet.rows.list('category')
    names.value = new Map(all.map((category) => [category.id, category.names]))
  }

  const categoryOf = (sku: string): string | undefined => categories.value.get(sku)
  const nameOf = (sku: string, language: Language): string | undefined =>
    names.value.get(categoryOf(sku) ?? '')?.[language]

  return { refresh, categoryOf, nameOf }
})
