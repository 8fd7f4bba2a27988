/** What a member bought anywhere, to find the original of a return by product and date: from the server, else as known here. */
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Receipt } from '#shared/domain/receipt.ts'
import { type TimelineEntry, useHistory } from './history.ts'
import { useParts } from './parts.ts'
import { useRinging } from './ringing.ts'
import { useVisitor } from './visitor.ts'

const shownMax = 50

export type Purchase = TimelineEntry & { readonly names: readonly string[] }

export const usePurchases = defineStore('purchases', () => {
  const { tablet } = useParts()
  const history = useHistory()
  const ringing = useRinging()
  const visitor = useVisitor()
  const product = shallowRef('')
  const date = shallowRef('')
  const isElsewhere = shallowRef(false)
  /** By thread: the receipts of this tablet know the lines of what the server has not told. */
  const receipts = shallowRef<ReadonlyMap<string, Receipt>>(new Map())

  const bought = computed(() => history.all.filter(({ kind }) => kind === 'sale' || kind === 'order'))
  const found = computed((): Purchase[] => {
    const wanted = product.value.normalize('NFKC').trim().toLowerCase()
    return bought.value
      .map((entry) => {
        const lines = entry.lines ?? receipts.value.get(entry.thread)?.lines ?? []
        return { ...entry, names: lines.map(({ name }) => name), codes: lines.map(({ sku }) => sku) }
      })
      .filter(({ names, codes }) =>
        [...names, ...codes, ...(wanted === '' ? [''] : [])].some((text) =>
          text.toLowerCase().includes(wanted),
        ),
      )
      .filter((entry) => entry.date.startsWith(date.value.trim()))
      .slice(0, shownMax)
  })

  function begin(): void {
    product.value = ''
    date.value = ''
    isElsewhere.value = false
    void load()
  }

  async function load(): Promise<void> {
    const known = new Map<string, Receipt>()
    for (const { thread, lines } of bought.value) {
      const { receipt } = lines ? { receipt: undefined } : await tablet.receipt(thread)
      if (receipt?.lines) known.set(thread, receipt)
    }
    receipts.value = known
  }
  watch(bought, () => void load())
  // What was looked for is about the customer before.
  watch(() => visitor.member?.id, begin)

  async function open({ thread }: Purchase): Promise<void> {
    const { receipt } = await tablet.receipt(thread)
    isElsewhere.value = !receipt?.lines
    if (receipt?.lines) await ringing.openReturn(receipt)
  }

  const isKnown = computed(() => visitor.member !== undefined)

  return { product, date, isElsewhere, isKnown, found, begin, open }
})
