/** R29: on which days somebody gave back without a receipt, in any store: as this one knows, else as the server tells it now. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Id } from '#shared/base/id.ts'
import { useParts } from './parts.ts'
import { useVisitor } from './visitor.ts'

/** Somebody stands there: a line that is this slow is none. What is approved then stays approved. */
const patienceMs = 3000

export const useLately = defineStore('lately', () => {
  const { tablet, clock } = useParts()
  const visitor = useVisitor()
  const told = shallowRef<{ readonly of: Id; readonly dates: readonly string[] }>()
  const asking = shallowRef<Id>()
  let inHand: Promise<void> = Promise.resolve()
  let hush = (): void => undefined

  /** Undefined when nobody here knows. Either may not have heard yet of what the other has. */
  const dates = computed((): readonly string[] | undefined => {
    const here = visitor.picture && (visitor.picture.unverified ?? [])
    const there = told.value?.of === visitor.member?.id ? told.value?.dates : undefined
    return (there?.length ?? -1) > (here?.length ?? -1) ? there : here
  })

  /** The server may say it in a moment, and nobody here knows. */
  const busy = computed(() => asking.value !== undefined && dates.value === undefined)

  /** When a return without a receipt begins, and each time somebody else stands there. */
  function ask(member: Id | undefined): void {
    told.value = undefined
    asking.value = undefined
    hush()
    const { device } = tablet
    if (member === undefined || device === undefined) return
    asking.value = member
    hush = clock.later(() => (asking.value = undefined), patienceMs)
    inHand = tablet.histories
      .fetch(member, { device: device.token })
      .then((answer) => {
        if (answer.is !== 'fresh' || asking.value !== member) return
        told.value = { of: member, dates: answer.kept.history.unverified ?? [] }
      })
      .catch(() => undefined)
      .finally(() => {
        if (asking.value === member) asking.value = undefined
      })
  }

  /** What was asked is answered. */
  const settled = (): Promise<void> => inHand

  return { dates, busy, ask, settled }
})
