/** Who is signed in at the server. The token lives in this page only: a reload, a lock or a change of person ends it here. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type * as z from 'zod/mini'
import { failure, type Result } from '#shared/base/result.ts'
import { type Action, may } from '#shared/domain/policy.ts'
import { Done, type SignedIn } from '#shared/office/messages.ts'
import type { OfficeProblem, OfficeQuestion } from '#client/sync/office.ts'
import { useParts } from './parts.ts'

export const useOfficeSession = defineStore('office session', () => {
  const { askOffice } = useParts()
  /** The administration is on the screen. */
  const isOpen = shallowRef(false)
  const signedIn = shallowRef<SignedIn>()
  /** Whom an answer on its way is for: who has left meanwhile is not signed in by it. */
  const turn = shallowRef(0)

  const person = computed(() => signedIn.value?.staff)
  const mustChange = computed(() => signedIn.value?.mustChange === true)
  const allows = (action: Action): boolean => person.value !== undefined && may(person.value.role, action)

  async function ask<Answer extends z.ZodMiniType>(
    question: Omit<OfficeQuestion<Answer>, 'token'>,
  ): Promise<Result<z.infer<Answer>, OfficeProblem>> {
    const token = signedIn.value?.token
    if (token === undefined) return failure({ is: 'signed-out' })
    const answer = await askOffice({ ...question, token })
    if (!answer.ok && answer.error.is === 'signed-out' && signedIn.value?.token === token) forget()
    return answer
  }

  /** Told to the server without waiting for it: offline the session runs out there by itself. */
  function end(): void {
    const token = signedIn.value?.token
    forget()
    if (token !== undefined) void askOffice({ path: '/staff/sessions/end', body: {}, token, answer: Done })
  }

  function close(): void {
    isOpen.value = false
    end()
  }

  function forget(): void {
    turn.value++
    signedIn.value = undefined
  }

  return { isOpen, signedIn, turn, person, mustChange, allows, ask, end, close }
})
