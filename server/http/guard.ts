import type { Request } from 'express'
import { type Action, may } from '#shared/domain/policy.ts'
import { channelOf, deviceOf } from '#server/auth/bearer.ts'
import { personOf, type SignedInPerson } from '#server/auth/person.ts'
import type { Parts } from './route.ts'
import { Problem } from './problem.ts'

export type Device = NonNullable<Awaited<ReturnType<typeof deviceOf>>>

/** The device that asks; a revoked one too: it may still hand in what it holds. */
export async function demandDevice(request: Request, { ledger }: Parts): Promise<Device> {
  const device = await deviceOf(ledger, request.headers.authorization)
  if (!device) throw new Problem('not-known')
  return device
}

/** The device that asks for what a revoked one may not see. */
export async function demandTrustedDevice(request: Request, parts: Parts): Promise<Device> {
  const device = await demandDevice(request, parts)
  if (device.revokedAt !== null) throw new Problem('device-revoked')
  return device
}

export async function demandChannel(request: Request, { ledger }: Parts): Promise<string> {
  const channel = await channelOf(ledger, request.headers.authorization)
  if (!channel || channel.id !== request.params['channel']) throw new Problem('channel-not-known')
  return channel.id
}

/** The person who asks, if the policy lets their role do this. In which store is for the answer to look at. */
export async function demandPerson(
  request: Request,
  { ledger }: Parts,
  action: Action,
): Promise<SignedInPerson> {
  const person = await personOf(ledger, request.headers.authorization)
  if (!person) throw new Problem('not-signed-in')
  if (!may(person.role, action)) throw new Problem('not-allowed')
  if (person.mustChange && action !== 'keep-own-account') throw new Problem('password-must-change')
  return person
}
