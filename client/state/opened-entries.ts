/** The entries of a member's timeline that lie open, with what can still come back of them. */
import { shallowRef } from 'vue'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Recent } from '#shared/domain/timeline.ts'
import type { CounterTablet } from './tablet.ts'

/** Without a receipt the lines are on the server only. */
type OpenedEntry = { readonly thread: string; readonly receipt: Receipt | undefined }

/** `whose`: who stands there; what was read for somebody before is not shown. */
export function openedEntries(tablet: Pick<CounterTablet, 'receipt'>, whose: () => unknown) {
  const opened = shallowRef<Readonly<Record<string, OpenedEntry>>>({})

  async function toggle({ id, thread }: Recent): Promise<void> {
    if (id in opened.value) {
      opened.value = Object.fromEntries(Object.entries(opened.value).filter(([other]) => other !== id))
      return
    }
    const before = whose()
    const { receipt } = await tablet.receipt(thread)
    if (whose() === before) opened.value = { ...opened.value, [id]: { thread, receipt } }
  }

  async function refresh(): Promise<void> {
    const before = whose()
    for (const [id, { thread }] of Object.entries(opened.value)) {
      const { receipt } = await tablet.receipt(thread)
      if (whose() !== before) return
      if (id in opened.value) opened.value = { ...opened.value, [id]: { thread, receipt } }
    }
  }

  function close(): void {
    opened.value = {}
  }

  return { opened, toggle, refresh, close }
}
