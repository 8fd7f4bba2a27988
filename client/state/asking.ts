/** Asking another store for the article that is looked at. */
import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useParts } from './parts.ts'
import { useSession } from './session.ts'
import { useShelf } from './shelf.ts'

const wantedMax = 999

export const useAsking = defineStore('asking', () => {
  const { tablet, feedback } = useParts()
  const session = useSession()
  const shelf = useShelf()
  const wanted = shallowRef(1)
  /** The store that was asked last, for the sentence that says so. */
  const asked = shallowRef<{ readonly store: string; readonly quantity: number }>()
  const refusal = shallowRef<string>()

  watch(
    () => shelf.article,
    () => {
      wanted.value = 1
      asked.value = undefined
      refusal.value = undefined
    },
  )

  function setWanted(quantity: number): void {
    wanted.value = Math.max(1, Math.min(wantedMax, quantity))
  }

  /** It answers by sending. */
  async function ask(store: string): Promise<void> {
    const { article } = shelf
    if (article === undefined) return
    refusal.value = undefined
    const quantity = wanted.value
    const committed = await tablet.commit({
      kind: 'stock.request',
      staff: session.staff?.id ?? '',
      from: store,
      lines: [{ ...article, quantity }],
    })
    if (!committed.ok) {
      feedback.failure()
      refusal.value = committed.error
      return
    }
    feedback.success()
    asked.value = { store, quantity }
  }

  return { wanted, asked, refusal, setWanted, ask }
})
