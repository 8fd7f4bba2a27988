/** R5: who has neither receipt nor number says what and on which day: every receipt here is looked through for it. No names. */
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { calendarDate, dateFromDays, daysFromDate } from '#shared/base/time.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { breathing } from './breathing.ts'
import { useParts } from './parts.ts'
import { soughtWords, useSeeking } from './seeking.ts'
import type { CounterTablet } from './tablet.ts'

const shownMax = 50
const wordsMin = 2
const pageRows = 200
/** Some fifty milliseconds of a slow tablet. */
const receiptsAtOnce = 500

export const useSoldGoods = defineStore('sold-goods', () => {
  const { tablet, clock } = useParts()
  const seeking = useSeeking()
  const { breath } = breathing(clock)
  /** Undefined before the search, and when something else is looked for. */
  const found = shallowRef<readonly Receipt[]>()
  const hasMore = shallowRef(false)
  const busy = shallowRef(false)
  const failed = shallowRef(false)
  let asked = 0

  const today = (): string => calendarDate(clock.now(), tablet.device?.chain.utcOffsetMinutes ?? 0)
  /** Days ago as a date. */
  const dayBefore = (days: number): string => dateFromDays(daysFromDate(today()) - days)
  /** A part of a day, or a letter, fits too much to be of use. */
  const problem = computed(() => {
    if (soughtWords(seeking.product).length < wordsMin) return 'no-product' as const
    return isDay(seeking.date) ? undefined : ('no-day' as const)
  })

  function begin(): void {
    seeking.begin(today())
    clear()
  }

  function clear(): void {
    asked += 1
    found.value = undefined
    hasMore.value = false
    busy.value = false
    failed.value = false
  }
  watch(() => [seeking.product, seeking.date], clear, { flush: 'sync' })

  async function search(): Promise<void> {
    if (problem.value !== undefined) return
    clear()
    const mine = asked
    const isOver = (): boolean => asked !== mine
    busy.value = true
    const wanted = { day: seeking.date.trim(), words: soughtWords(seeking.product) }
    try {
      const all = await soldOn(tablet.rows, wanted, { breath, isOver })
      if (isOver()) return
      found.value = all.slice(0, shownMax)
      hasMore.value = all.length > shownMax
    } catch {
      if (!isOver()) failed.value = true
    }
    if (!isOver()) busy.value = false
  }

  return { found, hasMore, busy, failed, problem, dayBefore, begin, search }
})

type Work = { readonly breath: () => Promise<void>; readonly isOver: () => boolean }

/** The newest first; as long as nobody looks for something else, some at a time. */
async function soldOn(
  rows: Pick<CounterTablet['rows'], 'pages'>,
  { day, words }: { readonly day: string; readonly words: string },
  { breath, isOver }: Work,
): Promise<Receipt[]> {
  const fitting = new Map<string, Receipt>()
  let worked = 0
  for await (const page of rows.pages('receipt', pageRows)) {
    if (isOver()) return []
    for (const receipt of page)
      if (receipt.businessDate === day && hasArticle(receipt, words)) fitting.set(receipt.ref, receipt)
    worked += page.length
    if (worked < receiptsAtOnce) continue
    worked = 0
    await breath()
  }
  return [...fitting.values()].toSorted((a, b) => b.at - a.at)
}

const hasArticle = ({ lines }: Receipt, words: string): boolean =>
  lines?.some(({ kind, sku, name }) => {
    return kind !== 'discount' && [sku, name].some((text) => text.toLowerCase().includes(words))
  }) ?? false

function isDay(text: string): boolean {
  const day = text.trim()
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && dateFromDays(daysFromDate(day)) === day
}
