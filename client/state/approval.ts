/** Somebody who may says yes with their PIN: the one place where a return, a handover and a discrepancy ask for it. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { mayApprove } from '#shared/domain/policy.ts'
import type { Staff } from '#shared/domain/staff.ts'
import { usePin } from './pin.ts'
import { useSession } from './session.ts'

type Given = { readonly approver: string; readonly reason: string; readonly for: string }
type Approves = 'approve-return' | 'approve-handover'

const reasonLengthMax = 200

export const useApproval = defineStore('approval', () => {
  const session = useSession()
  const pin = usePin()
  const reason = shallowRef('')
  const given = shallowRef<Given>()

  /** R50: nobody approves what they do themselves. */
  const isOther =
    (action: Approves) =>
    (one: Staff): boolean =>
      mayApprove(one, action, session.staff?.id)
  const approvers = computed(() => session.people.filter(isOther('approve-return')))
  const handoverApprovers = computed(() => session.people.filter(isOther('approve-handover')))

  /**
   * Whoever was chosen, when the PIN is theirs and they may, as they are known now. What was typed goes nowhere else: wrong tries are
   * counted with those of the sign-in, and the same wait follows.
   */
  async function ask(typed: string, mayThey: (one: Staff) => boolean): Promise<Staff | undefined> {
    if (pin.chosen === undefined || !mayThey(pin.chosen)) return undefined
    const who = await pin.check(typed)
    return who !== undefined && mayThey(who) ? who : undefined
  }

  /** `ticket` is what is approved, whole: when anything of it changes, it is another one and needs another yes. */
  async function give(typed: string, ticket: string): Promise<boolean> {
    const words = reason.value.trim().slice(0, reasonLengthMax)
    if (words === '') return false
    const who = await ask(typed, isOther('approve-return'))
    if (who === undefined) return false
    given.value = { approver: who.id, reason: words, for: ticket }
    pin.choose(undefined)
    return true
  }

  /** R35: goods leave with less proof, or without a lease. */
  async function handOver(typed: string): Promise<Staff | undefined> {
    const who = await ask(typed, isOther('approve-handover'))
    if (who !== undefined) pin.choose(undefined)
    return who
  }

  const of = (ticket: string): Omit<Given, 'for'> | undefined =>
    given.value?.for === ticket ? { approver: given.value.approver, reason: given.value.reason } : undefined

  function clear(): void {
    if (given.value === undefined && reason.value === '' && pin.chosen === undefined) return
    given.value = undefined
    reason.value = ''
    pin.choose(undefined)
  }

  return { reason, given, approvers, handoverApprovers, ask, give, handOver, of, clear }
})
