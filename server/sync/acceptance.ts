import { FIRST_LINK, linkOf } from '#shared/sync/operation.ts'
import type { Acceptance } from '#shared/sync/protocol.ts'
import type { Step } from '#server/db/query.ts'
import { type Incarnation, lockIncarnation } from '#server/tables/incarnation.ts'
import { knownOperations, placedOperations } from '#server/tables/operation.ts'
import { type ReadOp, sha256 } from './incoming.ts'

/** A read op that stands in a chain. */
export type ChainedOp = ReadOp & { readonly place: { readonly seq: number; readonly link: string } }

export type Chained =
  | { readonly is: 'expect'; readonly seq: number }
  | { readonly is: 'fork'; readonly seq: number }
  /** `fresh` continue the chain at its head; `known` are there already, with the same link. */
  | {
      readonly is: 'chained'
      readonly head: Incarnation
      readonly fresh: readonly ChainedOp[]
      readonly known: readonly ChainedOp[]
    }

/**
 * Y4: seq is contiguous and chained per incarnation. A gap is asked for again; a known seq with another link, or a link that
 * does not follow from its predecessor, is a fork: two tablets go by one name.
 */
export function* placeInChain(
  at: { device: string; incarnation: number },
  ops: readonly ChainedOp[],
): Step<Chained> {
  const head = yield* lockIncarnation(at.device, at.incarnation)
  if (!head) return { is: 'fork', seq: 1 }
  const known = ops.filter((op) => op.place.seq <= head.durableSeq)
  const fresh = ops.filter((op) => op.place.seq > head.durableSeq)
  const stands = yield* placedOperations(known.map((op) => ({ ...at, seq: op.place.seq })))
  const links = new Map(stands.map((placed) => [placed.seq, placed.link]))
  const other = known.find((op) => links.get(op.place.seq) !== op.place.link)
  if (other) return { is: 'fork', seq: other.place.seq }
  let previous = head.durableSeq === 0 ? FIRST_LINK : head.link
  let expected = head.durableSeq + 1
  for (const op of fresh) {
    if (op.place.seq !== expected) return { is: 'expect', seq: expected }
    const link = linkOf(
      previous,
      { incarnation: at.incarnation, seq: expected, bodyHash: op.bodyHash },
      sha256,
    )
    if (link !== op.place.link) return { is: 'fork', seq: expected }
    previous = link
    expected++
  }
  return { is: 'chained', head, fresh, known }
}

/** What was answered when an operation was stored is answered for ever: it follows from what is stored. */
export function* replayed(
  known: readonly ChainedOp[],
  at: { device: string; incarnation: number },
): Step<Acceptance[]> {
  const stands = yield* placedOperations(known.map((op) => ({ ...at, seq: op.place.seq })))
  const inOrder = stands.sort((a, b) => a.seq - b.seq)
  const first = yield* knownOperations(stands.map(({ op }) => op))
  return inOrder.map(({ seq, op, bodyHash }) => ({
    seq,
    id: op,
    is: first.get(op)?.bodyHash === bodyHash ? 'accepted' : 'conflict',
  }))
}
