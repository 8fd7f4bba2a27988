import { approvalNeeds } from '../../domain/approval.ts'
import { discrepancy } from '../../domain/discrepancy.ts'
import { totalOf } from '../../domain/line.ts'
import { money, NOTHING } from '../../domain/money.ts'
import type { Account, Handover, Pickup } from '../../domain/pickup.ts'
import { stateAfter } from '../../domain/pickup-state.ts'
import { beside, dueFor, worthOf } from '../../domain/pickup-units.ts'
import { proofFor } from '../../domain/proof.ts'
import type { Terms } from '../../domain/terms.ts'
import { type Change, type Message, put } from '../change.ts'
import { handoverFact, orderFact } from '../facts.ts'
import { discrepancyKey, type Found } from '../given.ts'
import type { Scope } from '../scope.ts'
import { toShop } from '../tell-shop.ts'
import { approvalFact } from './found.ts'
import { holdAt, leaseFlag } from './lease-flag.ts'
import { type Cause, conflictChanges, settledPickup } from './pickup-told.ts'

type Handing = { readonly handover: Handover; readonly account: Account; readonly terms: Terms }

/** The pickup with goods that left, whatever is said of them. */
export function withHandover(pickup: Pickup, { handover, account }: Omit<Handing, 'terms'>): Pickup {
  return {
    ...pickup,
    state: stateAfter(pickup.state, 'handover') ?? pickup.state,
    lines: [...pickup.lines, ...beside(pickup.lines, account.lines)],
    handovers: { ...pickup.handovers, [handover.op]: handover },
    ops: [...pickup.ops, handover.op],
  }
}

export type JudgedHandover = {
  readonly after: Pickup
  readonly flags: readonly Change[]
  /** To the shop whose order it is. */
  readonly tells: readonly Message[]
}

/**
 * R32, R35, R50, K3: what is said of a handover by the pickup that it was of, at once or when its order comes at last: one function, so
 * that it comes to the same. `isLeaseNamed`: whether the pickup's lease is a discrepancy already.
 */
export function judgeHandover(
  pickup: Pickup,
  handing: Handing,
  at: { readonly store: Scope; readonly cause: Cause; readonly isLeaseNamed: boolean },
): JudgedHandover {
  const { store, cause, isLeaseNamed: isNamed } = at
  const { handover, account } = handing
  const after = settledPickup(pickup, withHandover(pickup, handing), cause)
  const { op, lines, paid } = handover
  const params = { part: after.part, isAll: Number(after.state === 'collected'), paid }
  const tell = { is: 'collected' as const, lines, amount: NOTHING, params }
  return {
    after,
    flags: [
      ...handoverFlags(store, pickup, handing),
      ...leaseFlag(store, { op, at: handover.at, account, pickup, after, isNamed }),
      ...conflictChanges(store, pickup, after),
    ],
    tells: toShop(after, tell, { op, at: handover.at }),
  }
}

/** R35, R50: the proof that the value asks for, who allowed it otherwise, and what is due. */
function handoverFlags(store: Scope, pickup: Pickup, { handover, account, terms }: Handing): Change[] {
  const { lines, isApproved, reason } = account
  const { number } = pickup
  const order = orderFact(pickup)
  const own = handoverFact(store, number, handover)
  const worth = totalOf(lines)
  const unapproved = { facts: [order, own, approvalFact(account)], cost: worth }
  const found: Flagged[] = []
  // By the worth of the whole: in small parts, or by prices of its own, a dear order would leave with little proof.
  const asked = proofFor(money(Math.max(worth, worthOf(pickup))), terms)
  const hold = holdAt(account, pickup)
  const isStranger = handover.delegate && pickup.proofs.delegate === null
  const needs = approvalNeeds({ is: 'handover', shown: handover.proof, asked, hold, isStranger })
  if (needs.includes('proof') && !isApproved)
    found.push({ code: 'proof-too-weak', params: { number, reason }, ...unapproved })
  else if (needs.length > 0 && !isApproved)
    found.push({ code: 'approval-missing', params: { receipt: number }, ...unapproved })
  const due = dueFor(pickup, lines)
  if (!pickup.isPaid && handover.paid !== due) {
    const [asks, took] = [
      { ...order, amount: due },
      { ...own, amount: handover.paid },
    ]
    const cost = due - handover.paid
    found.push({ code: 'handover-sum-differs', params: { number }, facts: [asks, took], cost })
  }
  // Another store was asked meanwhile, and may send it as well.
  if (pickup.state === 'declined')
    found.push({ code: 'given-after-decline', params: { number }, facts: [order, own], cost: worth })
  const { op, at } = handover
  return found.map(({ code, params, ...known }) =>
    put(store, 'discrepancy', [discrepancyKey(code, op), discrepancy(code, { op, at, ...known }, params)]),
  )
}

type Flagged = Found & { readonly params: Readonly<Record<string, string>> }
