import { NOTHING } from '../../domain/money.ts'
import type { Pickup } from '../../domain/pickup.ts'
import { keptUntilOf } from '../../domain/pickup-days.ts'
import { foundPieces, leftOf, readyLines } from '../../domain/pickup-units.ts'
import type { Terms } from '../../domain/terms.ts'
import type { Tell } from '../tell-shop.ts'

/** What the buyer is told to show and until when; the shop's door makes the signed code of it. */
export const shown = ({ part, keptUntil }: Pickup) => ({ part, keptUntil: keptUntil ?? 0 })

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
export function madeReady(
  next: Pickup,
  { receivedAt, terms, utcOffsetMinutes, ...put }: Ready,
): { readonly after: Pickup; readonly tells: readonly Tell[] } {
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
