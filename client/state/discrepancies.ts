/** What broke a rule in this store: kept, in plain words, newest first. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Discrepancy } from '#shared/domain/discrepancy.ts'
import { useParts } from './parts.ts'

export const useDiscrepancies = defineStore('discrepancies', () => {
  const { tablet } = useParts()
  const entries = shallowRef<readonly Discrepancy[]>([])

  async function refresh(): Promise<void> {
    if (tablet.device === undefined) return
    const rows = await tablet.rows.list('discrepancy')
    entries.value = rows.filter(({ settled }) => !settled).toSorted((a, b) => b.at - a.at)
  }

  return { entries, refresh }
})
