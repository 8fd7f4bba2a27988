/** What works when the line is cut: looked at before it is. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useCatalog } from './catalog.ts'
import { useOutbox } from './outbox.ts'
import { useParts } from './parts.ts'
import { useSession } from './session.ts'
import type { Holdings } from './tablet.ts'

/** Older than this, prices and members are worth a look at the network. */
const staleMs = 24 * 3_600_000

export type Check = {
  readonly what:
    | 'opens'
    | 'people'
    | 'products'
    | 'members'
    | 'timelines'
    | 'receipts'
    | 'saves'
    | 'kept'
    | 'fresh'
  readonly is: 'good' | 'partly' | 'missing'
  readonly count: number
}

export const useReadiness = defineStore('readiness', () => {
  const { tablet, host, clock } = useParts()
  const catalog = useCatalog()
  const outbox = useOutbox()
  const session = useSession()
  const holdings = shallowRef<Holdings>()

  const checks = computed((): readonly Check[] => {
    const held = holdings.value
    if (held === undefined) return []
    const { members, receipts, visitors, persisted, wholeAt } = held
    const isStale = wholeAt === undefined || clock.now() - wholeAt > staleMs
    return [
      { what: 'saves', is: outbox.canSell ? 'good' : 'missing', count: outbox.waiting },
      { what: 'opens', is: host.opensOffline() ? 'good' : 'missing', count: 0 },
      counted('people', session.people.length),
      counted('products', catalog.products.length),
      { what: 'members', is: members.complete ? 'good' : 'partly', count: members.members },
      { what: 'timelines', is: 'good', count: visitors },
      { what: 'receipts', is: wholeAt === undefined ? 'partly' : 'good', count: receipts },
      { what: 'kept', is: persisted === true ? 'good' : 'partly', count: 0 },
      { what: 'fresh', is: isStale ? 'partly' : 'good', count: 0 },
    ]
  })

  async function load(): Promise<void> {
    if (tablet.device !== undefined) holdings.value = await tablet.care.holdings(tablet.directory)
  }

  return { holdings, checks, load }
})

function counted(what: Check['what'], count: number): Check {
  return { what, is: count > 0 ? 'good' : 'missing', count }
}
