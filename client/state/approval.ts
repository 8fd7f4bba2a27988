/** A second person says yes, with their own PIN and a reason, to the ticket that lies on the counter: to that one and to no other. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { mayApprove } from '#shared/domain/policy.ts'
import { usePin } from './pin.ts'
import { useSession } from './session.ts'

type Given = { readonly approver: string; readonly reason: string; readonly for: string }

const reasonLengthMax = 200

export const useApproval = defineStore('approval', () => {
  const session = useSession()
  const pin = usePin()
  const reason = shallowRef('')
  const given = shallowRef<Given>()

  /** Nobody approves what they do themselves. */
  const approvers = computed(() =>
    session.people.filter((one) => mayApprove(one, 'approve-return', session.staff?.id)),
  )

  /** `ticket` is what is approved, whole: when anything of it changes, it is another one and needs another yes. */
  async function give(typed: string, ticket: string): Promise<boolean> {
    const words = reason.value.trim().slice(0, reasonLengthMax)
    const who = pin.chosen
    if (words === '' || who === undefined || !approvers.value.some(({ id }) => id === who.id)) return false
    if ((await pin.check(typed)) === undefined) return false
    given.value = { approver: who.id, reason: words, for: ticket }
    pin.choose(undefined)
    return true
  }

  const of = (ticket: string): Omit<Given, 'for'> | undefined =>
    given.value?.for === ticket ? { approver: given.value.approver, reason: given.value.reason } : undefined

  function clear(): void {
    if (given.value === undefined && reason.value === '' && pin.chosen === undefined) return
    given.value = undefined
    reason.value = ''
    pin.choose(undefined)
  }

  return { reason, given, approvers, give, of, clear }
})
