import { unreachable } from '../../base/assert.ts'
import { HOUR_MS } from '../../base/time.ts'
import { type BackLine, totalOf } from '../../domain/line.ts'
import { NOTHING } from '../../domain/money.ts'
import { type Pickup, refOf } from '../../domain/pickup.ts'
import { canBeKeptUntil } from '../../domain/pickup-days.ts'
import { isOpen, type PickupStep, stateAfter } from '../../domain/pickup-state.ts'
import { cancelledWhole, picked, sentLines } from '../../domain/pickup-steps.ts'
import { handedLine, isAllGiven } from '../../domain/pickup-units.ts'
import { DEFAULT_TERMS, type Terms, TERMS_KEY } from '../../domain/terms.ts'
import { type Applied, type Message, put, type RowKey, type View } from '../change.ts'
import { orderFact, unitsIn } from '../facts.ts'
import { factOf, flag, type Found, type Given, homeOf } from '../given.ts'
import type { PickupOperation } from '../operation.ts'
import { CATALOG, deviceScope, receiptsScope, type Scope } from '../scope.ts'
import { toShop } from '../tell-shop.ts'
import { isAllowed } from './approval.ts'
import { endedHere } from './ended-here.ts'
import { applyHandover, handoverTicket } from './handover.ts'
import { leaseKey } from './lease-flag.ts'
import { codesOf, conflictChanges, pickupMessages, settledPickup } from './pickup-told.ts'
import { atDeadline, endTell, madeReady, type Stepped } from './pickup-waits.ts'

const NOTHING_DONE: Applied = { changes: [], messages: [], codes: [] }

export function pickupNeeds(operation: PickupOperation): RowKey[] {
  const home = homeOf(operation)
  const rows: RowKey[] = [
    { scope: home, table: 'pickup', key: operation.args.pickup },
    { scope: CATALOG, table: 'terms', key: TERMS_KEY },
  ]
  if (operation.kind === 'pickup.handover') {
    rows.push(
      { scope: home, table: 'ticket', key: handoverTicket(operation) },
      { scope: home, table: 'discrepancy', key: leaseKey(operation.args.pickup) },
    )
    const { approver } = operation
    if (approver !== undefined) rows.push({ scope: home, table: 'staff', key: approver })
  }
  return rows
}

const termsIn = (view: View): Terms => view.get(CATALOG, 'terms', TERMS_KEY) ?? DEFAULT_TERMS

/**
 * R30: a step of a pickup in its store. One that the pickup is not open to changes nothing and is named; the same one again
 * changes nothing.
 */
export function applyPickup(given: Given<PickupOperation>, view: View): Applied {
  const { operation } = given
  const home = homeOf(operation)
  const pickup = view.get(home, 'pickup', operation.args.pickup) ?? null
  const terms = termsIn(view)
  if (operation.kind === 'pickup.handover')
    return applyHandover({ ...given, operation }, view, {
      pickup,
      terms,
      isApproved: isAllowed(operation, view, 'approve-handover'),
    })
  const own = factOf(operation, { is: 'operation' })
  if (pickup === null) {
    if (isQuiet(operation)) return NOTHING_DONE
    const code = 'pickup-unknown'
    // Nothing was done: no goods left, and no money.
    const found = { code, facts: [own, { is: 'order', op: refOf(operation.args.pickup) }], cost: 0 } as const
    return { changes: [flag(given, found, { pickup: operation.args.pickup })], messages: [], codes: [code] }
  }
  if (pickup.ops.includes(operation.id)) return NOTHING_DONE
  const step = stepOf(operation)
  const state = isOverdrawn({ ...given, operation }, pickup, terms)
    ? undefined
    : stateAfter(pickup.state, step)
  if (state === undefined) {
    if (isQuiet(operation)) return NOTHING_DONE
    const code = 'pickup-not-open'
    const params = { number: pickup.number, state: pickup.state, step }
    // Remembered, so that it does not count after all when it is laid over what comes later.
    const after = { ...pickup, ops: [...pickup.ops, operation.id] }
    const found = { code, facts: [orderFact(pickup), own], cost: 0 } as const
    const changes = [put(home, 'pickup', [pickup.key, after]), flag(given, found, params)]
    return { changes, messages: [], codes: [code] }
  }
  return finished(given, pickup, stepped({ ...given, operation }, { ...pickup, state }, { pickup, terms }))
}

