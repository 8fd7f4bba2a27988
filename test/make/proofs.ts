/** Proofs with a quick hash instead of argon2id: a test tries them by the hundred. */
import { sha256Hex } from '#shared/base/hash.ts'
import type { Proofs } from '#shared/domain/pickup.ts'
import { type Contact, NO_PROOFS, type Secret, secretsOf } from '#shared/domain/proof.ts'
import type { VerifyPin } from '#client/devices/pin.ts'
import type { SlowHash } from '#server/sync/proofs.ts'

const quick = ({ text, salt }: Pick<Secret, 'text' | 'salt'>): string => sha256Hex(`${salt} ${text}`)

export const quickHash: SlowHash = async (secret) => quick(secret)

export const verifyQuickly: VerifyPin = async (text, { salt, hash }) => quick({ text, salt }) === hash

export const hashedQuickly = (secrets: readonly Secret[]): Proofs => ({
  ...NO_PROOFS,
  ...Object.fromEntries(
    secrets.map(({ kind, text, ...settings }) => [kind, { ...settings, hash: quick({ text, ...settings }) }]),
  ),
})

export const proofsOf = (contact: Contact, of: { readonly key: string; readonly number: string }): Proofs =>
  hashedQuickly(secretsOf(contact, { ...of, salt: '5a'.repeat(16) }))
