import { credentialKey } from '../../domain/credential.ts'
import { credentialsOf, type Rank } from '../../domain/member.ts'
import type { Applied, Message } from '../change.ts'
import { committedSidecar, factOf, flag, type Given, homeOf } from '../given.ts'
import { type EnrolOperation, readProfile } from '../operation.ts'
import { credentialScope, directoryScope, memberScope } from '../scope.ts'

/**
 * Onward: the member's account, the directory of every tablet, and a claim on each credential. Claims decide uniqueness:
 * who shares a credential becomes one member (R8).
 */
export function applyEnrol(given: Given<EnrolOperation>): Applied {
  const { operation, buckets, receivedAt } = given
  const sidecar = committedSidecar(given, operation.args.commitment)
  const profile = readProfile(sidecar)
  if (!profile) {
    const differs = given.sidecars.length > 0
    if (!differs) return { changes: [], messages: [], codes: [] }
    const code = 'sidecar-differs'
    const found = { code, facts: [factOf(given.operation, { is: 'operation' })], cost: 0 } as const
    return { changes: [flag(given, found)], messages: [], codes: [code] }
  }
  const rank: Rank = { receivedAt, member: operation.id }
  const home = homeOf(operation)
  const visit = operation.store === undefined ? null : home
  const credentials = credentialsOf(profile)
  const messages: Message[] = [
    { to: memberScope(operation.id, buckets), is: 'account', rank, name: profile.name, visit },
    {
      to: directoryScope(operation.id, buckets),
      is: 'directory',
      entry: { id: operation.id, name: profile.name, credentials },
    },
    ...credentials.map((credential): Message => {
      const key = credentialKey(credential, given.sha256)
      return { to: credentialScope(key, buckets), is: 'claim', credential: key, rank, home }
    }),
  ]
  return { changes: [], messages, codes: [] }
}
