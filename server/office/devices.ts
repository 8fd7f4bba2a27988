import * as z from 'zod/mini'
import { failure, type Result, success } from '#shared/base/result.ts'
import { mayAt } from '#shared/domain/policy.ts'
import type { CodeAnswer, DeviceSeen } from '#shared/office/messages.ts'
import { Heartbeat } from '#shared/sync/protocol.ts'
import { deviceScope } from '#shared/sync/scope.ts'
import { CODE_LIFE_MS, issueCode } from '#server/auth/issue-code.ts'
import { lockDevice, revoke, watchedDevices, type WatchedDevice } from '#server/tables/device.ts'
import { registerById } from '#server/tables/register.ts'
import { endSessionsOn } from '#server/tables/staff-session.ts'
import { type Acting, noteChange, reachOf } from './acting.ts'

export type DeviceRefusal = 'not-yours' | 'not-found'

/** The tablets that the asking person may look after, revoked ones too, each with what it last told of itself. */
export async function listDevices({ ledger, person }: Acting): Promise<readonly DeviceSeen[]> {
  // What was told is kept in memory for some seconds.
  await ledger.heartbeats.flush()
  const found = await ledger.db.read(() => watchedDevices(reachOf(person)))
  return found.map(seen)
}

/** Shown once: only its hash is kept. */
export async function issueRegisterCode(
  { ledger, person }: Acting,
  register: string,
): Promise<Result<CodeAnswer, DeviceRefusal>> {
  const place = await ledger.db.read(() => registerById(register))
  if (!place) return failure('not-found')
  if (!mayAt(person, 'issue-enrolment-code', place.store.id)) return failure('not-yours')
  const at = ledger.now()
  const code = await issueCode(ledger.db, { register, at })
  if (code === undefined) return failure('not-found')
  const noted = { by: person.id, what: 'enrolment-code-issued', about: register, store: place.store.id }
  await ledger.db.write(() => noteChange(noted, at))
  return success({ code, register, expiresAt: at + CODE_LIFE_MS, at })
}

/**
 * For good. The tablet may still hand in what it holds; it is told to drop what it has with its next pull, for which it is poked,
 * and whoever is signed in there is signed out at the server.
 */
export async function revokeDevice(
  { ledger, person }: Acting,
  id: string,
): Promise<Result<true, DeviceRefusal>> {
  const at = ledger.now()
  const revoked = await ledger.db.write(function* () {
    const device = yield* lockDevice(id)
    if (!device) return failure('not-found' as const)
    const { store, register, name } = device
    if (!mayAt(person, 'revoke-device', store)) return failure('not-yours' as const)
    if (device.revokedAt !== null) return success(true as const)
    yield* revoke(id, at)
    yield* endSessionsOn(id)
    const noted = { by: person.id, what: 'device-revoked', about: id, store }
    yield* noteChange({ ...noted, before: { name, register } }, at)
    return success(true as const)
  })
  if (revoked.ok) ledger.pokes.tell(new Map([[deviceScope(id), 0]]))
  return revoked
}

function seen({ heartbeat, ...device }: WatchedDevice): DeviceSeen {
  const told = z.safeParse(Heartbeat, JSON.parse(heartbeat ?? 'null'))
  return { ...device, heartbeat: told.success ? shown(told.data) : null }
}

/** Where its chain stands is between the two machines. */
const shown = ({ headSeq: _seq, headLink: _link, ...rest }: Heartbeat): DeviceSeen['heartbeat'] => rest
