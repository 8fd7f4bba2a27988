import { money, NOTHING } from '../../domain/money.ts'
import type { Pickup } from '../../domain/pickup.ts'
import { keptUntilOf } from '../../domain/pickup-days.ts'
import { expiredWhole } from '../../domain/pickup-steps.ts'
import { endedBetween, foundPieces, leftOf, readyLines, worthOf } from '../../domain/pickup-units.ts'
import type { Terms } from '../../domain/terms.ts'
import type { Message } from '../change.ts'
import type { Tell } from '../tell-shop.ts'

/** A pickup after a step, and what is told of it. */
export type Stepped = {
  readonly after: Pickup
  readonly tells: readonly Tell[]
  readonly messages?: readonly Message[]
  readonly reason?: string
}

type Ready = {
  readonly shelf: string | undefined
  readonly receivedAt: number
  readonly terms: Terms
  readonly utcOffsetMinutes: number
}

/**
 * R38, R39: what is found later is told as well, and lies there no less long than what was found first. A parcel waits for nobody:
 * its buyer is told when it is sent.
 */
export function madeReady(next: Pickup, { receivedAt, terms, utcOffsetMinutes, ...put }: Ready): Stepped {
  const { readyAt, toldPieces = 0, kind } = next
  const ready = { ...next, shelf: put.shelf ?? next.shelf, readyAt: readyAt ?? receivedAt }
  if (kind === 'ship') return { after: ready, tells: [] }
  const pieces = foundPieces(next)
  if (readyAt !== null && pieces <= toldPieces) return { after: ready, tells: [] }
  const fresh = keptUntilOf(receivedAt, terms.pickups.keptDays, utcOffsetMinutes)
  const keptUntil = Math.max(next.keptUntil ?? 0, fresh)
  const remindedAt = keptUntil === next.keptUntil ? next.remindedAt : null
  const after = { ...ready, toldPieces: pieces, keptUntil, remindedAt }
  const lines = readyLines(after)
  const found = lines.reduce((all, { quantity }) => all + quantity, 0)
  const left = after.lines.reduce((all, line) => all + leftOf(after, line), 0)
  const params = { ...shown(after), isAll: Number(found >= left) }
  return { after, tells: [{ is: 'ready', lines, amount: NOTHING, params }] }
}

/** R39: once for every deadline: another day that was given meanwhile has a deadline of its own. */
export function atDeadline(
  next: Pickup,
  pickup: Pickup,
  due: { readonly is: 'reminder' | 'expiry'; readonly keptUntil: number; readonly receivedAt: number },
): Stepped {
  if (pickup.keptUntil !== due.keptUntil) return { after: pickup, tells: [] }
  if (due.is === 'expiry') {
    const after = expiredWhole(next)
    return { after, tells: [endTell('expired', pickup, after)] }
  }
  if (pickup.remindedAt !== null) return { after: pickup, tells: [] }
  const after = { ...next, remindedAt: due.receivedAt }
  return { after, tells: [{ is: 'reminder', lines: [], amount: NOTHING, params: shown(after) }] }
}

/** What the buyer is told to show and until when; the shop's door makes the signed code of it. */
const shown = ({ part, keptUntil }: Pickup) => ({ part, keptUntil: keptUntil ?? 0 })

/** What ends of the buyer's lines, and what the shop gives back of it: nothing of what was not paid. */
export function endTell(is: Tell['is'], before: Pickup, after: Pickup): Tell {
  const lines = endedBetween(before, after)
  const amount = before.isPaid ? money(worthOf(before) - worthOf(after)) : NOTHING
  return { is, lines, amount, params: { part: before.part } }
}
