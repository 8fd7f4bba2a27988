/**
 * What a member, or whoever has a number, bought anywhere, to find the original of a return by product and date: as the server told it, and what the tablet's
 * own index of receipts has of them, so that a purchase of another store is found without a line as well.
 */
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Receipt } from '#shared/domain/receipt.ts'
import { newestFirst } from '#shared/domain/timeline.ts'
import { type TimelineEntry, useHistory } from './history.ts'
import { entryOf, receiptsOf, whose } from './indexed-receipts.ts'
import { useParts } from './parts.ts'
import { useReopening } from './reopening.ts'
import { soughtWords, useSeeking } from './seeking.ts'
import { useVisitor } from './visitor.ts'

const shownMax = 50

export type Purchase = TimelineEntry & {
  readonly names: readonly string[]
  readonly codes: readonly string[]
}

export const usePurchases = defineStore('purchases', () => {
  const { tablet } = useParts()
  const history = useHistory()
  const reopening = useReopening()
  const visitor = useVisitor()
  const seeking = useSeeking()
  /** By thread: the receipts of this tablet know the lines of what the server has not told. */
  const receipts = shallowRef<ReadonlyMap<string, Receipt>>(new Map())

  /** What the tablet itself has of them, whoever told of it. */
  const indexed = shallowRef<readonly Receipt[]>([])
  let inHand: Promise<unknown> = Promise.resolve()

  const bought = computed((): readonly TimelineEntry[] => {
    const told = history.all.filter(({ kind }) => kind === 'sale' || kind === 'order')
    const threads = new Set(told.map(({ thread }) => thread))
    const others = indexed.value.filter(({ ref }) => !threads.has(ref))
    return [...told, ...others.flatMap(entryOf)].toSorted(newestFirst)
  })
  const found = computed(() =>
    bought.value
      .map((entry) => named(entry, receipts.value.get(entry.thread)))
      .filter(fits(seeking.product, seeking.date))
      .slice(0, shownMax),
  )

  function begin(): void {
    seeking.begin()
    indexed.value = []
    void later(readIndex)
    void later(load)
  }

  function later(work: () => Promise<void>): Promise<unknown> {
    inHand = inHand.then(work).catch(() => undefined)
    return inHand
  }

  async function readIndex(): Promise<void> {
    const { present } = visitor
    const found = present === undefined ? [] : await receiptsOf(tablet.rows, whose(present))
    if (visitor.present === present) indexed.value = found
  }

  async function load(): Promise<void> {
    const known = new Map<string, Receipt>(indexed.value.map((receipt) => [receipt.ref, receipt]))
    for (const { thread, lines } of bought.value) {
      const { receipt } = lines || known.has(thread) ? { receipt: undefined } : await tablet.receipt(thread)
      if (receipt?.lines) known.set(thread, receipt)
    }
    receipts.value = known
  }
  watch(bought, () => void later(load))
  // What was looked for is about the customer before.
  watch(
    () => visitor.member?.id ?? visitor.present,
    () => begin(),
  )

  async function open({ thread, date: called }: Purchase): Promise<void> {
    await reopening.open(thread, { called })
  }

  /** Somebody stands here: a member, or whoever has a number that nobody is known to own. */
  const isKnown = computed(() => visitor.present !== undefined)

  /** What this tablet knows of them has been looked up. */
  async function settled(): Promise<void> {
    for (let seen; seen !== inHand;) {
      seen = inHand
      await seen
    }
  }

  return { isKnown, found, begin, open, settled }
})

function named(entry: TimelineEntry, receipt: Receipt | undefined): Purchase {
  const lines = entry.lines ?? receipt?.lines ?? []
  return { ...entry, names: lines.map(({ name }) => name), codes: lines.map(({ sku }) => sku) }
}

/** By a part of the day, and of what an article is called; without a word also what has no lines here. */
function fits(product: string, date: string): (purchase: Purchase) => boolean {
  const wanted = soughtWords(product)
  return (purchase) =>
    purchase.date.startsWith(date.trim()) &&
    (wanted === '' ||
      [...purchase.names, ...purchase.codes].some((text) => text.toLowerCase().includes(wanted)))
}
