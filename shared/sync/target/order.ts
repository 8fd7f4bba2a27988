import { canonicalJson } from '../../base/canonical-json.ts'
import { discrepancy, type Fact } from '../../domain/discrepancy.ts'
import {
  type Allocation,
  endedUnplaced,
  givenBefore,
  type PartProgress,
  type Progress,
  shortOf,
  withGiven,
  withShort,
} from '../../domain/allocation.ts'
import type { PickupState } from '../../domain/pickup.ts'
import { isOpen } from '../../domain/pickup-state.ts'
import { type Effects, type KnownOrder, type Message, NO_EFFECTS, put, type View } from '../change.ts'
import { discrepancyKey } from '../given.ts'
import { type Buckets, scopeKind, storeScope, toScope } from '../scope.ts'
import { allocationFact, unplaced, worthLeft } from '../home/allocate.ts'
import { endedNowhere } from '../home/ended-here.ts'

type ProgressMessage = Extract<Message, { is: 'progress' }>

/**
 * K1, K2: an order believes the latest that the store which does its part has told; a store that was asked before is not heard
 * any more. When that store declines, the next one is asked, and when there is none, the shop and its people hear of it.
 */
export function deliverProgress({ to, progress }: ProgressMessage, view: View, buckets: Buckets): Effects {
  const known = view.get(to, 'order', progress.order)
  const part = known?.parts?.[progress.part]
  if (!known || !part) return NO_EFFECTS
  const at: Heard = { to, known, progress, part, buckets }
  if (progress.turn < part.turn) return givenAfterAll(at)
  if (progress.turn !== part.turn || progress.version <= part.version) return NO_EFFECTS
  // What leaves a store after all is the buyer's, and not given back: a shop counts that by itself.
  if (part.state === 'unplaced') return scopeKind(to) === 'store' ? withoutStore(at, []) : NO_EFFECTS
  const { version, state, lines } = progress
  const heard: PartProgress = { ...part, version, state, lines, allocation: told(part.allocation, state) }
  if (state !== 'declined') return kept({ ...at, part: heard }, [])
  const declined = [...part.declined, { store: part.store, reason: progress.reason, at: progress.at }]
  const store = part.others[part.next]
  const short = shortOf(heard)
  const rest = withShort(part.allocation, short, part.short)
  if (part.allocation.kind === 'ship' && store !== undefined) {
    const allocation = { ...rest, turn: part.turn + 1 }
    const asked: PartProgress = {
      ...heard,
      declined,
      store,
      turn: part.turn + 1,
      next: part.next + 1,
      version: 0,
      state: 'allocated',
      lines: [],
      short,
      allocation,
    }
    return kept({ ...at, part: asked }, [{ to: storeScope(store), is: 'allocate', allocation }])
  }
  const { op, number } = part.allocation
  const code = scopeKind(to) === 'store' ? 'counter-order-unplaced' : 'order-unplaced'
  const params = { receipt: number, part: progress.part, reason: progress.reason }
  const declinedBy: Fact = { is: 'operation', where: storeScope(part.store), at: progress.at }
  // What was sold, and nobody sends.
  const cost = worthLeft(rest.lines)
  const facts = [allocationFact(rest), declinedBy]
  const value = discrepancy(code, { op, at: progress.at, facts, cost }, params)
  return withoutStore({ ...at, part: { ...heard, declined, state: 'unplaced' } }, [
    ...unplaced(rest, progress.reason),
    { to: toScope(to), is: 'discrepancy', key: discrepancyKey(code, progress.key), value },
  ])
}

/** K1: what a store gave that is asked no more is withdrawn from the one that is asked now, as long as that has not given it too. */
function givenAfterAll(at: Heard): Effects {
  const { progress, part } = at
  const heard: PartProgress = { ...part, ...withGiven(part, progress) }
  const [was, is] = [givenBefore(part), givenBefore(heard)]
  if (canonicalJson(was) === canonicalJson(is)) return NO_EFFECTS
  if (part.state === 'unplaced' || !isOpen(part.state)) return kept({ ...at, part: heard }, [])
  const corrections = (part.allocation.corrections ?? 0) + 1
  const allocation = { ...withShort(part.allocation, is, was), corrections }
  return kept({ ...at, part: { ...heard, allocation } }, [
    { to: storeScope(part.store), is: 'allocate', allocation },
  ])
}

/** R25, R31: of an order that a counter took all that no store has given is over, and what was paid for it is due there. */
function withoutStore(at: Heard, messages: readonly Message[]): Effects {
  const { known, progress, part, buckets } = at
  const { op, version, receivedAt, date = known.order.placedOn } = progress
  if (scopeKind(at.to) !== 'store') return kept(at, messages)
  const { lines, over } = endedUnplaced(part.allocation, progress.lines)
  const cause = { op, at: progress.at, date, receivedAt }
  return kept({ ...at, part: { ...part, version, lines } }, [
    ...messages,
    ...endedNowhere(part.allocation, { lines: over, revision: version, cause }, buckets),
  ])
}

/** R35: where a parcel goes is kept as long as somebody may have to send it. */
function told({ shipTo, ...allocation }: Allocation, state: PickupState): Allocation {
  return shipTo && isOpen(state) ? { ...allocation, shipTo } : allocation
}

type Heard = {
  readonly to: ProgressMessage['to']
  readonly known: KnownOrder
  readonly progress: Progress
  readonly part: PartProgress
  readonly buckets: Buckets
}

function kept({ to, known, progress, part }: Heard, messages: readonly Message[]): Effects {
  const row = { ...known, parts: { ...known.parts, [progress.part]: part } }
  return { changes: [put(to, 'order', [progress.order, row])], messages }
}
