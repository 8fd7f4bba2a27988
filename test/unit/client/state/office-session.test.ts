import { expect, it } from 'vitest'
import { failure, type Result, success } from '#shared/base/result.ts'
import type { SignedIn } from '#shared/office/messages.ts'
import { useOfficeSession } from '#client/state/office-session.ts'
import { useOfficeSignIn } from '#client/state/office-sign-in.ts'
import { usePin } from '#client/state/pin.ts'
import { useSession } from '#client/state/session.ts'
import type { CounterParts } from '#client/state/parts.ts'
import { fang, makeCounter } from '../../../make/counter.ts'

const mei = { ...fang, id: 'S003', name: '陳美麗', role: 'manager' } as const
const signedIn: SignedIn = {
  token: 'token of mei',
  staff: { id: 'S003', name: '陳美麗', role: 'manager', stores: ['S01'] },
  mustChange: false,
  expiresAt: 1,
}

/** A counter whose server answers when it is told to. */
function counterWithServer() {
  const asked: { readonly path: string; readonly body: unknown; readonly token: string | undefined }[] = []
  const waiting: ((answer: Result<unknown, { is: 'offline' } | { is: 'signed-out' }>) => void)[] = []
  const askOffice = ((question: { path: string; body?: unknown; token?: string }) => {
    asked.push({ path: question.path, body: question.body, token: question.token })
    return new Promise((resolve) => waiting.push(resolve))
  }) as unknown as CounterParts['askOffice']
  const { pinia } = makeCounter({ staff: [fang, mei] }, { askOffice })
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))
  return {
    asked,
    session: useSession(pinia),
    office: useOfficeSession(pinia),
    signIn: useOfficeSignIn(pinia),
    enter: async (who: typeof fang | typeof mei): Promise<void> => {
      usePin(pinia).choose(who)
      await useSession(pinia).signIn('4217')
    },
    answers: async (answer: Parameters<(typeof waiting)[number]>[0]): Promise<void> => {
      waiting.shift()?.(answer)
      await settled()
    },
  }
}

it('a manager’s PIN opens the office as well, without keeping the counter waiting', async () => {
  const { session, office, asked, enter, answers } = counterWithServer()
  await enter(mei)
  expect([session.screen, office.person]).toEqual(['counter', undefined])
  expect(asked).toEqual([{ path: '/staff/sessions', body: { staff: 'S003', pin: '4217' }, token: 'token' }])
  await answers(success(signedIn))
  expect(office.allows('see-staff')).toBe(true)
  expect(office.allows('edit-places')).toBe(false)
})

it('an associate’s PIN stays on the tablet', async () => {
  const { asked, enter } = counterWithServer()
  await enter(fang)
  expect(asked).toEqual([])
})

it('an answer that comes when its person has left signs in nobody', async () => {
  const { session, office, signIn, enter, answers } = counterWithServer()
  await enter(mei)
  session.signOut()
  await answers(success(signedIn))
  expect([office.person, signIn.busy]).toEqual([undefined, false])
})

it('changing hands ends the session at the server; a session that ended there ends here', async () => {
  const { session, office, asked, enter, answers } = counterWithServer()
  await enter(mei)
  await answers(success(signedIn))
  session.signOut()
  expect(asked.at(-1)).toMatchObject({ path: '/staff/sessions/end', token: 'token of mei' })
  await answers(failure({ is: 'offline' }))
  await enter(mei)
  await answers(success(signedIn))
  const told = office.ask({ path: '/admin/staff', answer: undefined as never })
  await answers(failure({ is: 'signed-out' }))
  expect((await told).ok).toBe(false)
  expect(office.person).toBeUndefined()
})
