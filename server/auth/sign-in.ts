import { failure, type Result, success } from '#shared/base/result.ts'
import { HOUR_MS } from '#shared/base/time.ts'
import type { PinVerifier } from '#shared/domain/staff.ts'
import { Code, type SessionRequest, type SignedIn } from '#shared/office/messages.ts'
import * as z from 'zod/mini'
import type { Step } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import type { DeviceRow } from '#server/tables/device.ts'
import { staffById, type StaffRow } from '#server/tables/staff.ts'
import { endSession, forgetSessions, insertSession } from '#server/tables/staff-session.ts'
import { isSecret } from './pin.ts'
import { failedTry, passwordTries, pinTries, rightTry, waitBeforeTry } from './sign-in-tries.ts'
import { newToken, secretHash } from './token.ts'

/** A working day. */
const SESSION_MS = 12 * HOUR_MS

export type SignInRefusal =
  | { readonly is: 'sign-in-refused' }
  | { readonly is: 'too-many-sign-ins'; readonly waitMs: number }

/** On a tablet with a PIN, for its store's staff; elsewhere with a password. */
export type Door = { readonly device: DeviceRow; readonly pin: string } | { readonly password: string }

/** Nobody learns whether it was the name or the secret that is wrong: both are answered alike, after the same work. */
export async function signIn(
  ledger: Ledger,
  staff: string,
  door: Door,
): Promise<Result<SignedIn, SignInRefusal>> {
  const at = ledger.now()
  const id = idIn(staff)
  const subject = 'pin' in door ? pinTries(id) : passwordTries(id)
  const waitMs = await ledger.db.write(() => waitBeforeTry(subject, at))
  if (waitMs > 0) return failure({ is: 'too-many-sign-ins', waitMs })
  const found = await ledger.db.read(() => staffById(id))
  const secret = 'pin' in door ? door.pin : door.password
  if (!(await isSecret(secret, verifierFor(found, door))) || !found) {
    await ledger.db.write(() => failedTry(at))
    return failure({ is: 'sign-in-refused' })
  }
  const device = 'pin' in door ? door.device.id : null
  const token = newToken()
  await ledger.db.write(function* () {
    yield* rightTry(subject)
    yield* begun({ token, staff: id, device, at })
  })
  const { name, role, stores, passwordOnce } = found
  return success({
    token,
    staff: { id, name, role, stores: [...stores] },
    mustChange: passwordOnce && device === null,
    expiresAt: at + SESSION_MS,
  })
}

export function signOut(ledger: Ledger, tokenHash: string): Promise<void> {
  return ledger.db.write(() => endSession(tokenHash))
}

export const doorOf = (request: SessionRequest, device: DeviceRow | undefined): Door | undefined => {
  if ('password' in request) return { password: request.password }
  return device && { device, pin: request.pin }
}

function verifierFor(staff: StaffRow | undefined, door: Door): PinVerifier | null {
  if (!staff?.active) return null
  if ('password' in door) return staff.password
  return staff.stores.includes(door.device.store) ? staff.pin : null
}

function* begun(session: {
  readonly token: string
  readonly staff: string
  readonly device: string | null
  readonly at: number
}): Step<void> {
  const { token, staff, device, at } = session
  yield* forgetSessions(at)
  const row = { tokenHash: secretHash(token), staff, device, madeAt: at, expiresAt: at + SESSION_MS }
  yield* insertSession(row)
}

/** What cannot be anybody's id is counted as one name, so that nobody fills the table with made-up ones. */
function idIn(typed: string): string {
  const id = z.safeParse(Code, typed.trim().toUpperCase())
  return id.success ? id.data : '?'
}
