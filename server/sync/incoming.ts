import { hash } from 'node:crypto'
import type { Id } from '#shared/base/id.ts'
import { idFromText } from '#shared/base/id.ts'
import { parseJson } from '#shared/base/json.ts'
import { type Proofs, refOf } from '#shared/domain/pickup.ts'
import { storeScope } from '#shared/sync/scope.ts'
import type { Acceptance } from '#shared/sync/protocol.ts'
import {
  bodyHash,
  type Envelope,
  isOfTablets,
  type Operation,
  readOperation,
  type Reading,
  type Sidecar,
} from '#shared/sync/operation.ts'

/** The platform's SHA-256: the hot path hashes every body. A test holds it equal to the shared one. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex')

export type Origin =
  | { readonly is: 'device'; readonly device: string; readonly incarnation: number; readonly store: string }
  | { readonly is: 'channel'; readonly channel: string }
  | { readonly is: 'system' }

/** An operation as it came in, before anything is decided. Channels have no place in a chain. */
export type Incoming = {
  readonly body: string
  readonly sidecars: readonly Sidecar[]
  readonly place?: { readonly seq: number; readonly link: string }
  /** R35: what buyers can say of the pickups in it, hashed before the transaction. */
  readonly proofs?: ReadonlyMap<string, Proofs>
}

/** What one origin sent at once. `park` keeps the operations without running them: one of them fails whenever it is run. */
export type Batch = { readonly origin: Origin; readonly ops: readonly Incoming[]; readonly park?: boolean }

export type Ingested =
  | { readonly is: 'expect' | 'fork'; readonly seq: number }
  | {
      readonly is: 'stored'
      readonly acceptances: readonly Acceptance[]
      readonly durableSeq: number
      readonly coveredSeq: number
    }

/** The same, read: `operation` is null when this server cannot run it, now or ever. */
export type ReadOp = Incoming & {
  readonly id: Id
  readonly bodyHash: string
  readonly kind: string
  readonly version: number
  readonly operation: Operation | null
  readonly envelope: Envelope | null
  /** Why it cannot be run; null when it can. */
  readonly trouble: 'operation-not-understood' | 'operation-malformed' | 'operation-not-allowed' | null
}

/** Who sent it, as far as it decides what they may do. `home`: the store where a device stands. */
export type Sender = {
  readonly origin: Origin['is']
  readonly device: string | null
  readonly home: string | null
}

export const senderOf = (origin: Origin): Sender =>
  origin.is === 'device'
    ? { origin: origin.is, device: origin.device, home: storeScope(origin.store) }
    : { origin: origin.is, device: null, home: null }

/** Reads what came in. A body without a readable envelope gets the id of its own text: it is kept like any other. */
export function readIncoming(incoming: Incoming, sender: Sender): ReadOp {
  const hashed = bodyHash(incoming.body, sha256)
  const reading = readOperation(parseJson(incoming.body))
  const envelope = reading.is === 'operation' ? reading.operation : reading.envelope
  const trouble = troubleOf(reading, sender)
  return {
    ...incoming,
    bodyHash: hashed,
    id: envelope?.id ?? idFromText(incoming.body, sha256),
    kind: envelope?.kind ?? 'unreadable',
    version: envelope?.version ?? 0,
    operation: trouble === null && reading.is === 'operation' ? reading.operation : null,
    envelope,
    trouble,
  }
}

function troubleOf(reading: Reading, sender: Sender): ReadOp['trouble'] {
  switch (reading.is) {
    case 'unknown':
      return 'operation-not-understood'
    case 'malformed':
      return 'operation-malformed'
    case 'operation':
      return mayTell(reading.operation, sender) ? null : 'operation-not-allowed'
  }
}

/** Y15: a tablet tells what is done at its own store's counters, and holds leases in no other tablet's name. */
function mayTell(operation: Operation, { origin, device, home }: Sender): boolean {
  if (origin !== 'device') return true
  if (operation.store === undefined || storeScope(operation.store) !== home) return false
  const named = 'device' in operation.args ? operation.args.device : undefined
  return isOfTablets(operation) && (named === undefined || named === device)
}

/** The operations whose rows this one needs: while one of them is parked, this one parks behind it. */
export function namedOperations(operation: Operation | null): string[] {
  if (operation === null) return []
  const named: string[] = []
  if ('who' in operation.args && operation.args.who && 'member' in operation.args.who)
    named.push(operation.args.who.member)
  // An order that a counter took is named by the keys of its pickups.
  if ('pickup' in operation.args) named.push(refOf(operation.args.pickup))
  if (operation.kind === 'return.complete' || operation.kind === 'exchange.complete') {
    const { args } = operation
    const lines = 'back' in args ? args.back : args.lines
    named.push(...lines.flatMap(({ of }) => of?.ref ?? []), ...(args.from ? [args.from.ref] : []))
  }
  if ('transfer' in operation.args && operation.args.transfer) named.push(operation.args.transfer)
  return named
}
