/** How somebody gets to the server: with the PIN at the counter, with a password in any browser. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { may } from '#shared/domain/policy.ts'
import type { Staff } from '#shared/domain/staff.ts'
import { Done, SignedIn } from '#shared/office/messages.ts'
import type { OfficeProblem } from '#client/sync/office.ts'
import { useOfficeSession } from './office-session.ts'
import { useParts } from './parts.ts'

export const useOfficeSignIn = defineStore('office sign-in', () => {
  const { tablet, askOffice } = useParts()
  const session = useOfficeSession()
  const busy = shallowRef(false)
  const problem = shallowRef<OfficeProblem>()
  /** The password for one sign-in, until another is chosen in its place. */
  let once = ''

  /**
   * With the PIN that this tablet has just found right, so that nobody is asked twice. Only for those whom the server asks for:
   * an associate has nothing to do there, and a password's work for every change of hands would be for nothing.
   */
  async function openWith(staff: Staff, pin: string): Promise<void> {
    if (may(staff.role, 'administer')) await open({ staff: staff.id, pin }, tablet.device?.token)
  }

  async function signIn(staff: string, password: string): Promise<void> {
    await open({ staff, password }, undefined)
    once = session.mustChange ? password : ''
  }

  async function open(body: Readonly<Record<string, string>>, token: string | undefined): Promise<void> {
    const mine = ++session.turn
    busy.value = true
    problem.value = undefined
    const answer = await askOffice({ path: '/staff/sessions', body, token, answer: SignedIn })
    if (mine !== session.turn) return
    busy.value = false
    if (answer.ok) session.signedIn = answer.value
    else problem.value = answer.error
  }

  async function choosePassword(next: string): Promise<void> {
    busy.value = true
    const body = { current: once, next }
    const answer = await session.ask({ path: '/staff/password', body, answer: Done })
    busy.value = false
    problem.value = answer.ok ? undefined : answer.error
    if (!answer.ok || !session.signedIn) return
    once = ''
    session.signedIn = { ...session.signedIn, mustChange: false }
  }

  /** A sign-in that was on its way when its person left must not keep the next one waiting. */
  function begin(): void {
    busy.value = false
    problem.value = undefined
  }

  return { busy, problem, openWith, signIn, choosePassword, begin }
})
