import { apply, applyNeeds, applyNeedsThen } from '#shared/sync/apply.ts'
import type { Change, Message, RowKey } from '#shared/sync/change.ts'
import { deliver, deliverNeeds, deliverNeedsThen } from '#shared/sync/deliver.ts'
import type { Given } from '#shared/sync/given.ts'
import type { DiscrepancyCode } from '#shared/domain/discrepancy.ts'
import { threadRange } from '#shared/sync/target/member.ts'
import type { Step } from '#server/db/query.ts'
import type { PendingMessage } from '#server/tables/message.ts'
import type { Ledger } from './ledger.ts'
import type { WorkingSet } from './working-set.ts'

/** A message on its way, with the operation it goes back to: what is not applied yet keeps that operation invisible. */
export type Sent = {
  readonly message: Message
  readonly op: string
  readonly path: string
  readonly device: string | null
  readonly incarnation: number | null
  readonly seq: number | null
}

export type Cause = Pick<Sent, 'op' | 'device' | 'incarnation' | 'seq'>

/** Applies one operation at its home; answers what it sends onward and which rules it broke. */
export function* applyAtHome(
  set: WorkingSet,
  given: Given,
  cause: Cause,
): Step<{ sent: Sent[]; codes: readonly DiscrepancyCode[] }> {
  yield* set.load(applyNeeds(given))
  yield* loadAll(set, () => applyNeedsThen(given, set))
  const { changes, messages, codes } = apply(given, set)
  yield* changed(set, changes)
  return { codes, sent: messages.map((message, n) => ({ ...cause, message, path: String(n) })) }
}

/** Rows name further rows. */
function* loadAll(set: WorkingSet, needs: () => readonly RowKey[]): Step<void> {
  for (let wanted = needs(), asked = 0; wanted.length > asked; wanted = needs()) {
    asked = wanted.length
    yield* set.load(wanted)
  }
}

/** Applies one message at its target; answers what the target sends on. */
export function* applyAtTarget(set: WorkingSet, sent: Sent, ledger: Ledger): Step<Sent[]> {
  yield* set.load(deliverNeeds(sent.message))
  return yield* applyLoaded(set, sent, ledger)
}

function* applyLoaded(set: WorkingSet, sent: Sent, ledger: Ledger): Step<Sent[]> {
  const { message } = sent
  yield* loadAll(set, () => deliverNeedsThen(message, set, ledger.settings.buckets))
  if (message.is === 'redirect') {
    const [from, to] = threadRange(message.from.member)
    yield* set.loadRange({ scope: message.to, table: 'thread' }, from, to)
  }
  const { changes, messages } = deliver(message, set, {
    buckets: ledger.settings.buckets,
    threads: (scope, member) => set.list({ scope, table: 'thread' }, ...threadRange(member)),
  })
  yield* changed(set, changes)
  return messages.map((next, n) => ({ ...sent, message: next, path: `${sent.path}.${n}` }))
}

/** A chain of messages ends by itself (a redirect points to an earlier member); a longer one is a bug. */
const ROUNDS_MAX = 64

/** The relay on one node: everything onward in the transaction of the operation, round by round. */
export function* relayInline(set: WorkingSet, first: readonly Sent[], ledger: Ledger): Step<void> {
  let round = first
  for (let rounds = 0; round.length > 0; rounds++) {
    if (rounds === ROUNDS_MAX) throw new Error(`messages of ${round[0]?.op} go round in a ring`)
    yield* set.load(round.flatMap(({ message }) => deliverNeeds(message)))
    const next: Sent[] = []
    for (const sent of round) next.push(...(yield* applyLoaded(set, sent, ledger)))
    ledger.meter('messages', round.length)
    round = next
  }
}

/** The old row is read before it is replaced: its share of the checksum leaves with it. */
function* changed(set: WorkingSet, changes: readonly Change[]): Step<void> {
  yield* set.load(changes)
  set.change(changes)
}

export const toPending = (sent: Sent): PendingMessage => ({
  op: sent.op,
  path: sent.path,
  target: sent.message.to,
  device: sent.device,
  incarnation: sent.incarnation,
  seq: sent.seq,
  body: JSON.stringify(sent.message),
})

// Trusted: only toPending writes the body.
export const fromPending = (pending: PendingMessage): Sent => ({
  message: JSON.parse(pending.body) as Message,
  op: pending.op,
  path: pending.path,
  device: pending.device,
  incarnation: pending.incarnation,
  seq: pending.seq,
})
