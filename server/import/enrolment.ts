import { createHmac } from 'node:crypto'
import { type Credential, normalised } from '#shared/domain/credential.ts'
import { commitment, type EnrolArgs, type Profile } from '#shared/domain/member.ts'
import type { Sidecar } from '#shared/sync/operation.ts'
import { sha256 } from '#server/sync/incoming.ts'

type Enrolment = {
  readonly args: { readonly commitment: string; readonly consent: EnrolArgs['consent'] }
  readonly sidecar: Omit<Sidecar, 'subject'>
}

/**
 * What an enrolment says, and the personal data that goes beside it. The salt is the same when the same person (`name`) is told
 * again, and nobody without the chain's key can compute it.
 */
export function enrolment(
  profile: Profile,
  {
    name,
    receiptKey,
    consent = ['membership'],
  }: { readonly name: string; readonly receiptKey: string; readonly consent?: EnrolArgs['consent'] },
): Enrolment {
  const data = spelled(profile)
  const salt = createHmac('sha256', Buffer.from(receiptKey, 'hex')).update(name).digest('hex').slice(0, 32)
  return { args: { commitment: commitment(data, salt, sha256), consent }, sidecar: { salt, data } }
}

function spelled(profile: Profile): Record<string, string> {
  const data: Record<string, string> = { name: profile.name }
  for (const kind of ['card', 'phone', 'account'] as const) {
    const value = profile[kind]
    if (value !== undefined) data[kind] = normalised({ kind, value } satisfies Credential).value
  }
  return data
}
