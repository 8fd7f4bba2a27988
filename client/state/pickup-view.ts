/** Pickups as the store looks at them: which column, how old, what is still open. Pure. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#shared/base/time.ts'
import type { Pickup } from '#shared/domain/pickup.ts'
import { extendedUntilOf } from '#shared/domain/pickup-days.ts'
import { isOpen, stateAfter } from '#shared/domain/pickup-state.ts'
import { givenOf, leftOf, readyOf } from '#shared/domain/pickup-units.ts'

export const columns = ['to-pick', 'ready', 'overdue', 'done'] as const
export type Column = (typeof columns)[number]

/** Where it stands on the board. `now` in Unix ms. */
export function columnOf(pickup: Pickup, now: number): Column {
  const alarm = alarmOf(pickup, now)
  if (alarm !== undefined && !waiting.includes(alarm)) return 'overdue'
  switch (pickup.state) {
    case 'allocated':
    case 'picking':
      return 'to-pick'
    case 'ready':
    case 'partly-collected':
      return 'ready'
    case 'collected':
    case 'shipped':
    case 'expired':
    case 'cancelled':
    case 'declined':
      return 'done'
  }
}

/** What somebody must see to: nobody picked it or sent it for long, its buyer stays away, its goods are still beside the shelf. */
export type Alarm = 'unpicked' | 'unsent' | 'past' | 'last-day' | 'reminded' | 'put-back'

/** These stay where the work is. */
const waiting: readonly Alarm[] = ['unpicked', 'unsent']

const unpickedMs = 4 * HOUR_MS
const unsentMs = DAY_MS

export function alarmOf(pickup: Pickup, now: number): Alarm | undefined {
  const { state, kind, placedAt, keptUntil } = pickup
  const readyAt = pickup.readyAt ?? placedAt
  switch (state) {
    case 'allocated':
    case 'picking':
      return now - placedAt >= unpickedMs ? 'unpicked' : undefined
    case 'ready':
    case 'partly-collected':
      if (kind === 'ship') return now - readyAt >= unsentMs ? 'unsent' : undefined
      if (keptUntil === null) return undefined
      if (keptUntil <= now) return 'past'
      // What is kept for less than days has no last one.
      if (keptUntil - now < DAY_MS && keptUntil - readyAt >= DAY_MS) return 'last-day'
      return pickup.remindedAt === null ? undefined : 'reminded'
    case 'expired':
    case 'cancelled':
    case 'declined':
      return toPutBack(pickup).length > 0 ? 'put-back' : undefined
    case 'collected':
    case 'shipped':
      return undefined
  }
}

/** What was fetched for a pickup that is over, and nobody got: by line, how many pieces lie there, and how many were given. */
export const toPutBack = (pickup: Pickup): { line: number; pieces: number; given: number }[] =>
  pickup.lines.flatMap((one) => {
    const given = givenOf(pickup, one.line)
    const pieces = one.kind === 'service' ? 0 : one.picked - given
    return pieces > 0 ? [{ line: one.line, pieces, given }] : []
  })

/** Pieces that somebody may find yet. */
export const stillToFind = (pickup: Pickup): number =>
  pickup.lines.reduce((pieces, line) => {
    const found = line.kind === 'service' || !isOpen(pickup.state) ? Infinity : readyOf(pickup, line)
    return pieces + Math.max(0, leftOf(pickup, line) - found)
  }, 0)

/** How long something has waited, in the largest unit that says enough. */
export type Age = { readonly unit: 'minutes' | 'hours' | 'days'; readonly n: number }

export function ageOf(since: number, now: number): Age {
  const ms = Math.max(0, now - since)
  if (ms < HOUR_MS) return { unit: 'minutes', n: Math.floor(ms / MINUTE_MS) }
  if (ms < 2 * DAY_MS) return { unit: 'hours', n: Math.floor(ms / HOUR_MS) }
  return { unit: 'days', n: Math.floor(ms / DAY_MS) }
}

/** Since when it is as it is. */
export function sinceOf(pickup: Pickup): number {
  const handed = Object.values(pickup.handovers).map(({ at }) => at)
  return pickup.endedAt ?? Math.max(pickup.readyAt ?? pickup.placedAt, ...handed)
}

export const openPieces = (pickup: Pickup): number =>
  pickup.lines.reduce((pieces, line) => pieces + leftOf(pickup, line), 0)

/** R39: the day to which a pickup can be kept longer now (Unix ms); undefined where there is none. */
export function extensionOf(
  pickup: Pick<Pickup, 'kind' | 'state' | 'keptUntil'>,
  by: Parameters<typeof extendedUntilOf>[1],
): number | undefined {
  if (pickup.kind !== 'collect' || stateAfter(pickup.state, 'extend') === undefined) return undefined
  const until = extendedUntilOf(pickup, by)
  return until > (pickup.keptUntil ?? 0) ? until : undefined
}

export type Board = Readonly<Record<Column, readonly Pickup[]>>

const doneDaysMax = 7

/** Every column in the order in which it is worked off: the oldest, the soonest, the latest first. */
export function boardOf(pickups: readonly Pickup[], now: number, search = ''): Board {
  const words = spelled(search)
    .split(/\s+/)
    .filter((word) => word !== '')
  const board: Record<Column, Pickup[]> = { 'to-pick': [], ready: [], overdue: [], done: [] }
  for (const pickup of pickups) {
    const text = spelled(`${pickup.number} ${pickup.buyer ?? ''} ${pickup.shelf ?? ''}`)
    if (!words.every((word) => text.includes(word))) continue
    const column = columnOf(pickup, now)
    // What was done long ago is for whoever asks for it by name.
    if (column === 'done' && words.length === 0 && now - sinceOf(pickup) > doneDaysMax * DAY_MS) continue
    board[column].push(pickup)
  }
  board['to-pick'].sort((a, b) => a.placedAt - b.placedAt || byKey(a, b))
  for (const column of ['ready', 'overdue'] as const)
    board[column].sort((a, b) => (a.keptUntil ?? 0) - (b.keptUntil ?? 0) || byKey(a, b))
  board.done.sort((a, b) => sinceOf(b) - sinceOf(a) || byKey(a, b))
  return board
}

const byKey = (a: Pickup, b: Pickup): number => (a.key < b.key ? -1 : 1)

export const spelled = (text: string): string => text.normalize('NFKC').toLowerCase()
