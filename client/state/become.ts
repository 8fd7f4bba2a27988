import { computed, type ComputedRef, shallowRef, watch } from 'vue'
import type { Id } from '#shared/base/id.ts'
import type { CounterTablet } from './tablet.ts'

/**
 * R8: whoever this member is by now, as far as this tablet knows; until it has looked, the one that was named. The directory is asked
 * for somebody only: a tablet that is not enrolled has none.
 */
export function become(
  tablet: Pick<CounterTablet, 'directory'>,
  named: () => Id | undefined,
): ComputedRef<Id | undefined> {
  const found = shallowRef<{ readonly from: Id; readonly to: Id }>()
  watch(
    named,
    async (from) => {
      const to = from === undefined ? undefined : (await tablet.directory.byId(from))?.id
      if (from !== undefined && to !== undefined && named() === from) found.value = { from, to }
    },
    { immediate: true, flush: 'sync' },
  )
  return computed(() => {
    const now = named()
    return found.value && found.value.from === now ? found.value.to : now
  })
}
