import { isEarlier } from '../../domain/member.ts'
import type { TimelinePut } from '../../domain/timeline.ts'
import { type Claim, type Effects, type Message, put, type View } from '../change.ts'
import { type Buckets, memberScope } from '../scope.ts'

type AttributeMessage = Extract<Message, { is: 'attribute' }>
type ClaimMessage = Extract<Message, { is: 'claim' }>

const UNCLAIMED: Claim = { owner: null, waiting: [] }

/** R8: the earlier of two members owns the credential; the later one redirects to them. */
export function deliverClaim(message: ClaimMessage, view: View, buckets: Buckets): Effects {
  const claim = view.get(message.to, 'claim', message.credential) ?? UNCLAIMED
  const { owner } = claim
  if (owner?.member === message.rank.member) return { changes: [], messages: [] }
  const first = owner === null || isEarlier(message.rank, owner)
  const winner = first ? message.rank : owner
  const loser = first ? owner : message.rank
  const messages: Message[] = claim.waiting.map((waiting) => ({
    to: memberScope(winner.member, buckets),
    is: 'timeline',
    member: winner.member,
    put: waiting,
  }))
  if (loser) {
    messages.push({
      to: memberScope(loser.member, buckets),
      is: 'redirect',
      from: loser,
      into: winner,
      home: message.home,
    })
  }
  return {
    changes: [put(message.to, 'claim', [message.credential, { owner: winner, waiting: [] }])],
    messages,
  }
}

/** A purchase made with a credential: to its owner, or kept here until somebody claims it. */
export function deliverAttribute(message: AttributeMessage, view: View, buckets: Buckets): Effects {
  const claim = view.get(message.to, 'claim', message.credential) ?? UNCLAIMED
  if (claim.owner) {
    const { member } = claim.owner
    return {
      changes: [],
      messages: [{ to: memberScope(member, buckets), is: 'timeline', member, put: message.put }],
    }
  }
  const others = claim.waiting.filter(
    (waiting) =>
      waiting.entry.id !== message.put.entry.id || waiting.entry.revision > message.put.entry.revision,
  )
  const isLater = !others.some((one) => one.entry.id === message.put.entry.id)
  const waiting = isLater ? [...others, message.put].sort(byEntry) : others
  return { changes: [put(message.to, 'claim', [message.credential, { owner: null, waiting }])], messages: [] }
}

const byEntry = (a: TimelinePut, b: TimelinePut): number => (a.entry.id < b.entry.id ? -1 : 1)
