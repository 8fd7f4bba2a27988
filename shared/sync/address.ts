import type { Who } from '../domain/who.ts'
import type { TimelinePut } from '../domain/timeline.ts'
import type { Message } from './change.ts'
import { type Buckets, credentialScope, memberScope } from './scope.ts'

/** Tells the member, or whoever owns the credential, that something happened; nobody when nobody is known. */
export function attributed(who: Who | null, put: TimelinePut, buckets: Buckets): Message[] {
  if (who === null) return []
  if ('member' in who)
    return [{ to: memberScope(who.member, buckets), is: 'timeline', member: who.member, put }]
  return [{ to: credentialScope(who.credential, buckets), is: 'attribute', credential: who.credential, put }]
}
