/** What the counts of this store found otherwise than expected, the latest first. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Difference } from '#shared/domain/stock.ts'
import { useParts } from './parts.ts'

const shownMax = 50

export const useDifferences = defineStore('differences', () => {
  const { tablet } = useParts()
  const found = shallowRef<readonly (Difference & { readonly name: string })[]>([])

  async function refresh(): Promise<void> {
    if (tablet.device === undefined) return
    const rows = await tablet.rows.list('difference')
    const latest = rows.toSorted((a, b) => b.at - a.at).slice(0, shownMax)
    found.value = await Promise.all(
      latest.map(async (one) => ({
        ...one,
        name: (await tablet.rows.get('product', one.sku))?.name ?? one.sku,
      })),
    )
  }

  return { found, refresh }
})
