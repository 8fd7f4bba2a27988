import { PasswordRequest, SessionRequest } from '#shared/office/messages.ts'
import { doorOf, signIn, signOut } from '#server/auth/sign-in.ts'
import { choosePassword } from '#server/office/passwords.ts'
import { demandTrustedDevice } from '../guard.ts'
import { Problem } from '../problem.ts'
import { readJson } from '../read-json.ts'
import type { Route } from '../route.ts'
import { shaped } from '../shaped.ts'

const BODY_BYTES_MAX = 4 * 1024
const waitSeconds = (ms: number): number => Math.ceil(ms / 1000)

/** A PIN on an enrolled tablet, or a password anywhere, becomes a token for a working day. */
const signInRoute: Route = {
  method: 'post',
  path: '/staff/sessions',
  asks: 'anybody',
  atOnceMax: 20,
  async answer(request, response, parts) {
    const asked = shaped(await readJson(request, BODY_BYTES_MAX), SessionRequest)
    const device = 'pin' in asked ? await demandTrustedDevice(request, parts) : undefined
    const door = doorOf(asked, device)
    if (!door) throw new Problem('not-known')
    const signedIn = await signIn(parts.ledger, asked.staff, door)
    if (signedIn.ok) {
      parts.log.info({ by: device ? 'pin' : 'password' }, 'somebody signed in')
      response.status(201).json(signedIn.value)
      return
    }
    const refusal = signedIn.error
    parts.log.warn({ refusal: refusal.is }, 'a sign-in was refused')
    if (refusal.is === 'sign-in-refused') throw new Problem(refusal.is)
    throw new Problem(refusal.is, { retryAfterSeconds: waitSeconds(refusal.waitMs) })
  },
}

const signOutRoute: Route = {
  method: 'post',
  path: '/staff/sessions/end',
  asks: 'staff',
  action: 'keep-own-account',
  async answer(_request, response, { ledger, person }) {
    await signOut(ledger, person.tokenHash)
    response.json({ done: true })
  },
}

const passwordRoute: Route = {
  method: 'post',
  path: '/staff/password',
  asks: 'staff',
  action: 'keep-own-account',
  atOnceMax: 5,
  async answer(request, response, { ledger, person }) {
    const asked = shaped(await readJson(request, BODY_BYTES_MAX), PasswordRequest)
    const chosen = await choosePassword(ledger, person, asked)
    if (chosen.ok) {
      response.json({ done: true })
      return
    }
    const refusal = chosen.error
    if (refusal.is === 'too-many-sign-ins')
      throw new Problem(refusal.is, { retryAfterSeconds: waitSeconds(refusal.waitMs) })
    // Not 401: the session goes on, it is the present password that is wrong.
    const reason = refusal.is === 'password' ? `password-${refusal.reason}` : 'password-wrong'
    throw new Problem('change-refused', { detail: reason, members: { reason } })
  },
}

export const staffSessionRoutes: readonly Route[] = [signInRoute, signOutRoute, passwordRoute]
