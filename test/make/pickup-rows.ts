/** A pickup of two articles, ready and paid for unless a test says otherwise. */
import type { Id } from '#shared/base/id.ts'
import { DAY_MS } from '#shared/base/time.ts'
import { priced } from '#shared/domain/line.ts'
import { money } from '#shared/domain/money.ts'
import { type Pickup, type PickupLine, pickupKey } from '#shared/domain/pickup.ts'
import { buyerOf } from '#shared/domain/proof.ts'
import type { Product } from '#shared/domain/product.ts'
import { mug, pen } from './counter.ts'
import { fakeId } from './fake-tablet.ts'
import { proofsOf } from './proofs.ts'

export const pickupLine = (
  line: number,
  { sku, name, price: unitPrice, kind }: Product,
  over: Partial<PickupLine> = {},
): PickupLine => {
  const quantity = over.quantity ?? 1
  return {
    ...priced({ sku, name, unitPrice, kind, quantity }),
    line,
    picked: quantity,
    cancelled: 0,
    withdrawn: 0,
    expired: 0,
    ...over,
  }
}

export const buyer = {
  name: '陳美玲',
  phone: '0912345678',
  code: 'K7M3PQ2X',
  delegateName: '陳大文',
  delegatePhone: '0922000111',
}

export function pickupOf(place: number, over: Partial<Pickup> = {}): Pickup {
  const ref: Id = fakeId(7000 + place)
  const key = pickupKey(ref, 1)
  const number = over.number ?? `W-${1000 + place}`
  return {
    key,
    ref,
    part: 1,
    kind: 'collect',
    number,
    from: 'channel:shop',
    order: 'order',
    revision: 1,
    turn: 0,
    version: 1,
    placedAt: place * 1000,
    who: null,
    buyer: buyerOf(buyer),
    proofs: proofsOf(buyer, { key, number }),
    isPaid: true,
    due: money(0),
    lines: [pickupLine(0, mug, { quantity: 2 }), pickupLine(1, pen)],
    state: 'ready',
    shelf: null,
    readyAt: place * 1000,
    keptUntil: 7 * DAY_MS,
    remindedAt: null,
    lease: null,
    handovers: {},
    shipments: {},
    endedAt: null,
    ops: [],
    ...over,
  }
}
