/** Everything that a member bought and gave back anywhere: fresh from the server, else as last known, with its age. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Id } from '#shared/base/id.ts'
import { newestFirst, type Recent } from '#shared/domain/timeline.ts'
import type { HistoryEntry } from '#shared/sync/history.ts'
import { useOfficeSession } from './office-session.ts'
import { useParts } from './parts.ts'
import type { KeptHistory } from './tablet.ts'
import { useVisitor } from './visitor.ts'

/** `lines` are known when the server told them; of an entry that is only on this tablet the receipt may know them. */
export type TimelineEntry = Recent & { readonly lines?: HistoryEntry['lines'] }

export type KindFilter = 'all' | 'bought' | 'returned'

export const useHistory = defineStore('history', () => {
  const { tablet } = useParts()
  const visitor = useVisitor()
  const office = useOfficeSession()
  const kept = shallowRef<KeptHistory>()
  const busy = shallowRef(false)
  /** Why what is shown is not fresh. */
  const problem = shallowRef<'unreachable' | 'refused' | 'unknown'>()
  const where = shallowRef<string>()
  const kind = shallowRef<KindFilter>('all')
  let asked = 0

  /** What this tablet heard of meanwhile is newer than what the server told then. */
  const all = computed((): readonly TimelineEntry[] => {
    const entries = new Map<string, TimelineEntry>(
      (kept.value?.history.entries ?? []).map((entry) => [entry.id, entry]),
    )
    for (const recent of visitor.picture?.recent ?? []) {
      const told = entries.get(recent.id)
      if (told === undefined || told.revision < recent.revision) entries.set(recent.id, recent)
    }
    return [...entries.values()].toSorted(newestFirst)
  })
  const entries = computed(() =>
    all.value.filter(
      (entry) =>
        (where.value === undefined || entry.where === where.value) &&
        (kind.value === 'all' || (kind.value === 'bought') === entry.amount >= 0),
    ),
  )
  const totals = computed(() => kept.value?.history.totals ?? [])

  async function open(member: Id): Promise<void> {
    const { device } = tablet
    if (device === undefined) return
    clear()
    const question = asked
    const isStillAsked = (): boolean => question === asked
    busy.value = true
    // A cache that cannot be read has nothing; the server may.
    const before = await tablet.histories.kept(member).catch(() => undefined)
    if (isStillAsked()) kept.value = before
    const { signedIn } = office
    const mayAll = signedIn !== undefined && office.allows('see-full-history')
    const by = mayAll ? { staff: signedIn.token } : { device: device.token }
    const answer = await tablet.histories.fetch(member, by)
    if (!isStillAsked()) return
    busy.value = false
    if (answer.is === 'fresh') kept.value = answer.kept
    problem.value = answer.is === 'fresh' ? undefined : answer.is
  }

  function clear(): void {
    asked += 1
    kept.value = undefined
    busy.value = false
    problem.value = undefined
    where.value = undefined
    kind.value = 'all'
  }

  return { kept, busy, problem, where, kind, all, entries, totals, open, clear }
})
