import type { AllocatedLine, Allocation } from '../../domain/allocation.ts'
import { money } from '../../domain/money.ts'
import type { Pickup, PickupLine } from '../../domain/pickup.ts'
import { stateAfter } from '../../domain/pickup-state.ts'
import { beside, givenOf } from '../../domain/pickup-units.ts'
import { conflictChanges, pickupMessages, settledPickup } from '../home/pickup-told.ts'
import { type Effects, type Message, NO_EFFECTS, put, type RowKey, type View } from '../change.ts'
import { discrepancyKey } from '../given.ts'
import type { Scope } from '../scope.ts'

export type AllocateMessage = Extract<Message, { is: 'allocate' }>

const unknownKey = (key: string): string => discrepancyKey('pickup-unknown', key)

export const allocateNeeds = (scope: Scope, key: string): RowKey[] => [
  { scope, table: 'pickup', key },
  { scope, table: 'discrepancy', key: unknownKey(key) },
]

/**
 * K1: a store hears what it shall do, or what is withdrawn of it; what it has done meanwhile stays. A snapshot that is not newer
 * changes nothing. What was handed over before the order came finds its order here.
 */
export function deliverAllocate({ to, allocation }: AllocateMessage, view: View): Effects {
  const known = view.get(to, 'pickup', allocation.key) ?? null
  if (known ? !isNews(allocation, known) : allocation.isOver) return NO_EFFECTS
  const { op, at } = allocation
  const cause = { op, at, receivedAt: at }
  const after = settledPickup(known, merged(known, allocation), cause)
  const kind = known && known.from !== '' ? 'release' : 'reservation'
  const changes = [put(to, 'pickup', [after.key, after]), ...conflictChanges(to, known, after)]
  if (known?.from === '') changes.push(put(to, 'discrepancy', [unknownKey(allocation.key), null]))
  return { changes, messages: pickupMessages({ store: to, kind, cause }, known, after) }
}

const isNews = (told: Allocation, known: Pickup): boolean =>
  told.turn !== known.turn ? told.turn > known.turn : told.revision > known.revision

/** A placeholder of a handover becomes the order's; a store that is asked again begins again. */
function merged(known: Pickup | null, allocation: Allocation): Pickup {
  const { op: _, at: __, isOver: ___, lines, ...told } = allocation
  const isFresh = known === null || known.from === '' || known.turn !== told.turn
  const before: Pick<Pickup, 'handovers' | 'shipments' | 'ops'> = known ?? NEW
  const { handovers, shipments, ops } = before
  const asked = lines.map((line) => countedLine(line, undefined))
  if (isFresh || known === null)
    return {
      ...NEW,
      ...told,
      lines: [
        ...asked,
        ...beside(
          asked,
          (known?.lines ?? []).filter(({ line }) => givenOf(before, line) > 0),
        ),
      ],
      state: lines.some(({ line }) => givenOf(before, line) > 0) ? 'partly-collected' : 'allocated',
      handovers,
      shipments,
      ops,
      version: known?.version ?? 0,
    }
  const counted = (line: AllocatedLine, own: PickupLine | undefined): PickupLine =>
    countedLine(line, own, givenOf(known, line.line))
  const gone = known.lines.filter(
    ({ line, insteadOf }) => insteadOf === undefined && !lines.some((one) => one.line === line),
  )
  return {
    ...known,
    ...told,
    state: stateAfter(known.state, 'withdraw') ?? known.state,
    lines: [
      ...lines.map((line) =>
        counted(
          line,
          known.lines.find((one) => one.line === line.line),
        ),
      ),
      ...gone.map((line) => counted({ ...line, withdrawn: line.quantity }, line)),
      ...known.lines.filter(({ insteadOf }) => insteadOf !== undefined),
    ],
  }
}

const NEW = {
  version: 0,
  due: money(0),
  shelf: null,
  readyAt: null,
  keptUntil: null,
  remindedAt: null,
  lease: null,
  handovers: {},
  shipments: {},
  endedAt: null,
  ops: [],
} as const

/** What the store cancelled itself stays cancelled beside what is withdrawn. */
function countedLine(line: AllocatedLine, known: PickupLine | undefined, given = 0): PickupLine {
  // The shop may withdraw what the store has cancelled: a piece is cancelled once.
  const cancelled = Math.min(line.quantity, line.withdrawn + (known ? known.cancelled - known.withdrawn : 0))
  const expired = known?.expired ?? 0
  const isMore = line.withdrawn > (known?.withdrawn ?? 0)
  return {
    ...line,
    picked: known?.picked ?? 0,
    cancelled,
    withdrawn: line.withdrawn,
    // What had expired is what is withdrawn now: the shop has heard of it.
    expired: isMore ? Math.min(expired, Math.max(0, line.quantity - cancelled - given)) : expired,
  }
}
