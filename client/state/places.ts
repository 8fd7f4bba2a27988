/** What stores and online shops are called. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useParts } from './parts.ts'

export const usePlaces = defineStore('places', () => {
  const { tablet } = useParts()
  const names = shallowRef<ReadonlyMap<string, string>>(new Map())

  async function refresh(): Promise<void> {
    if (tablet.device === undefined) return
    const places = await tablet.rows.list('place')
    names.value = new Map(places.map(({ id, name }) => [id, name]))
  }

  return { names, refresh }
})
