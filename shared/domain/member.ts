import * as z from 'zod/mini'
import { canonicalJson } from '../base/canonical-json.ts'
import { type Sha256, sha256Hex } from '../base/hash.ts'
import type { Id } from '../base/id.ts'
import { type Credential, CREDENTIAL_LENGTH_MAX, normalised } from './credential.ts'
import type { Money } from './money.ts'
import type { Recent } from './timeline.ts'

/** The personal data of an enrolment. It travels beside the operation, never inside what is hashed. */
export const Profile = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(100)),
  phone: z.optional(z.string().check(z.maxLength(CREDENTIAL_LENGTH_MAX))),
  card: z.optional(z.string().check(z.maxLength(CREDENTIAL_LENGTH_MAX))),
  account: z.optional(z.string().check(z.maxLength(CREDENTIAL_LENGTH_MAX))),
})
export type Profile = Readonly<z.infer<typeof Profile>>

/** What the operation itself holds of a member: a commitment to the profile, and the consent that was given. */
export const EnrolArgs = z.object({
  commitment: z.string().check(z.length(64)),
  consent: z.array(z.string().check(z.maxLength(40))).check(z.maxLength(10)),
})
export type EnrolArgs = Readonly<z.infer<typeof EnrolArgs>>

/** A member as every tablet's directory holds them: the slow facts only. */
export type DirectoryEntry =
  | { readonly id: Id; readonly name: string; readonly credentials: readonly Credential[] }
  | { readonly id: Id; readonly redirect: Id }

/** Who came first. Ids break ties, so that two members always have an order and redirects cannot form a ring. */
export type Rank = { readonly receivedAt: number; readonly member: Id }

/** `home`: the store that took it back. */
export type UnverifiedReturn = {
  readonly date: string
  readonly home: string
  readonly timesMax: number
  readonly periodDays: number
  /** Of its ticket, and what that gave. */
  readonly number: string
  readonly amount: Money
}

/** A member as the server holds them: points, the stores that saw them, what was bought last, and where they went. */
export type MemberAccount = {
  readonly rank: Rank | null
  readonly name: string | null
  readonly points: number
  /** Store scope → Unix ms of the last visit there. */
  readonly visits: Readonly<Record<string, number>>
  readonly recent: readonly Recent[]
  /** Returns without a receipt, by operation (R29). */
  readonly unverified?: Readonly<Record<string, UnverifiedReturn>>
  readonly redirect: Rank | null
  /** Grows with every change: a later picture of the member replaces an earlier one, whatever order they arrive in. */
  readonly version: number
}

export const NEW_ACCOUNT: MemberAccount = {
  rank: null,
  name: null,
  points: 0,
  visits: {},
  recent: [],
  redirect: null,
  version: 0,
}

/** R8: of two members that share a credential, the one that the server knew first stays; the other redirects. */
export function isEarlier(a: Rank, b: Rank): boolean {
  return a.receivedAt !== b.receivedAt ? a.receivedAt < b.receivedAt : a.member < b.member
}

export function credentialsOf(profile: Profile): Credential[] {
  const all: Credential[] = []
  if (profile.card) all.push(normalised({ kind: 'card', value: profile.card }))
  if (profile.phone) all.push(normalised({ kind: 'phone', value: profile.phone }))
  if (profile.account) all.push(normalised({ kind: 'account', value: profile.account }))
  return all
}

/** Salted, so that nobody can test a guessed phone number against the operation log. `salt` is hex. */
export function commitment(
  data: Readonly<Record<string, string | undefined>>,
  salt: string,
  sha256: Sha256 = sha256Hex,
) {
  return sha256(`${salt}\u0000${canonicalJson(data)}`)
}

/** 王○明, 陳○, A*** : enough to greet, too little to copy. */
export function maskedName(name: string): string {
  const letters = [...name.trim()]
  const first = letters[0] ?? ''
  if (letters.every((letter) => letter <= '\u024f')) return `${first}***`
  if (letters.length <= 2) return `${first}○`
  return `${first}${'○'.repeat(letters.length - 2)}${letters[letters.length - 1] ?? ''}`
}
