import * as z from 'zod/mini'
import { type Sha256, sha256Hex } from '../base/hash.ts'

/** What identifies a member. An `account` is `channel:customer id` of an online shop. */
export const CredentialKind = z.enum(['card', 'phone', 'account'])
export type CredentialKind = z.infer<typeof CredentialKind>
export type Credential = { readonly kind: CredentialKind; readonly value: string }

export const CREDENTIAL_LENGTH_MAX = 100

/**
 * One spelling for one credential: NFKC, no blanks; a Taiwanese mobile number `09…` or `+8869…` becomes `+8869…`;
 * cards are upper case.
 */
export function normalised(credential: Credential): Credential {
  const text = credential.value.normalize('NFKC').replace(/\s/g, '')
  switch (credential.kind) {
    case 'phone':
      return { kind: 'phone', value: internationalPhone(text.replace(/[-()]/g, '')) }
    case 'card':
      return { kind: 'card', value: text.toUpperCase() }
    case 'account':
      return { kind: 'account', value: text }
  }
}

function internationalPhone(digits: string): string {
  if (/^09\d{8}$/.test(digits)) return `+886${digits.slice(1)}`
  if (/^8869\d{8}$/.test(digits)) return `+${digits}`
  return digits
}

/** The key under which a credential is claimed: `kind:sha256(kind NUL value)`. */
export function credentialKey(credential: Credential, sha256: Sha256 = sha256Hex): string {
  const one = normalised(credential)
  return `${one.kind}:${sha256(`${one.kind}\u0000${one.value}`)}`
}
