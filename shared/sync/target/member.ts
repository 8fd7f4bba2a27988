import type { Id } from '../../base/id.ts'
import { discrepancy } from '../../domain/discrepancy.ts'
import { isEarlier, type MemberAccount, NEW_ACCOUNT, type Rank } from '../../domain/member.ts'
import { pointsOf, type Thread, VISITOR_KEPT_MS, withEntry, withRecent } from '../../domain/timeline.ts'
import { type Change, type Effects, type Message, NO_EFFECTS, put, type View } from '../change.ts'
import { discrepancyKey } from '../given.ts'
import { tooOften, withUnverified } from './unverified.ts'
import { type Buckets, directoryScope, memberScope, type Scope, toScope } from '../scope.ts'

type TimelineMessage = Extract<Message, { is: 'timeline' }>
type AccountMessage = Extract<Message, { is: 'account' }>
type VisitedMessage = Extract<Message, { is: 'visited' }>
type RedirectMessage = Extract<Message, { is: 'redirect' }>

/** The threads that a member holds in a scope. */
export type ThreadsOf = (scope: Scope, member: Id) => readonly Thread[]

export const accountKey = (member: Id): string => member
export const threadKey = (member: Id, thread: string): string => `${member}/${thread}`
/** Every thread key of a member is ≥ the first and < the second of these. */
export const threadRange = (member: Id): readonly [string, string] => [`${member}/`, `${member}0`]

/** One entry of one thread; points follow from the threads. A member who went elsewhere passes it on. */
export function deliverTimeline(message: TimelineMessage, view: View, buckets: Buckets): Effects {
  const { member, put: told } = message
  const account = view.get(message.to, 'account', accountKey(member)) ?? NEW_ACCOUNT
  if (account.redirect) {
    const into = account.redirect.member
    return {
      changes: [],
      messages: [{ to: memberScope(into, buckets), is: 'timeline', member: into, put: told }],
    }
  }
  const key = threadKey(member, told.thread)
  const before = view.get(message.to, 'thread', key) ?? null
  const after = withEntry(before, told.thread, told.entry)
  const visits = told.visit ? visited(account.visits, told.visit, told.receivedAt) : account.visits
  const unverified = withUnverified(account.unverified, told.entry)
  if (after === before && visits === account.visits) return { changes: [], messages: [] }
  const next: MemberAccount = {
    ...account,
    points: account.points + pointsOf(after) - pointsOf(before),
    visits,
    recent: withRecent(account.recent, [{ ...told.entry, thread: told.thread }]),
    ...(unverified ? { unverified } : {}),
    version: account.version + 1,
  }
  const changes: Change[] = [put(message.to, 'account', [accountKey(member), next])]
  if (after !== before) changes.push(put(message.to, 'thread', [key, after]))
  const often = unverified === account.unverified ? [] : tooOften(unverified)
  return { changes, messages: [...pictures(member, next), ...often] }
}

export function deliverAccount(message: AccountMessage, view: View, buckets: Buckets): Effects {
  const { rank, name, visit } = message
  const account = view.get(message.to, 'account', accountKey(rank.member)) ?? NEW_ACCOUNT
  const visits = visit ? visited(account.visits, visit, rank.receivedAt) : account.visits
  const next: MemberAccount = { ...account, rank, name, visits, version: account.version + 1 }
  const changes = [put(message.to, 'account', [accountKey(rank.member), next])]
  if (!account.redirect) return { changes, messages: pictures(rank.member, next) }
  const messages = farewell(rank.member, { account: next, into: account.redirect, buckets })
  return { changes, messages: [...messages, ...movedVisits(next, account.redirect.member, buckets)] }
}

/** The stores that saw the member saw whom they have become. */
function movedVisits({ visits }: MemberAccount, member: Id, buckets: Buckets): Message[] {
  const to = memberScope(member, buckets)
  return Object.entries(visits).map(([visit, at]) => ({ to, is: 'visited', member, visit, receivedAt: at }))
}

/**
 * R8: the later member redirects to the earlier one and takes every thread along. Redirects point from later to earlier
 * only, so they form no ring; two redirects of one member mean that their targets are one person as well.
 */
