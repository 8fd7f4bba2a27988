import { discrepancy, type DiscrepancyCode } from '../../domain/discrepancy.ts'
import { sum } from '../../domain/money.ts'
import type { Pickup, PickupLine } from '../../domain/pickup.ts'
import { isOpen } from '../../domain/pickup-state.ts'
import { dueOf, endsOf, givenOf, isAllGiven, movesBetween, shareOf } from '../../domain/pickup-units.ts'
import type { MoveKind } from '../../domain/stock.ts'
import { type Change, type Message, put } from '../change.ts'
import { handoverFact, orderFact } from '../facts.ts'
import { discrepancyKey } from '../given.ts'
import { type Scope, toScope } from '../scope.ts'
import type { Id } from '../../base/id.ts'

/** What changed a pickup: an operation in its store, or a snapshot of its order. */
export type Cause = {
  readonly op: Id
  readonly at: number
  readonly receivedAt: number
  /** The business day of an operation. */
  readonly date?: string
  /** Its place in its tablet's chain. */
  readonly seq?: number | undefined
}

/** The pickup with what follows from its units: its end, what is due, and that it changed. */
export function settledPickup(before: Pickup | null, stepped: Pickup, cause: Cause): Pickup {
  const isOver = isOpen(stepped.state) && isAllGiven(stepped)
  const anyGiven = stepped.lines.some((line) => givenOf(stepped, line.line) > 0)
  const given = Object.keys(stepped.handovers).length === 0 ? 'shipped' : 'collected'
  const state = isOver ? (anyGiven ? given : 'cancelled') : stepped.state
  const { shipTo, ...rest } = stepped
  return {
    ...rest,
    // R35: nobody has to know where a parcel went.
    ...(shipTo && isOpen(state) ? { shipTo } : {}),
    state,
    due: dueOf(stepped),
    endedAt: isOpen(state) ? null : (before?.endedAt ?? cause.receivedAt),
    version: (before?.version ?? 0) + 1,
  }
}

/** R34, K2: the store's stock, and whoever took the order, hear of it. */
export function pickupMessages(
  at: { readonly store: Scope; readonly kind: MoveKind; readonly cause: Cause; readonly reason?: string },
  before: Pickup | null,
  after: Pickup,
): Message[] {
  const { store, kind, cause, reason = '' } = at
  const moves = movesBetween(before, after)
  const id = `${cause.op}/${after.key}`
  const { op, at: when, date, receivedAt, seq = 0 } = cause
  const movement = { id, kind, op, at: when, receivedAt, seq, number: after.number, moves }
  const moved: Message[] = moves.length === 0 ? [] : [{ to: store, is: 'moved', movement }]
  if (after.from === '') return moved
  const lines = after.lines
    .filter((line) => line.insteadOf === undefined)
    .map((line) => ({ line: line.line, ...toldEnds(after, line) }))
  const { key, order, part, turn, version, state } = after
  const told = { key, order, part, turn, version, state, lines, store, reason }
  const progress = { ...told, op, at: when, date, receivedAt }
  return [...moved, { to: toScope(after.from), is: 'progress', progress }]
}

/** R31: to whoever took the order a substitute is the line it stands for; what is nowhere else was cancelled. */
function toldEnds(pickup: Pickup, line: PickupLine) {
  const all = [line, ...pickup.lines.filter((one) => one.insteadOf === line.line)]
  const ends = all.map((one) => endsOf(pickup, one))
  let rest = line.quantity
  const units = (of: 'given' | 'left' | 'expired'): number => {
    const some = Math.min(
      rest,
      ends.reduce((sum, one) => sum + one[of], 0),
    )
    rest -= some
    return some
  }
  const [given, left, expired] = [units('given'), units('left'), units('expired')]
  return { given, left, expired, cancelled: rest }
}

/**
 * R32: more left the store than was open: both facts stay, and one discrepancy says what it comes to. It follows from what the
 * pickup holds, so that it is the same whatever was heard first.
 */
export function conflictChanges(store: Scope, before: Pickup | null, after: Pickup): Change[] {
  const was = before && conflictOf(before)
  const is = conflictOf(after)
  if (is === null || (was !== null && was.code === is.code && was.units === is.units)) return []
  const handovers = Object.values(after.handovers).sort((a, b) => a.at - b.at || (a.op < b.op ? -1 : 1))
  const last = handovers.at(-1)
  const facts = [
    orderFact(after),
    ...handovers.slice(-2).map((one) => handoverFact(store, after.number, one)),
  ]
  const about = { op: last?.op ?? after.ref, at: last?.at ?? after.placedAt, facts, cost: is.amount }
  const params = { number: after.number, units: is.units, amount: is.amount, staff: last?.staff ?? '' }
  return [
    put(store, 'discrepancy', [
      // One row a pickup, whatever it is called now: what was late alone may turn out to have been given twice.
      discrepancyKey('handed-over-twice', after.key),
      discrepancy(is.code, about, params),
    ]),
  ]
}

export const isGivenTwice = (pickup: Pickup): boolean => conflictOf(pickup)?.code === 'handed-over-twice'

type ConflictCode = 'handed-over-twice' | 'handed-over-cancelled' | 'handed-over-late'

function conflictOf(pickup: Pickup): { code: ConflictCode; units: number; amount: number } | null {
  const over = pickup.lines.flatMap((line) => {
    const given = givenOf(pickup, line.line)
    const beyond = given - line.quantity
    const fair = Math.min(given, line.quantity)
    const cancelled = fair - Math.max(0, line.quantity - line.cancelled)
    const expired = fair - Math.max(0, line.quantity - line.cancelled - line.expired)
    const [code, units]: readonly [ConflictCode, number] =
      beyond > 0
        ? ['handed-over-twice', beyond]
        : cancelled > 0
          ? ['handed-over-cancelled', cancelled]
          : ['handed-over-late', expired]
    return units > 0 ? [{ code, units, amount: shareOf(line, units) }] : []
  })
  const order: readonly ConflictCode[] = ['handed-over-twice', 'handed-over-cancelled', 'handed-over-late']
  const code = order.find((one) => over.some((line) => line.code === one))
  if (code === undefined) return null
  const lines = over.filter((line) => line.code === code)
  return {
    code,
    units: lines.reduce((units, line) => units + line.units, 0),
    amount: sum(lines.map((line) => line.amount)),
  }
}

export const codesOf = (flags: readonly Change[]): DiscrepancyCode[] =>
  flags.flatMap((change) => (change.table === 'discrepancy' && change.value ? [change.value.code] : []))
