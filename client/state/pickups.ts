/** The store's pickups: what is to pick, what lies ready, what is overdue, and which one is being looked at. */
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Pickup } from '#shared/domain/pickup.ts'
import { DEFAULT_TERMS, TERMS_KEY } from '#shared/domain/terms.ts'
import { useNotice } from './notice.ts'
import { useParts } from './parts.ts'
import { boardOf, type Column, columnOf } from './pickup-view.ts'

export type PickupsView = 'board' | 'one' | 'picking'

export const usePickups = defineStore('pickups', () => {
  const { tablet, clock } = useParts()
  const notice = useNotice()
  const all = shallowRef<readonly Pickup[]>([])
  const terms = shallowRef(DEFAULT_TERMS)
  const search = shallowRef('')
  /** On a narrow screen only one column fits. */
  const column = shallowRef<Column>('to-pick')
  const view = shallowRef<PickupsView>('board')
  const openedKey = shallowRef<string>()
  /** What is compared with deadlines; the screen lets it go on. */
  const now = shallowRef(clock.now())

  /** What somebody was found by that the board does not show. */
  const narrowed = shallowRef<ReadonlySet<string>>()
  const board = computed(() => {
    const keys = narrowed.value
    if (keys === undefined) return boardOf(all.value, now.value, search.value)
    return boardOf(
      all.value.filter(({ key }) => keys.has(key)),
      now.value,
    )
  })
  const opened = computed(() => all.value.find(({ key }) => key === openedKey.value))
  /** What somebody has to do something about. */
  const count = computed(
    () => all.value.filter((one) => ['to-pick', 'overdue'].includes(columnOf(one, now.value))).length,
  )

  async function refresh(): Promise<void> {
    if (tablet.device === undefined) return
    all.value = await tablet.rows.list('pickup')
    terms.value = (await tablet.rows.get('terms', TERMS_KEY)) ?? DEFAULT_TERMS
    tick()
  }

  function tick(): void {
    now.value = clock.now()
  }

  function open(key: string): void {
    notice.pass()
    openedKey.value = key
    view.value = 'one'
  }

  function narrowTo(found: readonly Pickup[]): void {
    back()
    narrowed.value = new Set(found.map(({ key }) => key))
  }

  watch(search, () => (narrowed.value = undefined))

  /** One step back; false on the board itself. */
  function back(): boolean {
    notice.pass()
    const isBelow = view.value !== 'board'
    view.value = 'board'
    openedKey.value = undefined
    return isBelow
  }

  return {
    all,
    terms,
    search,
    column,
    view,
    opened,
    openedKey,
    now,
    board,
    count,
    narrowed,
    refresh,
    tick,
    open,
    narrowTo,
    back,
  }
})
