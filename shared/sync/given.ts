import { assert } from '../base/assert.ts'
import { type Sha256, sha256Hex } from '../base/hash.ts'
import type { Id } from '../base/id.ts'
import { type Credential, credentialKey } from '../domain/credential.ts'
import {
  type About,
  discrepancy,
  type DiscrepancyCode,
  type Fact,
  type FactKind,
} from '../domain/discrepancy.ts'
import { commitment } from '../domain/member.ts'
import type { Proofs } from '../domain/pickup.ts'
import type { Who, WhoArgs } from '../domain/who.ts'
import { type Change, put } from './change.ts'
import type { Operation, Sidecar } from './operation.ts'
import { type Buckets, channelScope, type Scope, storeScope } from './scope.ts'

/** What `apply` is given: the operation, the data beside it, and when the server received it (a tablet: its own clock). */
export type Given<Op extends Operation = Operation> = {
  readonly operation: Op
  readonly sidecars: readonly Sidecar[]
  readonly receivedAt: number
  /** Its place in the chain of its tablet; a channel and the system have none. */
  readonly seq?: number | undefined
  /** The tablet that sent it, by its token and not by its own word; a channel and the system have none. */
  readonly device?: string | undefined
  readonly buckets: Buckets
  /** Of the chain's business days. */
  readonly utcOffsetMinutes: number
  readonly sha256?: Sha256
  /** R35: by pickup. Hashed before the rules run, because it is slow; a tablet waits for the server's. */
  readonly proofs?: ReadonlyMap<string, Proofs> | undefined
}

/** Every op has one home scope: a tablet's op its store, a channel's op its channel. */
export function homeOf(operation: Pick<Operation, 'store' | 'channel'>): Scope {
  if (operation.channel !== undefined) return channelScope(operation.channel)
  assert(operation.store !== undefined, 'an operation belongs to a store or to a channel')
  return storeScope(operation.store)
}

/** The sidecar that an operation committed to; undefined when it is absent, erased, or not what was committed to. */
export function committedSidecar(
  given: Pick<Given, 'sidecars' | 'sha256'>,
  promised: string,
): Sidecar | undefined {
  const sha256 = given.sha256 ?? sha256Hex
  return given.sidecars.find((sidecar) => commitment(sidecar.data, sidecar.salt, sha256) === promised)
}

/** Whose purchase it is; null for nobody's, or when the value beside the operation is gone. */
export function whoOf(given: Given, who: WhoArgs | undefined): Who | null {
  if (who === undefined) return null
  if ('member' in who) return { member: who.member }
  const value = committedSidecar(given, who.commitment)?.data['value']
  if (value === undefined) return null
  const credential: Credential = { kind: who.claimed, value }
  return { credential: credentialKey(credential, given.sha256) }
}

/** What a rule found, with what it knows of its cost and of what disagrees. */
export type Found = Pick<About, 'facts' | 'cost'> & { readonly code: DiscrepancyCode }

/** A discrepancy of this operation in its home scope. */
export function flag(
  given: Given,
  found: DiscrepancyCode | Found,
  params: Readonly<Record<string, string | number>> = {},
): Change {
  const { code, ...known }: Found = typeof found === 'string' ? { code: found } : found
  const about: About = { op: given.operation.id, at: given.operation.at.wall, ...known }
  return put(homeOf(given.operation), 'discrepancy', [
    discrepancyKey(code, given.operation.id),
    discrepancy(code, about, params),
  ])
}

/** An operation as one side of what disagrees. */
export function factOf(
  operation: Operation,
  more: Pick<Fact, 'number' | 'amount' | 'quantity'> & { readonly is: FactKind },
): Fact {
  const { id, staff, at } = operation
  return { op: id, where: homeOf(operation), ...(staff === undefined ? {} : { staff }), at: at.wall, ...more }
}

export const discrepancyKey = (code: DiscrepancyCode, ...about: readonly (Id | string | number)[]): string =>
  [code, ...about].join(':')
