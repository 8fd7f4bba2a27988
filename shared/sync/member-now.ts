import type { Id } from '../base/id.ts'
import type { Who } from '../domain/who.ts'
import type { RowKey, View } from './change.ts'
import { type Buckets, credentialScope, directoryScope } from './scope.ts'

/** A redirect points to an earlier member, so a chain ends; this bounds what a broken row could cost. */
export const REDIRECTS_MAX = 16

/** R8: whoever this member has become, each step of the way. */
function way(member: Id, view: View, buckets: Buckets): Id[] {
  const steps = [member]
  for (let now = member; steps.length <= REDIRECTS_MAX;) {
    const entry = view.get(directoryScope(now, buckets), 'member', now)
    if (!entry || !('redirect' in entry)) break
    now = entry.redirect
    steps.push(now)
  }
  return steps
}

/** The member whom this purchase belongs to, as far as it is known here: a credential has an owner once it was claimed. */
function memberOf(who: Who | null | undefined, view: View, buckets: Buckets): Id | undefined {
  if (!who) return undefined
  if ('member' in who) return who.member
  return view.get(credentialScope(who.credential, buckets), 'claim', who.credential)?.owner?.member
}

/** The rows by which it is told; asked again with these rows, the rest of the way. */
export function memberNeeds(whose: readonly (Who | null)[], view: View, buckets: Buckets): RowKey[] {
  return whose.flatMap((who): RowKey[] => {
    const claim =
      who && 'credential' in who
        ? [{ scope: credentialScope(who.credential, buckets), table: 'claim', key: who.credential } as const]
        : []
    const member = memberOf(who, view, buckets)
    const steps = member === undefined ? [] : way(member, view, buckets)
    return [
      ...claim,
      ...steps.map((key): RowKey => ({ scope: directoryScope(key, buckets), table: 'member', key })),
    ]
  })
}

/** R29: whether both are one member, whatever they have become. */
export function isSameMember(
  one: Id | undefined,
  other: Who | null,
  { view, buckets }: { readonly view: View; readonly buckets: Buckets },
): boolean {
  const buyer = memberOf(other, view, buckets)
  if (one === undefined || buyer === undefined) return false
  return way(one, view, buckets).at(-1) === way(buyer, view, buckets).at(-1)
}
