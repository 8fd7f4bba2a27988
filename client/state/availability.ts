/** What every store can give of the articles of a basket, as far as this tablet has heard. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useParts } from './parts.ts'
import { usePlaces } from './places.ts'
import type { HereNow, KeptShelves } from './tablet.ts'

const STORE = 'store:'

export const useAvailability = defineStore('availability', () => {
  const { tablet } = useParts()
  const places = usePlaces()
  const here = shallowRef<ReadonlyMap<string, HereNow>>(new Map())
  const kept = shallowRef<ReadonlyMap<string, KeptShelves>>(new Map())
  /** What the other stores have was asked for and did not come. */
  const isStale = shallowRef(false)

  const own = computed(() => tablet.device?.store.id ?? '')
  /** This store first. */
  const stores = computed(() => {
    const all = [...places.names.keys()].flatMap((id) =>
      id.startsWith(STORE) ? [id.slice(STORE.length)] : [],
    )
    return [own.value, ...all.filter((store) => store !== own.value)]
  })

  /** What was heard last counts at once; what is heard now, as soon as it comes. */
  async function look(sku: string): Promise<void> {
    const [shelf, before] = await Promise.all([
      tablet.shelves.here(sku),
      tablet.shelves.kept(sku).catch(() => undefined),
    ])
    here.value = new Map(here.value).set(sku, shelf)
    if (before !== undefined) kept.value = new Map(kept.value).set(sku, before)
    const answer = await tablet.shelves.fetch(sku, tablet.device?.token ?? '')
    isStale.value = answer.is !== 'fresh'
    if (answer.is === 'fresh') kept.value = new Map(kept.value).set(sku, answer.kept)
  }

  /** Null where nobody has counted, or nobody has told. */
  function available(store: string, sku: string): number | null {
    if (store === own.value) {
      const shelf = here.value.get(sku)?.shelf
      return shelf === undefined || shelf.countedAt === null ? null : shelf.available
    }
    const shelf = kept.value.get(sku)?.shelves.find((one) => one.store === store)
    return shelf === undefined || shelf.countedAt === null ? null : shelf.onHand - shelf.reserved
  }

  /** When the other stores were heard of, Unix ms of this tablet. */
  const heardAt = (sku: string): number | undefined => kept.value.get(sku)?.at

  function clear(): void {
    here.value = new Map()
    kept.value = new Map()
    isStale.value = false
  }

  return { own, stores, isStale, look, available, heardAt, clear }
})
