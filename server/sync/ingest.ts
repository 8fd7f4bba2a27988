import { toScope } from '#shared/sync/scope.ts'
import type { DiscrepancyCode, Fact } from '#shared/domain/discrepancy.ts'
import { applyNeeds } from '#shared/sync/apply.ts'
import { put } from '#shared/sync/change.ts'
import { deviceScope, storeScope, channelScope, type Scope } from '#shared/sync/scope.ts'
import { discrepancyKey, type Given } from '#shared/sync/given.ts'
import { discrepancy } from '#shared/domain/discrepancy.ts'
import type { Operation } from '#shared/sync/operation.ts'
import type { Acceptance } from '#shared/sync/protocol.ts'
import type { Step } from '#server/db/query.ts'
import { advanceIncarnation } from '#server/tables/incarnation.ts'
import { sendMessages } from '#server/tables/message.ts'
import {
  insertAliases,
  insertOperations,
  keepConflict,
  type KnownOperation,
  knownOperations,
  type StoredOperation,
} from '#server/tables/operation.ts'
import { type ChainedOp, placeInChain, replayed } from './acceptance.ts'
import { applyAtHome, relayInline, type Sent, toPending } from './effects.ts'
import {
  type Batch,
  type Ingested,
  namedOperations,
  type Origin,
  readIncoming,
  type ReadOp,
  senderOf,
  sha256,
} from './incoming.ts'
import type { Ledger } from './ledger.ts'
import { sealSidecars } from './sidecars.ts'
import type { WorkingSet } from './working-set.ts'

/** Stores a batch and its effects inside the caller's transaction. Any authentic operation is stored; none blocks (Y5). */
export function* ingest(ledger: Ledger, set: WorkingSet, batch: Batch): Step<Ingested> {
  const { origin } = batch
  const sender = senderOf(origin)
  const read = batch.ops.map((op) => readIncoming(op, sender))
  if (origin.is !== 'device') {
    const acceptances = yield* store(ledger, set, { ...batch, fresh: read })
    return { is: 'stored', acceptances, durableSeq: 0, coveredSeq: 0 }
  }
  const chain = yield* placeInChain(origin, read.filter(isChained))
  if (chain.is !== 'chained') return chain
  const { head, fresh, known } = chain
  const again = yield* replayed(known, origin)
  if (known.length > 0) ledger.meter('duplicates', known.length)
  const acceptances = yield* store(ledger, set, { ...batch, fresh })
  const last = fresh.at(-1)
  if (last) yield* advanceIncarnation({ ...origin, durableSeq: last.place.seq, link: last.place.link })
  return {
    is: 'stored',
    acceptances: [...again, ...acceptances],
    durableSeq: last?.place.seq ?? head.durableSeq,
    coveredSeq: head.coveredSeq,
  }
}

const isChained = (op: ReadOp): op is ChainedOp => op.place !== undefined

type Fresh = Batch & { readonly fresh: readonly ReadOp[] }
type Decided = { readonly op: ReadOp; readonly is: 'new' | 'again' | 'conflict'; readonly parks: Parks }
/** `waits`: for a parked operation that it builds on. */
type Parks = false | 'fails' | 'waits'

function* store(ledger: Ledger, set: WorkingSet, { origin, fresh, park }: Fresh): Step<Acceptance[]> {
  if (fresh.length === 0) return []
  const at = ledger.received()
  const decided = decide(
    fresh,
    yield* knownOperations([...new Set(fresh.flatMap((op) => [op.id, ...namedOperations(op.operation)]))]),
    { park, origin },
  )
  const news = decided.filter(({ is }) => is === 'new')
  // One question for the whole batch; what `run` asks for is here then.
  yield* set.load(news.flatMap(({ op, parks }) => (runs(op, parks) ? applyNeeds(op) : [])))
  const sent: Sent[] = []
  for (const { op, parks } of news) sent.push(...(yield* run(ledger, set, { op, origin, parks, at })))
  if (ledger.relayMode === 'inline') yield* relayInline(set, sent, ledger)
  else yield* sendMessages(sent.map(toPending), at)
  yield* insertOperations(news.map(({ op, parks }) => storedOperation(op, { origin, parks, at })))
  yield* sealSidecars(news.map(({ op }) => op))
  yield* keepOthers(decided, { origin, at, set })
  for (const { op } of news) ledger.meter('operations', 1, op.kind)
  const conflicts = decided.filter(({ is }) => is === 'conflict').length
  if (conflicts > 0) ledger.meter('conflicts', conflicts)
  return decided.map(({ op, is }) => ({
    seq: op.place?.seq ?? 0,
    id: op.id,
    is: is === 'conflict' ? 'conflict' : 'accepted',
  }))
}

/**
 * Y3: an id that is known has no effects again. The same id with another body is a conflict: the first one stands. A channel's id
 * is made of what it told (F3), so that a repeat that was told at another time is no conflict.
 */
function decide(
  fresh: readonly ReadOp[],
  known: Map<string, KnownOperation>,
  { park, origin }: { readonly park: boolean | undefined; readonly origin: Origin },
): Decided[] {
  const seen = new Map(known)
  const channel = origin.is === 'channel' ? origin.channel : null
  return fresh.map((op) => {
    const before = seen.get(op.id)
    if (before) {
      const isSame = before.bodyHash === op.bodyHash || (channel !== null && before.channel === channel)
      return { op, is: isSame ? 'again' : 'conflict', parks: false }
    }
    const behind = namedOperations(op.operation).some((name) => seen.get(name)?.status === 'parked')
    const parks = park === true || op.operation === null ? 'fails' : behind && 'waits'
    seen.set(op.id, { bodyHash: op.bodyHash, channel, status: parks ? 'parked' : 'applied' })
    return { op, is: 'new', parks }
  })
}