/** R39: a day that is over, or beyond what the terms allow. An earlier one than it has changes nothing either, and is no news. */
function isOverdrawn(
  { operation, receivedAt: now, utcOffsetMinutes }: Given<PickupOperation>,
  pickup: Pickup,
  { pickups }: Terms,
): boolean {
  if (operation.kind !== 'pickup.extend') return false
  const { until } = operation.args
  const days = pickups.extensionDays
  return until > (pickup.keptUntil ?? 0) && !canBeKeptUntil(until, pickup, { now, days, utcOffsetMinutes })
}

/** What a machine or nobody waits for: too late is no news. */
const isQuiet = ({ kind }: PickupOperation): boolean => kind === 'pickup.lease' || kind === 'pickup.deadline'

function stepOf(operation: Exclude<PickupOperation, { kind: 'pickup.handover' }>): PickupStep {
  switch (operation.kind) {
    case 'pickup.pick':
      return 'pick'
    case 'pickup.ready':
      return 'ready'
    case 'pickup.cancel':
      return 'cancel'
    case 'pickup.decline':
      return 'decline'
    case 'pickup.ship':
      return 'ship'
    case 'pickup.extend':
      return 'extend'
    case 'pickup.lease':
      return 'lease'
    case 'pickup.deadline':
      return operation.args.is === 'expiry' ? 'expire' : 'remind'
    default:
      return unreachable(operation)
  }
}

type Simple = Exclude<PickupOperation, { kind: 'pickup.handover' }>

/** `next` stands in the state that the table leads to. */
function stepped(
  { operation, receivedAt, buckets, utcOffsetMinutes, device: sender }: Given<Simple>,
  next: Pickup,
  { pickup, terms }: { readonly pickup: Pickup; readonly terms: Terms },
): Stepped {
  const { id, at, staff = null } = operation
  switch (operation.kind) {
    case 'pickup.pick': {
      const after = picked(next, operation.args)
      const tell = endTell('refund', pickup, after)
      return { after, tells: tell.lines.length > 0 ? [tell] : [] }
    }
    case 'pickup.ready':
      return madeReady(next, { shelf: operation.args.shelf, receivedAt, terms, utcOffsetMinutes })
    case 'pickup.cancel': {
      const after = cancelledWhole(next)
      const { why } = operation.args
      const told = endTell('cancelled', pickup, after)
      return { after, tells: [{ ...told, params: { ...told.params, why } }] }
    }
    case 'pickup.decline':
      return { after: next, tells: [], reason: operation.args.reason }
    case 'pickup.ship': {
      const lines = sentLines(pickup)
      const { carrier, tracking } = operation.args
      const isTold = Object.values(pickup.shipments).some((one) => one.tracking === tracking)
      if (isTold) return { after: pickup, tells: [] }
      const shipment = { op: id, at: at.wall, lines, staff, carrier, tracking }
      const sent = { ...next, shipments: { ...next.shipments, [id]: shipment } }
      // What is still to find goes with a later parcel.
      const isPart = isOpen(pickup.state) && !isAllGiven(sent)
      const after: Pickup = isPart ? { ...sent, state: 'partly-collected' } : sent
      const tells = [{ is: 'shipped', lines, amount: NOTHING, params: { carrier, tracking } }] as const
      return { after, tells, messages: [sentMessage({ operation, buckets }, pickup, lines)] }
    }
    case 'pickup.extend':
      if (pickup.kind === 'ship' || operation.args.until <= (pickup.keptUntil ?? 0))
        return { after: pickup, tells: [] }
      return { after: { ...next, keptUntil: operation.args.until, remindedAt: null }, tells: [] }
    case 'pickup.lease': {
      const { givesBack = false } = operation.args
      const device = sender ?? operation.args.device
      return leased(next, { device, givesBack, receivedAt, terms, store: homeOf(operation) })
    }
    case 'pickup.deadline':
      return atDeadline(next, pickup, { ...operation.args, receivedAt })
    default:
      return unreachable(operation)
  }
}

