/** The stock room: which of its three tasks is in hand, and where a scan goes there. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { routeScan, type ScanTarget } from '#shared/domain/scan.ts'
import { useCatalog } from './catalog.ts'
import { useCounting } from './counting.ts'
import { useGreeting } from './greeting.ts'
import { useParcel } from './parcel.ts'
import { useParts } from './parts.ts'
import { type Article, useShelf } from './shelf.ts'

export type StockTask = 'look' | 'count' | 'transfers'

/** What a scan or a tap came to, for the sentence under the field. */
export type StockNote = { readonly is: 'added' | 'unknown' | 'not-goods'; readonly name: string }

export const useStockDesk = defineStore('stock-desk', () => {
  const { feedback } = useParts()
  const catalog = useCatalog()
  const counting = useCounting()
  const greeting = useGreeting()
  const shelf = useShelf()
  const parcel = useParcel()
  const task = shallowRef<StockTask>('look')
  const note = shallowRef<StockNote>()

  async function answer(target: ScanTarget): Promise<void> {
    const spellings =
      target.kind === 'product' ? target.spellings : target.kind === 'unknown' ? [target.value] : []
    const product = spellings.length === 0 ? undefined : await catalog.productOf(...spellings)
    if (product) return await take(product)
    const [read = ''] = spellings
    // What lies on the shelf is counted, also when nobody knows it; any other code is no article.
    if (task.value === 'count' && target.kind === 'product') await take({ sku: read, name: read })
    else say({ is: 'unknown', name: read })
  }

  /** Of a search: the one article that fits. False while several do. */
  async function onTyped(text: string): Promise<boolean> {
    const [first, ...others] = catalog.found
    const target = routeScan(text, greeting.patterns)
    const known = target.kind === 'unknown' ? await catalog.productOf(target.value) : undefined
    if (target.kind !== 'unknown' || known) await answer(target)
    else if (first && others.length === 0) await take(first)
    else if (first) return false
    else say({ is: 'unknown', name: text })
    return true
  }

  async function take(article: Article & { readonly kind?: 'goods' | 'service' }): Promise<void> {
    const { name } = article
    if (article.kind === 'service') return say({ is: 'not-goods', name })
    if (task.value === 'count') await counting.add(article)
    else if (parcel.opened !== undefined && task.value === 'transfers') parcel.add(article)
    else {
      task.value = 'look'
      say(undefined)
      await shelf.open(article)
      return
    }
    say({ is: 'added', name })
  }

  function say(what: StockNote | undefined): void {
    note.value = what
    if (what === undefined || what.is === 'added') feedback.success()
    else feedback.failure()
  }

  function choose(next: StockTask): void {
    task.value = next
    note.value = undefined
  }

  return { task, note, answer, onTyped, take, choose }
})
