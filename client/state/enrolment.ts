/** A new member at the counter, with or without a network. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Credential } from '#shared/domain/credential.ts'
import { credentialsOf } from '#shared/domain/member.ts'
import type { Refusal } from '#client/sync/intent.ts'
import { useGreeting } from './greeting.ts'
import { useParts } from './parts.ts'
import { phoneIn } from '#shared/domain/scan.ts'
import type { EnrolIntent } from './tablet.ts'

export type EnrolmentProblem = 'no-name' | 'bad-phone' | 'no-credential' | 'no-consent'

export const useEnrolment = defineStore('enrolment', () => {
  const { tablet } = useParts()
  const greeting = useGreeting()
  const name = shallowRef('')
  const phone = shallowRef('')
  const card = shallowRef('')
  const consent = shallowRef(false)
  const busy = shallowRef(false)
  const refusal = shallowRef<Refusal>()

  const problem = computed((): EnrolmentProblem | undefined => {
    if (name.value.trim() === '') return 'no-name'
    if (phone.value.trim() !== '' && phoneIn(phone.value) === undefined) return 'bad-phone'
    if (phone.value.trim() === '' && card.value.trim() === '') return 'no-credential'
    return consent.value ? undefined : 'no-consent'
  })

  function begin(credential: Credential | undefined): void {
    name.value = ''
    phone.value = credential?.kind === 'phone' ? credential.value : ''
    card.value = credential?.kind === 'card' ? credential.value : ''
    consent.value = false
    refusal.value = undefined
  }

  async function complete(staff: string): Promise<boolean> {
    if (problem.value !== undefined || busy.value) return false
    const profile = profileTyped()
    const intent: EnrolIntent = { kind: 'member.enrol', staff, ...profile, consent: true }
    busy.value = true
    const result = await tablet
      .commit(intent)
      .catch(() => undefined)
      .finally(() => (busy.value = false))
    if (result === undefined || !result.ok) {
      refusal.value = result?.error ?? 'cannot-save'
      return false
    }
    begin(undefined)
    await greeting.show({ id: result.value.op, name: profile.name, credentials: credentialsOf(profile) })
    return true
  }

  function profileTyped(): Pick<EnrolIntent, 'name' | 'phone' | 'card'> {
    const number = phoneIn(phone.value)
    const code = card.value.trim()
    return {
      name: name.value.trim().normalize('NFC'),
      ...(number === undefined ? {} : { phone: number }),
      ...(code === '' ? {} : { card: code }),
    }
  }

  return { name, phone, card, consent, busy, refusal, problem, begin, complete }
})
