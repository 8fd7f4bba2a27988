/** Which member somebody is who works here: found by a card or a phone number, shown by a masked name. */
import { sha256 } from '#server/sync/incoming.ts'
import { type Id, isId } from '#shared/base/id.ts'
import { credentialKey } from '#shared/domain/credential.ts'
import type { DirectoryEntry } from '#shared/domain/member.ts'
import { phoneIn } from '#shared/domain/scan.ts'
import type { Claim } from '#shared/sync/change.ts'
import { type Buckets, credentialScope, DEFAULT_BUCKETS, directoryScope } from '#shared/sync/scope.ts'
import type { Step } from '#server/db/query.ts'
import { rowsAt } from '#server/tables/replica-row.ts'
import { allSettings } from '#server/tables/setting.ts'

export type Membership = Extract<DirectoryEntry, { name: string }>

/** Two members that turned out to be one lead on; a ring cannot be, and this ends all the same. */
const HOPS_MAX = 8

/** As the chain keeps them: an export reads a database that no ledger is open on. */
export function* keptBuckets(): Step<Buckets> {
  const kept = (yield* allSettings()).get('buckets')
  // Trusted: only the opening of the ledger writes them.
  return kept === undefined ? DEFAULT_BUCKETS : (JSON.parse(kept) as Buckets)
}

/** Whoever this member is by now. */
export function* membership(id: Id, buckets: Buckets): Step<Membership | undefined> {
  let at = id
  for (let hop = 0; hop < HOPS_MAX; hop++) {
    const [row] = yield* rowsAt([{ scope: directoryScope(at, buckets), table: 'member', key: at }])
    if (!row || row.deleted) return undefined
    // Trusted: rows of the directory are written by the rules only.
    const entry = JSON.parse(row.value) as DirectoryEntry
    if (!('redirect' in entry)) return entry
    at = entry.redirect
  }
  return undefined
}

/** By what the person shows or says: a card or a phone number; by the member's id, as an export may say it. */
export function* findMembership(text: string, buckets: Buckets): Step<Membership | undefined> {
  const typed = text.trim()
  if (isId(typed)) return yield* membership(typed, buckets)
  const phone = phoneIn(typed)
  const credential =
    phone === undefined
      ? ({ kind: 'card', value: typed } as const)
      : ({ kind: 'phone', value: phone } as const)
  const key = credentialKey(credential, sha256)
  const [row] = yield* rowsAt([{ scope: credentialScope(key, buckets), table: 'claim', key }])
  if (!row || row.deleted) return undefined
  // Trusted: claims are written by the rules only.
  const { owner } = JSON.parse(row.value) as Claim
  return owner === null ? undefined : yield* membership(owner.member, buckets)
}

/** What brings them back when it is typed in again. */
export const findableBy = ({ id, credentials }: Membership): string =>
  (credentials.find(({ kind }) => kind === 'card') ?? credentials.find(({ kind }) => kind === 'phone'))
    ?.value ?? id
