/** A count becomes a fact. */
import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useCounting } from './counting.ts'
import { useParts } from './parts.ts'
import { useSession } from './session.ts'

export const useCountTelling = defineStore('count-telling', () => {
  const { tablet, feedback } = useParts()
  const counting = useCounting()
  const session = useSession()
  /** How many articles were told last. */
  const told = shallowRef<number>()
  const refusal = shallowRef<string>()
  const busy = shallowRef(false)

  watch(
    () => counting.lines,
    (lines) => {
      refusal.value = undefined
      if (lines.length > 0) told.value = undefined
    },
    { flush: 'sync' },
  )

  /** R41: what moved since an article was counted is told along with it. */
  async function tell(): Promise<void> {
    const counted = counting.lines
    if (busy.value || counted.length === 0) return
    busy.value = true
    try {
      const since = await Promise.all(
        counted.map(async ({ sku, expected }) => {
          const { shelf } = await tablet.shelves.here(sku)
          return (shelf?.onHand ?? 0) - expected
        }),
      )
      const committed = await tablet.commit({
        kind: 'stock.count',
        staff: session.staff?.id ?? '',
        blind: counting.blind,
        lines: counted.map(({ expected: _, ...line }, n) => ({ ...line, since: since[n] ?? 0 })),
      })
      if (!committed.ok) {
        feedback.failure()
        refusal.value = committed.error
        return
      }
      feedback.success()
      counting.clear()
      told.value = counted.length
    } finally {
      busy.value = false
    }
  }

  return { told, refusal, busy, tell }
})
