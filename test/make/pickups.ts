import { known } from '#shared/base/assert.ts'
import type { Id } from '#shared/base/id.ts'
import type { Json, JsonObject } from '#shared/base/json.ts'
import type { Line } from '#shared/domain/line.ts'
import { commitment } from '#shared/domain/member.ts'
import type { PickupPart } from '#shared/domain/order.ts'
import { type Pickup, pickupKey } from '#shared/domain/pickup.ts'
import { put } from '#shared/sync/change.ts'
import { bodyOf, orderRef } from '#shared/sync/operation.ts'
import { CATALOG, storeScope } from '#shared/sync/scope.ts'
import { madeId, morningMs } from './ids.ts'
import { leader } from './leader.ts'
import { line, type Made, made, type Scene } from './operations.ts'
import { World } from './world.ts'

/** Three teas and two cups, to be collected in S01 and paid at the shop. */
export const teasAndCups: readonly Line[] = [line('A1', 150, 3), line('B2', 400, 2)]

export function part(over: Partial<PickupPart> = {}): PickupPart {
  const lines = [
    { line: 0, quantity: 3 },
    { line: 1, quantity: 2 },
  ]
  return { part: 1, kind: 'collect', store: 'S01', lines, paid: true, ...over }
}

/** A world in which the stores of a test exist. */
export function worldWithStores(stores: readonly string[] = ['S01', 'S02', 'S03']): World {
  return stores.reduce((world, store) => {
    const id = storeScope(store)
    world.with(put(id, 'staff', [leader.id, leader]))
    return world.with(put(CATALOG, 'place', [id, { id, name: store }]))
  }, new World())
}

export const refOf = (externalId: string): Id => orderRef('shop', externalId)
export const keyOf = (externalId: string, number = 1): string => pickupKey(refOf(externalId), number)

export const pickupIn = (world: World, key: string, store = 'S01'): Pickup =>
  known(world.get(storeScope(store), 'pickup', key), 'the pickup')

type Step = Scene & { readonly pickup: string }

/** The nth gesture of a test: a step of a pickup with its arguments. */
export function step(
  n: number,
  kind: string,
  { pickup, ...over }: Step & { readonly args?: JsonObject },
): Made {
  const { args = {}, ...scene } = over
  return made(n, { kind: `pickup.${kind}`, args: { pickup, ...args } }, { scene })
}

export type Handed = Scene & {
  readonly pickup: Pickup
  /** By line: all that is there without it. */
  readonly units?: Readonly<Record<number, number>>
  readonly proof?: string
  readonly paid?: Json
  readonly args?: JsonObject
}

export function handover(
  n: number,
  { pickup, units, proof = 'qr', paid, args = {}, ...scene }: Handed,
): Made {
  const lines = pickup.lines.flatMap((one) => {
    const quantity = units ? (units[one.line] ?? 0) : one.quantity - one.cancelled
    if (quantity <= 0) return []
    const { sku, name, unitPrice, kind } = one
    return [{ sku, name, unitPrice, kind, line: one.line, quantity, amount: unitPrice * quantity }]
  })
  const receipt = `R01-A-${String(n).padStart(6, '0')}`
  const all = {
    pickup: pickup.key,
    ref: pickup.ref,
    lines,
    proof,
    ...(paid === undefined ? {} : { paid, receipt }),
    ...args,
  }
  return made(n, { kind: 'pickup.handover', args: all }, { scene })
}

/** What the server's own clock says. */
export function deadline(n: number, pickup: Pickup, is: 'reminder' | 'expiry'): Made {
  const id = madeId(n)
  const args = { pickup: pickup.key, is, keptUntil: pickup.keptUntil ?? morningMs }
  const at = { wall: pickup.keptUntil ?? morningMs }
  return {
    id,
    sidecars: [],
    body: bodyOf({
      id,
      kind: 'pickup.deadline',
      version: 1,
      args,
      store: 'S01',
      businessDate: '2026-03-09',
      at,
    }),
  }
}

export type Placed = Scene & {
  readonly lines: readonly Line[]
  readonly parts: readonly PickupPart[]
  readonly total: number
  readonly member?: Id
  readonly contact?: Readonly<Record<string, string>>
  readonly tenders?: readonly JsonObject[]
  readonly args?: JsonObject
}

/** An order that a counter takes. */
export function placed(
  n: number,
  { lines, parts, total, member, contact, args: more, ...over }: Placed,
): Made {
  const { tenders = inCash(total), ...scene } = over
  const receipt = `R01-A-${String(n).padStart(6, '0')}`
  const who = member ? { who: { member } } : {}
  const salt = n.toString(16).padStart(32, '0')
  const sidecars = contact ? [{ subject: `contact-${n}`, salt, data: contact }] : []
  const beside = contact ? { contact: commitment(contact, salt) } : {}
  const args = { receipt, lines, parts, tenders: [...tenders], total, ...who, ...beside, ...more }
  return made(n, { kind: 'order.place', args }, { scene, sidecars })
}

const inCash = (total: number): JsonObject[] =>
  total === 0 ? [] : [{ kind: 'cash', amount: total, tendered: total, change: 0 }]
