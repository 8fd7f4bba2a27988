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

  function learn(told: readonly (readonly [where: string, name: string])[]): void {
    names.value = new Map([...names.value, ...told])
  }

  /** By its name; one that this tablet has not heard of yet by its id. `t` has the words of the screen. */
  function nameOf(where: string, t: (key: string, given: { readonly name: string }) => string): string {
    const [sort, name = where] = where.split(':')
    return (
      names.value.get(where) ?? t(sort === 'channel' ? 'member.whereChannel' : 'member.whereStore', { name })
    )
  }

  return { names, nameOf, refresh, learn }
})
