/** Personal data that travels beside an operation, which holds only a commitment to it (F4). */
import { assert } from '#shared/base/assert.ts'
import { toHex } from '#shared/base/bytes.ts'
import type { Id } from '#shared/base/id.ts'
import type { JsonObject } from '#shared/base/json.ts'
import { normalised } from '#shared/domain/credential.ts'
import { commitment } from '#shared/domain/member.ts'
import type { Sidecar } from '#shared/sync/operation.ts'
import type { Member } from './ticket-intent.ts'

export function whoOf(
  member: Member | undefined,
  subject: Id,
  salt: Uint8Array,
): { who: JsonObject | undefined; sidecars: Sidecar[] } {
  if (member === undefined) return { who: undefined, sidecars: [] }
  if ('id' in member) return { who: { member: member.id }, sidecars: [] }
  const sidecar = sidecarOf(subject, salt, { value: normalised(member.claimed).value })
  return {
    who: { claimed: member.claimed.kind, commitment: commitment(sidecar.data, sidecar.salt) },
    sidecars: [sidecar],
  }
}

export function sidecarOf(subject: string, salt: Uint8Array, data: Record<string, string>): Sidecar {
  assert(salt.length === 16, 'a salt has 16 bytes')
  return { subject, salt: toHex(salt), data }
}
