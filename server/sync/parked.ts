import type { DiscrepancyCode } from '#shared/domain/discrepancy.ts'
import { put } from '#shared/sync/change.ts'
import { deviceScope, toScope } from '#shared/sync/scope.ts'
import { discrepancyKey, type Given } from '#shared/sync/given.ts'
import type { Step } from '#server/db/query.ts'
import { sendMessages } from '#server/tables/message.ts'
import {
  knownOperations,
  parkedOperations,
  setStatus,
  type StoredOperation,
} from '#server/tables/operation.ts'
import { applyAtHome, relayInline, toPending } from './effects.ts'
import { type Incoming, namedOperations, readIncoming, sha256 } from './incoming.ts'
import type { Ledger } from './ledger.ts'
import { openSidecars } from './sidecars.ts'
import { WorkingSet } from './working-set.ts'

/** What names an operation as parked, and goes when it is not any more. */
const PARKED: readonly DiscrepancyCode[] = [
  'operation-not-understood',
  'operation-malformed',
  'operation-not-allowed',
  'operation-waits',
  'operation-failed',
]

/**
 * Runs parked operations that this server understands, in the order in which they stand in their chains: after a deploy, an
 * operation of a newer app gets its effects and its outcome. Answers how many left the park.
 */
export async function replayParked(ledger: Ledger): Promise<number> {
  let replayed = 0
  for (const stored of await ledger.db.read(parkedOperations)) {
    try {
      const sidecars = (await ledger.db.read(() => openSidecars([stored.id]))).get(stored.id) ?? []
      const [incoming = { body: stored.body, sidecars }] =
        (await ledger.proofs.prepare([{ body: stored.body, sidecars }])) ?? []
      const moved = await ledger.db.write(() => replay(ledger, { stored, incoming }))
      if (moved === undefined) continue
      replayed++
      ledger.meter('pokes', ledger.pokes.tell(moved))
    } catch {
      // It fails whenever it is run: it stays parked, named by its discrepancy.
    }
  }
  if (ledger.relayMode === 'deferred') ledger.relay.wake()
  return replayed
}

type Parked = { readonly stored: StoredOperation; readonly incoming: Incoming }

function* replay(ledger: Ledger, { stored, incoming }: Parked): Step<Map<string, number> | undefined> {
  const { operation, sidecars, proofs } = readIncoming(incoming, stored)
  if (operation === null) return undefined
  const named = yield* knownOperations(namedOperations(operation))
  if ([...named.values()].some(({ status }) => status === 'parked')) return undefined
  const given: Given = {
    operation,
    sidecars,
    receivedAt: stored.receivedAt,
    seq: stored.seq ?? undefined,
    device: stored.device ?? undefined,
    buckets: ledger.settings.buckets,
    utcOffsetMinutes: ledger.settings.utcOffsetMinutes,
    sha256,
    proofs,
  }
  const set = new WorkingSet()
  const cause = { op: stored.id, device: stored.device, incarnation: stored.incarnation, seq: stored.seq }
  const { sent, codes } = yield* applyAtHome(set, given, cause)
  if (ledger.relayMode === 'inline') yield* relayInline(set, sent, ledger)
  else yield* sendMessages(sent.map(toPending), ledger.now())
  const outcome = codes.length > 0 ? ({ op: stored.id, status: 'flagged', codes } as const) : null
  const settled = [
    ...(stored.device === null ? [] : [put(deviceScope(stored.device), 'outcome', [stored.id, outcome])]),
    ...PARKED.map((code) =>
      put(toScope(stored.home), 'discrepancy', [discrepancyKey(code, stored.id), null]),
    ),
  ]
  yield* set.load(settled)
  set.change(settled)
  set.accept()
  yield* setStatus(stored.id, 'applied')
  return yield* set.flush(ledger.now())
}
