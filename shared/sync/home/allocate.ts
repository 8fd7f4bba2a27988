import * as z from 'zod/mini'
import type { Id } from '../../base/id.ts'
import {
  type AllocatedLine,
  type Allocation,
  endedUnplaced,
  givenBefore,
  partLines,
  type PartProgress,
  shortOf,
  withGiven,
  withShort,
} from '../../domain/allocation.ts'
import { type About, discrepancy, type DiscrepancyCode, type Fact } from '../../domain/discrepancy.ts'
import { totalOf } from '../../domain/line.ts'
import { money } from '../../domain/money.ts'
import type { OrderArgs, PickupPart } from '../../domain/order.ts'
import { pickupKey } from '../../domain/pickup.ts'
import { isOpen } from '../../domain/pickup-state.ts'
import { shareOf } from '../../domain/pickup-units.ts'
import { buyerOf, Contact, NO_PROOFS, type Secret, secretsOf, shipToOf } from '../../domain/proof.ts'
import type { Who } from '../../domain/who.ts'
import { type Change, type KnownOrder, type Message, put, type RowKey, type View } from '../change.ts'
import { unitsIn } from '../facts.ts'
import { committedSidecar, discrepancyKey, factOf, type Given, homeOf } from '../given.ts'
import { orderRef } from '../operation.ts'
import { CATALOG, scopeKind, storeScope } from '../scope.ts'
import { toShop } from '../tell-shop.ts'
import { endedNowhere } from './ended-here.ts'

/** The rows that say whether a store exists. */
export const placeNeeds = (parts: readonly PickupPart[]): RowKey[] =>
  parts.flatMap(({ store, others = [] }) =>
    [store, ...others].map((one): RowKey => ({ scope: CATALOG, table: 'place', key: storeScope(one) })),
  )

type Ordered = {
  readonly order: Pick<OrderArgs, 'lines' | 'cancellations' | 'parts' | 'contact' | 'revision' | 'placedAt'>
  /** Of the order's row, and what the buyer calls it. */
  readonly key: string
  readonly number: string
  readonly ref: Id
  readonly who: Who | null
  readonly known: KnownOrder | null
}

export type Allocated = {
  readonly parts: Record<string, PartProgress>
  readonly changes: readonly Change[]
  readonly messages: readonly Message[]
  readonly codes: readonly DiscrepancyCode[]
}

type Flagged = Pick<About, 'facts' | 'cost'> & { readonly store?: string }

/** R37: every part goes to its store; a later snapshot tells the store that does it now what is withdrawn. */
export function allocate(given: Given, view: View, ordered: Ordered): Allocated {
  const { order, known } = ordered
  const before = known?.parts ?? {}
  const parts: Record<string, PartProgress> = { ...before }
  const changes: Change[] = []
  const messages: Message[] = []
  const codes: DiscrepancyCode[] = []
  const flagged = (
    code: DiscrepancyCode,
    part: PickupPart,
    { store = part.store, ...known }: Flagged,
  ): void => {
    const { id: op, at } = given.operation
    const params = { receipt: ordered.number, part: part.part, store }
    const value = discrepancy(code, { op, at: at.wall, ...known }, params)
    changes.push(put(homeOf(given.operation), 'discrepancy', [discrepancyKey(code, op, part.part), value]))
    codes.push(code)
  }
  const told = partLines(order, order.parts ?? [])
  for (const { part, lines } of told) {
    const known = before[part.part]
    if (lines === null) {
      flagged('order-part-malformed', part, malformed(given, ordered, part))
      continue
    }
    const all = [part.store, ...(part.others ?? [])]
    const unknown = all.filter((store) => view.get(CATALOG, 'place', storeScope(store)) === null)
    const stores = all.filter((store) => !unknown.includes(store))
    const allocation = allocationOf(given, ordered, { part, lines })
    for (const store of unknown) {
      const facts = [allocationFact(allocation), { is: 'operation', where: storeScope(store) }]
      flagged('order-store-unknown', part, { store, facts, cost: worthLeft(lines) })
    }
    const placed = place({ part, stores, allocation, known })
    if (known && placed.progress.base !== part.store) {
      const facts = [allocationFact(allocation), { is: 'pickup' as const, where: storeScope(known.store) }]
      flagged('order-moved-late', part, { facts, cost: worthLeft(lines) })
    }
    parts[part.part] = placed.progress
    messages.push(...placed.messages)
    if (placed.progress.state !== 'unplaced' || scopeKind(allocation.from) !== 'store') continue
    const over = overAtOnce(given, allocation)
    parts[part.part] = { ...placed.progress, lines: over.lines }
    messages.push(...over.messages)
    changes.push(over.change)
    codes.push('counter-order-unplaced')
  }
  for (const [name, part] of Object.entries(before)) {
    if (told.some((one) => String(one.part.part) === name)) continue
    messages.push(withdraw(part, order.revision))
  }
  return { parts, changes, messages, codes }
}

