/** Where goods stand in the shop: their place, else their category. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Category } from '#shared/domain/product.ts'
import type { Language } from '../i18n/language.ts'
import { useCatalog } from './catalog.ts'
import { useParts } from './parts.ts'
import type { Stand } from './pick-lines.ts'

export const useShelves = defineStore('shelves', () => {
  const { tablet } = useParts()
  const catalog = useCatalog()
  const names = shallowRef<ReadonlyMap<string, Category['names']>>(new Map())
  const products = computed(() => new Map(catalog.products.map((product) => [product.sku, product])))

  async function refresh(): Promise<void> {
    const all = await tablet.rows.list('category')
    names.value = new Map(all.map((category) => [category.id, category.names]))
  }

  const standOf = (sku: string): Stand => products.value.get(sku) ?? {}
  const categoryOf = (sku: string): string | undefined => standOf(sku).category
  const nameOf = (sku: string, language: Language): string | undefined =>
    names.value.get(categoryOf(sku) ?? '')?.[language]

  return { refresh, standOf, categoryOf, nameOf }
})