const runs = (op: ReadOp, parks: Parks): op is ReadOp & { readonly operation: Operation } =>
  op.operation !== null && !parks

/** Accept is not apply: an operation that cannot be run is stored all the same, named, and tried again later. */
function* run(
  ledger: Ledger,
  set: WorkingSet,
  { op, origin, parks, at }: { op: ReadOp; origin: Origin; parks: Parks; at: number },
): Step<Sent[]> {
  const cause = { op: op.id, ...placeOf(origin, op) }
  if (!runs(op, parks)) {
    yield* note(set, {
      op,
      origin,
      codes: [op.trouble ?? (parks === 'waits' ? 'operation-waits' : 'operation-failed')],
      status: 'parked',
    })
    ledger.meter('parked')
    return []
  }
  const given: Given = {
    operation: op.operation,
    sidecars: op.sidecars,
    receivedAt: at,
    seq: op.place?.seq,
    device: origin.is === 'device' ? origin.device : undefined,
    buckets: ledger.settings.buckets,
    utcOffsetMinutes: ledger.settings.utcOffsetMinutes,
    sha256,
    proofs: op.proofs,
  }
  const { sent, codes } = yield* applyAtHome(set, given, cause)
  if (codes.length > 0) yield* note(set, { op, origin, codes, status: 'flagged' })
  return sent
}

type Noted = { op: ReadOp; origin: Origin; codes: readonly DiscrepancyCode[]; status: 'parked' | 'flagged' }

/** The outcome for the device, and for a parked operation a discrepancy at its home: nothing is silent. */
function* note(set: WorkingSet, { op, origin, codes, status }: Noted): Step<void> {
  const changes =
    origin.is === 'device'
      ? [put(deviceScope(origin.device), 'outcome', [op.id, { op: op.id, status, codes }])]
      : []
  if (status === 'parked') {
    for (const code of codes) {
      const at = op.envelope?.at.wall ?? 0
      const about = { op: op.id, at, facts: [factOf(origin, op)] }
      changes.push(
        put(homeScope(origin, op), 'discrepancy', [
          discrepancyKey(code, op.id),
          discrepancy(code, about, { kind: op.kind }),
        ]),
      )
    }
  }
  yield* set.load(changes)
  set.change(changes)
}

function factOf(origin: Origin, { id, envelope }: ReadOp): Fact {
  const { staff, at = { wall: 0 } } = envelope ?? {}
  const where = homeScope(origin, { envelope })
  return { is: 'operation', op: id, at: at.wall, where, ...(staff === undefined ? {} : { staff }) }
}

function* keepOthers(
  decided: readonly Decided[],
  at: { origin: Origin; at: number; set: WorkingSet },
): Step<void> {
  const { origin, set } = at
  for (const { op, is } of decided) {
    if (is !== 'conflict') continue
    yield* keepConflict({
      id: op.id,
      bodyHash: op.bodyHash,
      body: op.body,
      origin: JSON.stringify(origin),
      at: at.at,
    })
    const code = 'same-id-other-content'
    const change = put(homeScope(origin, op), 'discrepancy', [
      discrepancyKey(code, op.id),
      discrepancy(code, {
        op: op.id,
        at: at.at,
        facts: [{ is: 'operation', op: op.id }, factOf(origin, op)],
      }),
    ])
    yield* set.load([change])
    set.change([change])
  }
  if (origin.is !== 'device') return
  const { device, incarnation } = origin
  const others = decided
    .filter(({ is }) => is !== 'new')
    .map(({ op }) => op)
    .filter(isChained)
  yield* insertAliases(
    others.map((op) => ({ device, incarnation, ...op.place, op: op.id, bodyHash: op.bodyHash })),
  )
}

function homeScope(origin: Origin, op: Pick<ReadOp, 'envelope'>): Scope {
  switch (origin.is) {
    case 'device':
      // Not what the operation names: a forged one stands in the inbox of the store that it came from.
      return storeScope(origin.store)
    case 'channel':
      return channelScope(origin.channel)
    case 'system':
      if (op.envelope?.channel !== undefined) return channelScope(op.envelope.channel)
      return toScope(op.envelope?.store === undefined ? 'channel:system' : storeScope(op.envelope.store))
  }
}

const placeOf = (origin: Origin, op: ReadOp) =>
  origin.is === 'device' && op.place
    ? { device: origin.device, incarnation: origin.incarnation, seq: op.place.seq }
    : { device: null, incarnation: null, seq: null }

function storedOperation(
  op: ReadOp,
  { origin, parks, at }: { origin: Origin; parks: Parks; at: number },
): StoredOperation {
  return {
    ...placeOf(origin, op),
    id: op.id,
    origin: origin.is,
    channel: origin.is === 'channel' ? origin.channel : null,
    kind: op.kind,
    version: op.version,
    home: homeScope(origin, op),
    body: op.body,
    bodyHash: op.bodyHash,
    link: op.place?.link ?? null,
    receivedAt: at,
    status: parks ? 'parked' : 'applied',
  }
}
