import type { AllocatedLine, Allocation } from '../../domain/allocation.ts'
import { money } from '../../domain/money.ts'
import type { Pickup, PickupLine } from '../../domain/pickup.ts'
import { stateAfter } from '../../domain/pickup-state.ts'
import { beside, givenOf } from '../../domain/pickup-units.ts'
import { DEFAULT_TERMS, TERMS_KEY, termsKey } from '../../domain/terms.ts'
import {
  type Change,
  type Effects,
  type Message,
  NO_EFFECTS,
  put,
  type RowKey,
  type View,
} from '../change.ts'
import { discrepancyKey } from '../given.ts'
import { termsOf } from '../home/approval.ts'
import { judgeHandover } from '../home/judge-handover.ts'
import { leaseKey } from '../home/lease-flag.ts'
import { conflictChanges, pickupMessages, settledPickup } from '../home/pickup-told.ts'
import { CATALOG, type Scope } from '../scope.ts'

export type AllocateMessage = Extract<Message, { is: 'allocate' }>

const unknownKey = (key: string): string => discrepancyKey('pickup-unknown', key)

export const allocateNeeds = (scope: Scope, key: string): RowKey[] => [
  { scope, table: 'pickup', key },
  { scope, table: 'discrepancy', key: unknownKey(key) },
]

/** The terms by which handovers that came before their order are judged: asked for when the row says that there are any. */
export function allocateNeedsThen({ to, allocation }: AllocateMessage, view: View): RowKey[] {
  const unjudged = Object.values(view.get(to, 'pickup', allocation.key)?.unjudged ?? {})
  const keys = unjudged.flatMap(({ terms }) => [TERMS_KEY, termsKey(terms)])
  return [...new Set(keys)].map((key) => ({ scope: CATALOG, table: 'terms', key }))
}

/**
 * K1: a store hears what it shall do, or what is withdrawn of it; what it has done meanwhile stays. A snapshot that is not newer
 * changes nothing. What was handed over before the order came finds its order here.
 */
export function deliverAllocate(message: AllocateMessage, view: View): Effects {
  const { to, allocation } = message
  const known = view.get(to, 'pickup', allocation.key) ?? null
  if (known ? !isNews(allocation, known) : allocation.isOver) return NO_EFFECTS
  if (known?.from === '') return found(message, known, view)
  const { op, at } = allocation
  const cause = { op, at, receivedAt: at }
  const after = settledPickup(known, merged(known, allocation), cause)
  const kind = known ? 'release' : 'reservation'
  const changes = [put(to, 'pickup', [after.key, after]), ...conflictChanges(to, known, after)]
  return { changes, messages: pickupMessages({ store: to, kind, cause }, known, after) }
}

/** R50: what was handed over before is judged one by one, as it would have been behind the order. */
function found({ to, allocation }: AllocateMessage, known: Pickup, view: View): Effects {
  const { op, at } = allocation
  const cause = { op, at, receivedAt: at }
  const flags = new Map<string, Change>()
  const tells: Message[] = []
  let pickup: Pickup = { ...merged(null, allocation), shipments: known.shipments }
  for (const id of known.ops) {
    const [handover, account] = [known.handovers[id], known.unjudged?.[id]]
    if (handover === undefined || account === undefined) continue
    const terms = termsOf(view, account.terms) ?? DEFAULT_TERMS
    const isLeaseNamed = flags.has(leaseKey(pickup.key))
    const judged = judgeHandover(pickup, { handover, account, terms }, { store: to, cause, isLeaseNamed })
    for (const flag of judged.flags)
      if (flag.value === null) flags.delete(flag.key)
      else flags.set(flag.key, flag)
    tells.push(...judged.tells)
    pickup = judged.after
  }
  const after = settledPickup(known, merged(known, allocation), cause)
  return {
    changes: [
      put(to, 'pickup', [after.key, after]),
      ...flags.values(),
      put(to, 'discrepancy', [unknownKey(allocation.key), null]),
    ],
    messages: [...pickupMessages({ store: to, kind: 'reservation', cause }, known, after), ...tells],
  }
}

const isNews = (told: Allocation, known: Pickup): boolean =>
  told.turn !== known.turn
    ? told.turn > known.turn
    : told.revision !== known.revision
      ? told.revision > known.revision
      : (told.corrections ?? 0) > (known.corrections ?? 0)

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
