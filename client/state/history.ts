/** Everything that a member bought and gave back anywhere: fresh from the server, else as last known, with its age. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Id } from '#shared/base/id.ts'
import { may } from '#shared/domain/policy.ts'
import { newestFirst, RECENT_MAX, type Recent } from '#shared/domain/timeline.ts'
import type { HistoryEntry, MemberHistory } from '#shared/sync/history.ts'
import { useOfficeSession } from './office-session.ts'
import { useParts } from './parts.ts'
import { useSession } from './session.ts'
import type { KeptHistory } from './tablet.ts'
import { useVisitor } from './visitor.ts'

/** `lines` are known when the server told them; of an entry that is only on this tablet the receipt may know them. */
export type TimelineEntry = Recent & { readonly lines?: HistoryEntry['lines'] }

export type KindFilter = 'all' | 'bought' | 'returned'

export const useHistory = defineStore('history', () => {
  const { tablet } = useParts()
  const visitor = useVisitor()
  const office = useOfficeSession()
  const session = useSession()
  /** As the server told it to whoever asked last on this tablet: a manager's answer is more than everybody may see. */
  const told = shallowRef<KeptHistory>()
  const kept = computed((): KeptHistory | undefined => {
    const role = session.staff?.role
    if (told.value === undefined || (role !== undefined && may(role, 'see-full-history'))) return told.value
    return { ...told.value, history: latestOf(told.value.history) }
  })
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
      const before = entries.get(recent.id)
      if (before === undefined || before.revision < recent.revision) entries.set(recent.id, recent)
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
    if (isStillAsked()) told.value = before
    const { signedIn } = office
    const mayAll = signedIn !== undefined && office.allows('see-full-history')
    const by = mayAll ? { staff: signedIn.token } : { device: device.token }
    const answer = await tablet.histories.fetch(member, by)
    if (!isStillAsked()) return
    busy.value = false
    if (answer.is === 'fresh') told.value = answer.kept
    problem.value = answer.is === 'fresh' ? undefined : answer.is
  }

  function clear(): void {
    asked += 1
    told.value = undefined
    busy.value = false
    problem.value = undefined
    where.value = undefined
    kind.value = 'all'
  }

  return { kept, busy, problem, where, kind, all, entries, totals, open, clear }
})

/** What was bought last, and no sums: as the server answers a tablet on which nobody may see more. */
function latestOf(history: MemberHistory): MemberHistory {
  const { entries, more } = history
  return {
    ...history,
    totals: [],
    entries: entries.slice(0, RECENT_MAX),
    more: more || entries.length > RECENT_MAX,
  }
}
