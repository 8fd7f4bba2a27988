/** How many of the products on the screen are here. */
import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useCatalog } from './catalog.ts'
import { useParts } from './parts.ts'

/** Whoever types or scans goes first. */
const restMs = 300

export const useShelfCounts = defineStore('shelf-counts', () => {
  const { tablet, clock } = useParts()
  const catalog = useCatalog()
  /** Of what was counted; the others are not known. */
  const available = shallowRef<ReadonlyMap<string, number>>(new Map())
  let forget = (): void => undefined

  async function refresh(): Promise<void> {
    if (tablet.device === undefined) return
    const shown = catalog.found
    const counts = await tablet.shelves.available(shown.map(({ sku }) => sku))
    if (catalog.found === shown) available.value = counts
  }

  watch(
    () => catalog.found,
    () => {
      forget()
      forget = clock.later(() => void refresh().catch(() => undefined), restMs)
    },
  )

  return { available, refresh }
})
