import type { HandoverDeed } from '../../domain/approval.ts'
import { discrepancy, type DiscrepancyCode } from '../../domain/discrepancy.ts'
import type { Account, Pickup } from '../../domain/pickup.ts'
import { type Change, put } from '../change.ts'
import { handoverFact, orderFact } from '../facts.ts'
import { discrepancyKey, type Given } from '../given.ts'
import type { HandoverOperation } from '../operation.ts'
import type { Scope } from '../scope.ts'
import { isGivenTwice } from './pickup-told.ts'

/** K3: one a pickup, so that it can give way to what it led to. */
export const leaseKey = (pickup: string): string => discrepancyKey('handed-over-unleased', pickup)

type Handed = {
  readonly op: string
  readonly at: number
  readonly account: Account
  readonly pickup: Pickup
  readonly after: Pickup
  /** There is such a discrepancy already. */
  readonly isNamed: boolean
}

/**
 * K3: a tablet that had no line used no lease, another's, or its own too late. Where that led to goods that were given twice, it is
 * that discrepancy, and no second one beside it.
 */
export function leaseFlag(store: Scope, { op, at, account, pickup, after, isNamed }: Handed): Change[] {
  const key = leaseKey(pickup.key)
  if (isGivenTwice(after)) return isNamed ? [put(store, 'discrepancy', [key, null])] : []
  const code = leaseProblem(account, pickup)
  if (code === undefined) return []
  const params = { number: pickup.number, reason: account.reason }
  const handover = after.handovers[op]
  const facts = [
    orderFact(pickup),
    ...(pickup.lease ? [{ is: 'lease', at: pickup.lease.until }] : []),
    ...(handover ? [handoverFact(store, pickup.number, handover)] : []),
  ]
  // Goods that are given twice are named with what they cost: this alone costs nothing.
  return [put(store, 'discrepancy', [key, discrepancy(code, { op, at, facts, cost: 0 }, params)])]
}

/** What its tablet had to ask somebody else for: by its own word, or because another tablet holds it. */
export function holdAt(account: Account, pickup: Pickup): HandoverDeed['hold'] {
  const code = leaseProblem(account, pickup)
  if (code === 'handed-over-leased-elsewhere') return 'theirs'
  return code !== undefined && account.unleased ? 'none' : 'fine'
}

function leaseProblem(
  { device, unleased, when }: Account,
  { lease }: Pick<Pickup, 'lease'>,
): DiscrepancyCode | undefined {
  const isOwn = lease !== null && lease.device === device
  const isOver = lease === null || lease.until <= when
  if (isOwn) return isOver ? 'lease-used-late' : undefined
  if (!isOver && device !== undefined) return 'handed-over-leased-elsewhere'
  return unleased ? 'handed-over-unleased' : undefined
}

/** When it happened by the server's clock, as well as the tablet could know. */
export function serverTimeOf({ operation, receivedAt }: Given<HandoverOperation>): number {
  const { wall, anchor } = operation.at
  return Math.min(receivedAt, anchor ? wall + anchor.server - anchor.wall : wall)
}