export function deliverRedirect(
  message: RedirectMessage,
  view: View,
  context: { buckets: Buckets; threads: ThreadsOf },
): Effects {
  const { from, into } = message
  const { buckets } = context
  const account = view.get(message.to, 'account', accountKey(from.member)) ?? NEW_ACCOUNT
  if (account.redirect?.member === into.member) return { changes: [], messages: [] }
  if (account.redirect) return joined(message, account.redirect, buckets)
  const threads = context.threads(message.to, from.member)
  const next: MemberAccount = {
    ...account,
    points: 0,
    recent: [],
    unverified: {},
    redirect: into,
    version: account.version + 1,
  }
  const changes: Change[] = [
    put(message.to, 'account', [accountKey(from.member), next]),
    ...threads.map((thread) => put(message.to, 'thread', [threadKey(from.member, thread.thread), null])),
  ]
  const moved = threads.flatMap((thread) =>
    Object.values(thread.entries).map((entry): Message => ({
      to: memberScope(into.member, buckets),
      is: 'timeline',
      member: into.member,
      put: { thread: thread.thread, entry, visit: null, receivedAt: 0 },
    })),
  )
  const visits = movedVisits(account, into.member, buckets)
  return {
    changes,
    messages: [...farewell(from.member, { account: next, into, buckets }), ...moved, ...visits],
  }
}

/** The member already went to `earlier`: what they share now makes `earlier` and `into` one, which a person should check. */
function joined(message: RedirectMessage, earlier: Rank, buckets: Buckets): Effects {
  const { into, from } = message
  const [first, second] = isEarlier(earlier, into) ? [earlier, into] : [into, earlier]
  // A member goes by the operation that enrolled them.
  const facts = [first, second].map(({ member: op, receivedAt: at }) => ({ is: 'operation', op, at }))
  const about = { op: from.member, at: from.receivedAt, facts, cost: 0 }
  return {
    changes: [],
    messages: [
      {
        to: memberScope(second.member, buckets),
        is: 'redirect',
        from: second,
        into: first,
        home: message.home,
      },
      {
        to: message.home,
        is: 'discrepancy',
        key: discrepancyKey('two-members-by-one-enrolment', from.member),
        value: discrepancy('two-members-by-one-enrolment', about),
      },
    ],
  }
}

/** The tablets that know the member learn where they went. */
function farewell(member: Id, gone: { account: MemberAccount; into: Rank; buckets: Buckets }): Message[] {
  const redirect = gone.into.member
  const { version, visits } = gone.account
  return [
    { to: directoryScope(member, gone.buckets), is: 'directory', entry: { id: member, redirect } },
    ...Object.entries(visits).map(([store, at]): Message => ({
      to: toScope(store),
      is: 'visitor',
      visitor: { member, redirect, at, version },
    })),
  ]
}

/** The member's picture, for the tablets of each store that saw them lately. */
export function pictures(member: Id, account: MemberAccount): Message[] {
  const { name, points, recent, version } = account
  const unverified = Object.values(account.unverified ?? {}).map(({ date }) => date)
  return Object.entries(account.visits).map(([store, at]) => ({
    to: toScope(store),
    is: 'visitor',
    visitor: {
      member,
      name,
      points,
      recent,
      ...(unverified.length > 0 ? { unverified: unverified.toSorted() } : {}),
      at,
      version,
    },
  }))
}

/** A visit that moved along with a redirected member. */
export function deliverVisited(message: VisitedMessage, view: View, buckets: Buckets): Effects {
  const { member, visit, receivedAt } = message
  const account = view.get(message.to, 'account', accountKey(member)) ?? NEW_ACCOUNT
  if (account.redirect) {
    const into = account.redirect.member
    return { changes: [], messages: [{ ...message, to: memberScope(into, buckets), member: into }] }
  }
  const visits = visited(account.visits, visit, receivedAt)
  if (visits === account.visits) return NO_EFFECTS
  const next = { ...account, visits, version: account.version + 1 }
  return {
    changes: [put(message.to, 'account', [accountKey(member), next])],
    messages: pictures(member, next),
  }
}

/**
 * The latest visit per store, of the last 72 hours before the latest of all: what is older left the tablets. The same object
 * when nothing is new. The result does not depend on the order in which visits are told.
 */
function visited(visits: MemberAccount['visits'], store: string, at: number): MemberAccount['visits'] {
  if ((visits[store] ?? -1) >= at) return visits
  const all = Object.entries({ ...visits, [store]: at })
  const latest = Math.max(...all.map(([, time]) => time))
  return Object.fromEntries(all.filter(([, time]) => time >= latest - VISITOR_KEPT_MS))
}