/** What a store was to do of it. */
export function allocationFact({ ref: op, number, from: where, placedAt: at, lines }: Allocation): Fact {
  const quantity = lines.reduce((units, one) => units + one.quantity - one.withdrawn, 0)
  return { is: 'order', op, number, where, at, quantity, amount: worthLeft(lines) }
}

/** What the buyer pays for what is not withdrawn. */
export const worthLeft = (lines: readonly AllocatedLine[]): number =>
  lines.reduce((dollars, one) => dollars + shareOf(one, one.quantity - one.withdrawn), 0)

/** At most all that was ordered goes to nobody. */
function malformed(
  { operation }: Given,
  { order, number }: Ordered,
  part: PickupPart,
): Pick<About, 'facts' | 'cost'> {
  const cost = Math.max(0, totalOf(order.lines))
  const own = factOf(operation, { is: 'order', number, quantity: unitsIn(order.lines), amount: cost })
  return { facts: [own, { is: 'lines', quantity: unitsIn(part.lines) }], cost }
}

/** R25: a counter's order is told once and names no other store later: what no store can do is over, and what was paid is due. */
function overAtOnce({ operation, receivedAt, buckets }: Given, allocation: Allocation) {
  const { id: op, at, businessDate: date } = operation
  const { key, number: receipt, part } = allocation
  const { lines, over } = endedUnplaced(allocation, [])
  const cause = { op, at: at.wall, date, receivedAt }
  const code = 'counter-order-unplaced'
  const facts = [allocationFact(allocation), factOf(operation, { is: 'operation' })]
  const about = { op, at: at.wall, facts, cost: worthLeft(allocation.lines) }
  const value = discrepancy(code, about, { receipt, part, reason: 'store-unknown' })
  return {
    lines,
    messages: endedNowhere(allocation, { lines: over, revision: 0, cause }, buckets),
    change: put(homeOf(operation), 'discrepancy', [discrepancyKey(code, key), value]),
  }
}

type Placing = {
  readonly part: PickupPart
  readonly stores: readonly string[]
  readonly allocation: Allocation
  readonly known: PartProgress | undefined
}

/** K1: never two stores at once: one that was asked before hears that all of it is withdrawn. */
function place({ part, stores, allocation, known }: Placing): {
  progress: PartProgress
  messages: readonly Message[]
} {
  const isDone = known !== undefined && (known.state === 'collected' || known.state === 'shipped')
  if (known && (isDone || (known.base === part.store && known.state !== 'unplaced'))) {
    const { corrections } = known.allocation
    const again = {
      ...withShort(withShort(allocation, known.short ?? {}), givenBefore(known)),
      turn: known.turn,
      isOver: isOver(known),
      ...(corrections === undefined ? {} : { corrections }),
    }
    return {
      progress: { ...known, others: stores.filter((store) => store !== part.store), allocation: again },
      messages: [{ to: storeScope(known.store), is: 'allocate', allocation: again }],
    }
  }
  // What is collected is collected where the buyer was told: no other store will do.
  const able = part.kind === 'ship' ? stores : stores.filter((one) => one === part.store)
  const [store, ...others] = able.filter((one) => !known?.declined.some((other) => other.store === one))
  const turn = known ? known.turn + 1 : 0
  const short = known ? shortOf(known) : {}
  const earlier = known ? withGiven(known, known) : {}
  const fresh = { ...withShort(withShort(allocation, short), givenBefore(earlier)), turn }
  const progress: PartProgress = {
    store: store ?? part.store,
    base: part.store,
    others,
    turn,
    next: 0,
    version: 0,
    state: store === undefined ? 'unplaced' : 'allocated',
    lines: [],
    declined: known?.declined ?? [],
    ...(known ? { short } : {}),
    ...earlier,
    allocation: fresh,
  }
  const gone = known && known.state !== 'unplaced' ? [withdraw(known, allocation.revision)] : []
  if (store !== undefined)
    return {
      progress,
      messages: [...gone, { to: storeScope(store), is: 'allocate', allocation: fresh }],
    }
  const isNews = known?.state !== 'unplaced'
  return { progress, messages: isNews ? [...gone, ...unplaced(fresh, 'store-unknown')] : gone }
}

