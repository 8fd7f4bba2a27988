import type { Id } from '../base/id.ts'
import { type Money, NOTHING, sum } from './money.ts'

/** One thing that happened to a purchase. `op` is the operation whose body holds the lines. */
export type Entry = {
  readonly id: string
  readonly kind: 'sale' | 'return' | 'order' | 'cancellation' | 'refund'
  /** Unix ms by the clock of whoever recorded it: for showing, never for deciding. */
  readonly at: number
  readonly date: string
  /** `store:<id>` or `channel:<id>`. */
  readonly where: string
  /** Signed: what came in is positive, what was given back is negative. */
  readonly amount: Money
  readonly lineCount: number
  readonly op: Id
  /** A later revision of the same entry replaces it. */
  readonly revision: number
  /** A return without a receipt, its own number, and how often the terms allow it to one person. */
  readonly unverified?: { readonly timesMax: number; readonly periodDays: number; readonly number: string }
}

/** An entry on its way to a member's timeline. */
export type TimelinePut = {
  readonly thread: string
  readonly entry: Entry
  /** The store scope that the member stood in; its tablets get the member's picture. */
  readonly visit: string | null
  readonly receivedAt: number
}

/** An order placed online, collected here and returned there is one thread, counted once. */
export type Thread = { readonly thread: string; readonly entries: Readonly<Record<string, Entry>> }

/** An entry in a member's picture; `thread` is the receipt it belongs to. */
export type Recent = Entry & { readonly thread: string }

export const RECENT_MAX = 12
const DOLLARS_PER_POINT = 100

/** R6: a thread earns one point for every whole NT$100 that the member has paid net in it. */
export function pointsOf(thread: Thread | null | undefined): number {
  if (!thread) return 0
  return pointsFor(threadNet(thread))
}

/** What an amount earns, when nothing of it comes back. */
export const pointsFor = (paid: Money): number => Math.trunc(paid / DOLLARS_PER_POINT)

const isPurchase = ({ kind }: Entry): boolean => kind === 'sale' || kind === 'order'

export function threadNet(thread: Thread): Money {
  const entries = Object.values(thread.entries)
  const bought = sum(entries.filter(isPurchase).map((entry) => entry.amount))
  const net = sum(entries.map((entry) => entry.amount))
  // What was given back beyond what was paid is in dispute: it takes no points of other purchases (R28).
  return entries.some(isPurchase) && bought >= 0 && net < 0 ? NOTHING : net
}

/** The thread with the entry in it; the same thread when it already knows this or a later revision. */
export function withEntry(thread: Thread | null | undefined, name: string, entry: Entry): Thread {
  const before = thread ?? { thread: name, entries: {} }
  const same = before.entries[entry.id]
  if (same && same.revision >= entry.revision) return before
  return { ...before, entries: { ...before.entries, [entry.id]: entry } }
}

/** Newest first, at most RECENT_MAX, one per entry. */
export function withRecent(recents: readonly Recent[], more: readonly Recent[]): Recent[] {
  const byId = new Map<string, Recent>()
  for (const recent of [...recents, ...more]) {
    const same = byId.get(recent.id)
    if (!same || same.revision < recent.revision) byId.set(recent.id, recent)
  }
  return [...byId.values()].sort(newestFirst).slice(0, RECENT_MAX)
}

export function newestFirst(a: { at: number; id: string }, b: { at: number; id: string }): number {
  if (a.at !== b.at) return b.at - a.at
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0
}

/** Points and last purchases of somebody who came by lately. */
export type Picture = {
  readonly member: Id
  readonly name: string | null
  readonly points: number
  readonly recent: readonly Recent[]
  /** Days of returns without a receipt. */
  readonly unverified?: readonly string[]
  readonly at: number
  readonly version: number
}

/** What the tablets of a store hold of somebody who came by lately, or whom they have become. */
export type Visitor =
  | Picture
  | { readonly member: Id; readonly redirect: Id; readonly at: number; readonly version: number }

/** A visitor stays on the tablets of the store this long. */
export const VISITOR_KEPT_MS = 72 * 3_600_000
