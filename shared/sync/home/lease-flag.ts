import type { HandoverDeed } from '../../domain/approval.ts'
import { discrepancy, type DiscrepancyCode } from '../../domain/discrepancy.ts'
import type { Pickup } from '../../domain/pickup.ts'
import { type Applied, put, type View } from '../change.ts'
import { handoverFact, orderFact } from '../facts.ts'
import { discrepancyKey, type Given, homeOf } from '../given.ts'
import type { HandoverOperation } from '../operation.ts'
import { isGivenTwice } from './pickup-told.ts'

const NO_FLAGS = { changes: [], codes: [] }

/** K3: one a pickup, so that it can give way to what it led to. */
export const leaseKey = (pickup: string): string => discrepancyKey('handed-over-unleased', pickup)

/**
 * K3: a tablet that had no line used no lease, another's, or its own too late. Where that led to goods that were given twice, it is
 * that discrepancy, and no second one beside it.
 */
export function leaseFlag(
  given: Given<HandoverOperation>,
  view: View,
  { pickup, after }: { readonly pickup: Pickup | null; readonly after: Pickup },
): Pick<Applied, 'changes' | 'codes'> {
  if (pickup === null) return NO_FLAGS
  const key = leaseKey(pickup.key)
  const home = homeOf(given.operation)
  if (isGivenTwice(after)) {
    const known = view.get(home, 'discrepancy', key)
    return known ? { changes: [put(home, 'discrepancy', [key, null])], codes: [] } : NO_FLAGS
  }
  const code = leaseProblem(given, pickup)
  if (code === undefined) return NO_FLAGS
  const { id, at, args } = given.operation
  const params = { number: pickup.number, reason: args.exception ?? '-' }
  const handover = after.handovers[id]
  const facts = [
    orderFact(pickup),
    ...(pickup.lease ? [{ is: 'lease', at: pickup.lease.until }] : []),
    ...(handover ? [handoverFact(home, pickup.number, handover)] : []),
  ]
  // Goods that are given twice are named with what they cost: this alone costs nothing.
  const found = discrepancy(code, { op: id, at: at.wall, facts, cost: 0 }, params)
  return { changes: [put(home, 'discrepancy', [key, found])], codes: [code] }
}

/** What its tablet had to ask somebody else for: by its own word, or because another tablet holds it. */
export function holdAt(given: Given<HandoverOperation>, pickup: Pickup): HandoverDeed['hold'] {
  const code = leaseProblem(given, pickup)
  if (code === 'handed-over-leased-elsewhere') return 'theirs'
  return code !== undefined && given.operation.args.unleased ? 'none' : 'fine'
}

function leaseProblem(
  { operation, receivedAt, device = operation.args.device }: Given<HandoverOperation>,
  { lease }: Pickup,
): DiscrepancyCode | undefined {
  const { args } = operation
  const when = Math.min(receivedAt, serverTimeOf(operation))
  const isOwn = lease !== null && lease.device === device
  const isOver = lease === null || lease.until <= when
  if (isOwn) return isOver ? 'lease-used-late' : undefined
  if (!isOver && device !== undefined) return 'handed-over-leased-elsewhere'
  return args.unleased ? 'handed-over-unleased' : undefined
}

/** When it happened by the server's clock, as well as the tablet could know. */
function serverTimeOf({ at }: HandoverOperation): number {
  return at.anchor ? at.wall + at.anchor.server - at.anchor.wall : at.wall
}