const isOver = ({ state }: PartProgress): boolean => state !== 'unplaced' && !isOpen(state)

/** The shop hears that no store does it. */
export const unplaced = (allocation: Allocation, reason: string): Message[] =>
  toShop(
    allocation,
    {
      is: 'unplaced',
      lines: allocation.lines.flatMap((one) => {
        const quantity = one.quantity - one.withdrawn
        return quantity > 0 ? [{ line: one.line, quantity, amount: shareOf(one, quantity) }] : []
      }),
      amount: money(0),
      params: { part: allocation.part, reason },
    },
    allocation,
  )

function withdraw(part: PartProgress, revision: number): Message {
  const { allocation, store } = part
  const lines = allocation.lines.map((line) => ({ ...line, withdrawn: line.quantity }))
  return {
    to: storeScope(store),
    is: 'allocate',
    allocation: { ...allocation, lines, revision, isOver: isOver(part) },
  }
}

function contactBeside(
  given: Pick<Given, 'sidecars' | 'sha256'>,
  promised: string | undefined,
): { readonly contact: Contact; readonly salt: string } | undefined {
  const sidecar = promised === undefined ? undefined : committedSidecar(given, promised)
  const read = z.safeParse(Contact, sidecar?.data)
  return sidecar && read.success ? { contact: read.data, salt: sidecar.salt } : undefined
}

/** R35: what has to be hashed slowly before the operation is applied, by pickup; a parcel is collected by nobody. */
export function secretsToHash(
  given: Pick<Given, 'operation' | 'sidecars' | 'sha256'>,
): Map<string, Secret[]> {
  const { operation, sha256 } = given
  const none = new Map<string, Secret[]>()
  if (operation.kind !== 'order.record' && operation.kind !== 'order.place') return none
  const beside = contactBeside(given, operation.args.contact)
  if (beside === undefined) return none
  const { contact, salt } = beside
  const [ref, number] =
    operation.kind === 'order.place'
      ? [operation.id, operation.args.receipt]
      : [orderRef(operation.channel ?? '', operation.args.externalId, sha256), operation.args.externalId]
  const collected = (operation.args.parts ?? []).filter(({ kind }) => kind === 'collect')
  return new Map(
    collected.map(({ part }) => {
      const key = pickupKey(ref, part)
      return [key, secretsOf(contact, { key, number, salt }, sha256)]
    }),
  )
}

function allocationOf(
  given: Given,
  ordered: Ordered,
  { part, lines }: { part: PickupPart; lines: readonly AllocatedLine[] },
): Allocation {
  const { order, ref } = ordered
  const key = pickupKey(ref, part.part)
  const contact = contactBeside(given, order.contact)?.contact ?? {}
  const shipTo = part.kind === 'ship' ? shipToOf(contact) : undefined
  return {
    key,
    ref,
    part: part.part,
    kind: part.kind,
    number: ordered.number,
    from: homeOf(given.operation),
    order: ordered.key,
    revision: order.revision,
    turn: 0,
    isOver: false,
    placedAt: order.placedAt,
    who: ordered.who,
    buyer: buyerOf(contact),
    proofs: given.proofs?.get(key) ?? NO_PROOFS,
    ...(shipTo ? { shipTo } : {}),
    isPaid: part.paid,
    lines,
    op: given.operation.id,
    at: given.receivedAt,
  }
}
