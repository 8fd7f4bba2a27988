/** R29: on which days somebody gave back without a receipt, in any store: as this one knows, else as the server tells it now. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Id } from '#shared/base/id.ts'
import { useParts } from './parts.ts'
import { useVisitor } from './visitor.ts'

export const useLately = defineStore('lately', () => {
  const { tablet } = useParts()
  const visitor = useVisitor()
  const told = shallowRef<{ readonly of: Id; readonly dates: readonly string[] }>()
  let inHand: Promise<void> = Promise.resolve()

  /** Undefined when nobody here knows. Either may not have heard yet of what the other has. */
  const dates = computed((): readonly string[] | undefined => {
    const here = visitor.picture && (visitor.picture.unverified ?? [])
    const there = told.value?.of === visitor.member?.id ? told.value?.dates : undefined
    return (there?.length ?? -1) > (here?.length ?? -1) ? there : here
  })

  /** When a return without a receipt begins, and each time somebody else stands there. */
  function ask(member: Id | undefined): void {
    told.value = undefined
    const { device } = tablet
    if (member === undefined || device === undefined) return
    inHand = tablet.histories
      .fetch(member, { device: device.token })
      .then((answer) => {
        if (answer.is !== 'fresh' || visitor.member?.id !== member) return
        told.value = { of: member, dates: answer.kept.history.unverified ?? [] }
      })
      .catch(() => undefined)
  }

  /** What was asked is answered. */
  const settled = (): Promise<void> => inHand

  return { dates, ask, settled }
})
