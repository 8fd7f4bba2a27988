/** One article: what is here, and what other stores have. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Product } from '#shared/domain/product.ts'
import { useParts } from './parts.ts'
import { usePlaces } from './places.ts'
import type { HereNow, KeptShelves } from './tablet.ts'

export type Article = Pick<Product, 'sku' | 'name'>

/** What another store has; null where it is not known. */
export type Elsewhere = {
  readonly store: string
  readonly available: number | null
  readonly countedAt: number | null
}

const STORE = 'store:'

export const useShelf = defineStore('shelf', () => {
  const { tablet } = useParts()
  const places = usePlaces()
  const article = shallowRef<Article>()
  const here = shallowRef<HereNow>()
  const kept = shallowRef<KeptShelves>()
  /** Why what other stores have is not fresh. */
  const problem = shallowRef<'unreachable' | 'refused'>()
  const busy = shallowRef(false)
  let question = 0

  const otherStores = computed(() =>
    [...places.names.keys()]
      .filter((id) => id.startsWith(STORE))
      .map((id) => id.slice(STORE.length))
      .filter((store) => store !== tablet.device?.store.id),
  )
  const elsewhere = computed((): readonly Elsewhere[] => {
    const shelves = new Map(kept.value?.shelves.map((shelf) => [shelf.store, shelf]))
    return otherStores.value.map((store) => {
      const shelf = shelves.get(store)
      const available = shelf === undefined ? null : shelf.onHand - shelf.reserved
      return { store, available, countedAt: shelf?.countedAt ?? null }
    })
  })

  async function open({ sku, name }: Article): Promise<void> {
    close()
    const mine = question
    article.value = { sku, name }
    busy.value = true
    const [shelf, before] = await Promise.all([
      tablet.shelves.here(sku),
      // A cache that cannot be read has nothing; the server may.
      tablet.shelves.kept(sku).catch(() => undefined),
    ])
    if (mine !== question) return
    here.value = shelf
    kept.value = before
    const answer = await tablet.shelves.fetch(sku, tablet.device?.token ?? '')
    if (mine !== question) return
    busy.value = false
    if (answer.is === 'fresh') kept.value = answer.kept
    problem.value = answer.is === 'fresh' ? undefined : answer.is
  }

  /** Something was sold, counted or heard of. */
  async function refresh(): Promise<void> {
    const { value: shown } = article
    if (shown === undefined) return
    const shelf = await tablet.shelves.here(shown.sku)
    if (article.value === shown) here.value = shelf
  }

  function close(): void {
    question += 1
    article.value = undefined
    here.value = undefined
    kept.value = undefined
    problem.value = undefined
    busy.value = false
  }

  return {
    article,
    here,
    kept,
    problem,
    busy,
    otherStores,
    elsewhere,
    open,
    refresh,
    close,
  }
})
