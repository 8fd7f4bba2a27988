/** What a purchase is looked for by when nobody has its receipt: the article and the day. A scan of the article says it too. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Product } from '#shared/domain/product.ts'
import type { Notice } from './notice.ts'

export const useSeeking = defineStore('seeking', () => {
  const product = shallowRef('')
  const date = shallowRef('')

  function begin(day = ''): void {
    product.value = ''
    date.value = day
  }

  /** While the receipt is still looked for, an article that is scanned is one on it. */
  function look({ sku, name }: Product): Notice {
    product.value = sku
    return { kind: 'sought', name }
  }

  return { product, date, begin, look }
})

/** The words in which an article is looked for. */
export const soughtWords = (text: string): string => text.normalize('NFKC').trim().toLowerCase()