/** R26: a parcel is the buyer's from when it was sent: nobody tells when it arrived. */
function sentMessage(
  { operation, buckets }: Pick<Given<Simple>, 'operation' | 'buckets'>,
  { ref, lines: all }: Pickup,
  sent: readonly BackLine[],
): Message {
  const { id, at, businessDate: date } = operation
  const lines = sent.map((one) =>
    handedLine(
      one,
      all.find(({ line }) => line === one.line),
    ),
  )
  const handed = { at: at.wall, date, lines, sent: true } as const
  return { to: receiptsScope(ref, buckets), is: 'handed', ref, id, handed }
}

type Asked = {
  readonly device: string
  readonly givesBack: boolean
  readonly receivedAt: number
  readonly terms: Terms
  readonly store: Scope
}

/** K3: one tablet at a time, until its time is over by the server's clock or it gives it back. */
function leased(next: Pickup, { device, givesBack, receivedAt, terms, store }: Asked): Stepped {
  const { lease: held, key: pickup } = next
  const until = receivedAt + terms.pickups.leaseHours * HOUR_MS
  const isOwn = held?.device === device
  if (givesBack) {
    if (held === null || !isOwn) return { after: next, tells: [] }
    const message: Message = {
      to: deviceScope(device),
      is: 'unleased',
      pickup,
      lease: { device, until: held.until },
      store,
      until,
    }
    return { after: next, tells: [], messages: [message] }
  }
  if (held !== null && !isOwn && held.until > receivedAt)
    return { after: { ...next, lease: { ...held, wanted: device } }, tells: [] }
  const wanted = isOwn && held?.wanted !== undefined ? { wanted: held.wanted } : {}
  const lease = { device, until, ...wanted }
  const message: Message = { to: deviceScope(device), is: 'leased', pickup, lease }
  return { after: { ...next, lease }, tells: [], messages: [message] }
}

function finished(given: Given<PickupOperation>, before: Pickup, result: Stepped): Applied {
  const { operation, receivedAt, seq } = given
  if (result.after === before) return NOTHING_DONE
  const { id: op, at, businessDate: date } = operation
  const store = homeOf(operation)
  const cause = { op, at: at.wall, date, receivedAt, seq }
  const after = settledPickup(before, { ...result.after, ops: [...before.ops, op] }, cause)
  const kind = operation.kind === 'pickup.ship' ? 'handover' : 'release'
  const isLate = operation.kind === 'pickup.ship' && before.state === 'declined'
  const late = isLate ? [flag(given, sentAfterDecline(given, before, after), { number: before.number })] : []
  const flags = [...conflictChanges(store, before, after), ...late]
  return {
    changes: [put(store, 'pickup', [after.key, after]), ...flags],
    messages: [
      ...pickupMessages({ store, kind, cause, reason: result.reason ?? '' }, before, after),
      ...result.tells.flatMap((tell) => toShop(after, tell, { op, at: at.wall })),
      ...endedHere(given, before, after),
      ...(result.messages ?? []),
    ],
    codes: codesOf(flags),
  }
}

/** All of the parcel, should another store send it as well. */
function sentAfterDecline({ operation }: Given<PickupOperation>, before: Pickup, after: Pickup): Found {
  const lines = after.shipments[operation.id]?.lines ?? []
  const own = factOf(operation, { is: 'sent', quantity: unitsIn(lines) })
  return { code: 'given-after-decline', facts: [orderFact(before), own], cost: totalOf(lines) }
}
