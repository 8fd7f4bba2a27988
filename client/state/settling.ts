/** Deciding what becomes of a discrepancy: at once, or after a manager has approved it with a PIN of their own. */
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Id } from '#shared/base/id.ts'
import { failure } from '#shared/base/result.ts'
import { type InboxEntry, nextTurn } from '#shared/domain/inbox.ts'
import { may } from '#shared/domain/policy.ts'
import { type Deed, rightFor } from '#shared/domain/settlement.ts'
import type { Staff } from '#shared/domain/staff.ts'
import type { Refusal } from '#client/sync/intent.ts'
import { useApproval } from './approval.ts'
import { useDiscrepancies } from './discrepancies.ts'
import { useParts } from './parts.ts'
import { usePin } from './pin.ts'
import { useSession } from './session.ts'

/** `id` is made when it is first said: tapping twice, or again after a failure, decides once. */
type Decision = {
  readonly id: Id
  readonly entry: InboxEntry
  readonly deed: Deed
  readonly note: string
}

export const useSettling = defineStore('settling', () => {
  const { tablet, newId } = useParts()
  const session = useSession()
  const pin = usePin()
  const approval = useApproval()
  const inbox = useDiscrepancies()
  const busy = shallowRef(false)
  const refusal = shallowRef<Refusal | 'product-unknown'>()
  /** Waits for the PIN of one of `leaders`. */
  const unapproved = shallowRef<Decision>()

  const leaders = computed(() => {
    const right = unapproved.value && rightFor(unapproved.value.deed, unapproved.value.entry.seen)
    return right === undefined ? [] : session.people.filter(({ role }) => may(role, right))
  })

  /** R48: who has the right decides under their own name; to make somebody pay always takes a PIN. */
  async function decide(entry: InboxEntry, deed: Deed, note: string): Promise<boolean> {
    const { staff } = session
    if (staff === undefined || busy.value) return false
    const decision = { id: newId(), entry, deed: underTerms(deed), note }
    const right = rightFor(deed, entry.seen)
    refusal.value = undefined
    if (right === undefined) return await store(decision, staff)
    if (deed.did !== 'charge-back' && may(staff.role, right)) return await store(decision, staff, staff)
    pin.choose(undefined)
    unapproved.value = decision
    return false
  }

  /** R48: the server looks up what these terms let anybody accept. */
  const underTerms = (deed: Deed): Deed =>
    deed.did === 'accept' ? { ...deed, terms: inbox.terms.version } : deed

  /** The approval is for this one decision and for nothing after it. */
  async function approve(typed: string): Promise<boolean> {
    const decision = unapproved.value
    const { staff } = session
    if (decision === undefined || staff === undefined || busy.value) return false
    const right = rightFor(decision.deed, decision.entry.seen)
    // R48: a manager confirms with their own PIN what is a manager's right; R50 is of returns and handovers.
    const approver = await approval.ask(typed, ({ role }) => right !== undefined && may(role, right))
    if (approver === undefined || unapproved.value !== decision) return false
    const stored = await store(decision, staff, approver)
    if (stored) leave()
    return stored
  }

  async function store(decision: Decision, staff: Staff, approver?: Staff): Promise<boolean> {
    busy.value = true
    const result = await tablet
      .commit(intentOf(decision, staff, approver))
      .catch(() => failure('cannot-save' as const))
      .finally(() => (busy.value = false))
    refusal.value = result.ok ? undefined : result.error
    if (result.ok) await inbox.refresh()
    return result.ok
  }

  function leave(): void {
    unapproved.value = undefined
    refusal.value = undefined
    pin.choose(undefined)
  }

  // What was about to be approved was somebody else's decision.
  watch(
    () => session.staff?.id,
    () => {
      if (unapproved.value) leave()
    },
  )

  return { busy, refusal, unapproved, leaders, decide, approve, leave }
})

const intentOf = ({ id, entry, deed, note }: Decision, staff: Staff, approver: Staff | undefined) => ({
  kind: 'discrepancy.resolve' as const,
  id,
  staff: staff.id,
  ...(approver === undefined ? {} : { approver: approver.id }),
  key: entry.key,
  turn: nextTurn(entry),
  note,
  deed,
  seen: entry.seen,
})
