/** The store's inbox: what broke a rule here, what was done about it, and what other stores ask. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { byDearest, byNewest, type InboxEntry, inboxOf, shelfOf, standing } from '#shared/domain/inbox.ts'
import type { Money } from '#shared/domain/money.ts'
import { acceptMaxOf, DEFAULT_TERMS, TERMS_KEY } from '#shared/domain/terms.ts'
import { storeScope } from '#shared/sync/scope.ts'
import { useParts } from './parts.ts'
import { useSession } from './session.ts'

export const INBOX_FILTERS = ['open', 'mine', 'asked', 'closed'] as const
export type InboxFilter = (typeof INBOX_FILTERS)[number]
export type InboxOrder = 'newest' | 'dearest'

/** What is over is looked up rarely, and there is ever more of it. */
export const SHOWN_MAX = 100

export const nameOf = ({ home, key }: Pick<InboxEntry, 'home' | 'key'>): string => `${home} ${key}`

export const useDiscrepancies = defineStore('discrepancies', () => {
  const { tablet } = useParts()
  const session = useSession()
  const entries = shallowRef<readonly InboxEntry[]>([])
  const filter = shallowRef<InboxFilter>('open')
  const order = shallowRef<InboxOrder>('newest')
  /** The one that somebody came here for: its home and key. */
  const sought = shallowRef<string>()
  const terms = shallowRef(DEFAULT_TERMS)
  const acceptMax = computed((): Money => acceptMaxOf(terms.value))

  const here = computed(() => storeScope(session.device?.store.id ?? ''))
  const found = computed(() => ({
    open: of('open'),
    mine: entries.value.filter((entry) => isMine(entry)),
    asked: of('asked'),
    closed: of('closed'),
  }))
  const shown = computed(() =>
    found.value[filter.value].toSorted(order.value === 'newest' ? byNewest : byDearest),
  )
  /** What somebody here has to do something about. */
  const openCount = computed(() => found.value.open.length)

  const of = (shelf: Exclude<InboxFilter, 'mine'>): InboxEntry[] =>
    entries.value.filter((entry) => shelfOf(entry, here.value) === shelf)

  function isMine(entry: InboxEntry): boolean {
    const { state, owner } = standing(entry)
    return entry.home === here.value && state !== 'closed' && owner === session.staff?.id
  }

  /** Shows this one, open, wherever it lies. */
  function seek(entry: InboxEntry): void {
    filter.value = shelfOf(entry, here.value)
    sought.value = nameOf(entry)
  }

  async function refresh(): Promise<void> {
    if (tablet.device === undefined) return
    const [discrepancies, settlements, questions, held] = await Promise.all([
      tablet.rows.keyed('discrepancy'),
      tablet.rows.list('settlement'),
      tablet.rows.list('question'),
      tablet.rows.get('terms', TERMS_KEY),
    ])
    terms.value = held ?? DEFAULT_TERMS
    entries.value = inboxOf(here.value, { discrepancies, settlements, questions })
  }

  return { entries, filter, order, sought, terms, acceptMax, here, found, shown, openCount, seek, refresh }
})
