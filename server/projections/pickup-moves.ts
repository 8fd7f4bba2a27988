import type { Pickup } from '#shared/domain/pickup.ts'
import type { Movement } from '#shared/domain/stock.ts'
import { isOpen } from '#shared/domain/pickup-state.ts'
import { leftOf } from '#shared/domain/pickup-units.ts'
import type { Message } from '#shared/sync/change.ts'
import { toScope } from '#shared/sync/scope.ts'
import type { StoredRow } from '#server/tables/replica-row.ts'

/** When the server received an operation, and its place in its tablet's chain. */
export type PlaceOf = (op: string) => { readonly receivedAt: number; readonly seq: number }

/**
 * What the pickups of a store moved, told anew: a pickup's row is the truth of what was given and of what is set aside, because its
 * steps follow on each other in an order that only the store's scope knew.
 */
export function movesOfPickups(rows: readonly StoredRow[], placeOf: PlaceOf): Message[] {
  return rows.flatMap((row) => {
    // Trusted: pickup rows are written by the rules only.
    const pickup = JSON.parse(row.value) as Pickup
    return movements(pickup, placeOf).map((movement): Message => ({
      to: toScope(row.scope),
      is: 'moved',
      movement,
    }))
  })
}

function movements(pickup: Pickup, placeOf: PlaceOf): Movement[] {
  const goods = pickup.lines.filter((line) => line.kind === 'goods')
  const given = [...Object.values(pickup.handovers), ...Object.values(pickup.shipments)]
  const left = given.map(({ op, at, lines }): Movement => ({
    id: `${op}/${pickup.key}`,
    kind: 'handover',
    op,
    at,
    ...placeOf(op),
    number: pickup.number,
    moves: goods.flatMap((line) => {
      const units = lines.reduce((sum, one) => sum + (one.line === line.line ? one.quantity : 0), 0)
      return units === 0 ? [] : [{ sku: line.sku, onHand: -units, reserved: 0 }]
    }),
  }))
  const waits = isOpen(pickup.state)
    ? goods.map((line) => ({ sku: line.sku, onHand: 0, reserved: leftOf(pickup, line) }))
    : []
  const reserved = waits.filter((move) => move.reserved > 0)
  if (reserved.length === 0) return left
  const { placedAt: at, key: op } = pickup
  return [...left, { id: op, kind: 'reservation', op, at, receivedAt: at, seq: 0, moves: reserved }]
}

const OF_PICKUPS: readonly string[] = ['reservation', 'release', 'handover']

/** What pickups moved step by step is told anew at the end. */
export const isFolded = (message: Message): boolean =>
  message.is !== 'moved' || !OF_PICKUPS.includes(message.movement.kind)
