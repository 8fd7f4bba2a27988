import type { Lanes } from '#shared/base/hash.ts'
import type { Have, Heartbeat, PlannedScope, PullLine, PullRequest } from '#shared/sync/protocol.ts'
import { PAGE_ROWS_MAX } from '#shared/sync/protocol.ts'
import { scopesOfDevice } from '#shared/sync/scope.ts'
import type { Step } from '#server/db/query.ts'
import { type Incarnation, incarnationOf } from '#server/tables/incarnation.ts'
import { lowestPending } from '#server/tables/message.ts'
import { lowestParked, placedOperations } from '#server/tables/operation.ts'
import { rowsAfter, type StoredRow } from '#server/tables/replica-row.ts'
import { headsOf, type ScopeHead } from '#server/tables/scope-head.ts'
import { withSegments } from './planned-segments.ts'
import type { Ledger } from './ledger.ts'
import type { PushingDevice } from './push.ts'

const BYTES_MAX = 8 * 1024 * 1024

/**
 * What a device lacks, as NDJSON lines: a plan, pages, ends, done. Read in one snapshot, so that sums, cursors and
 * visibleSeq belong together (Y8); held in memory (≤ 8 MB), because no transaction is open while the network works.
 */
export async function* pull(
  ledger: Ledger,
  device: PushingDevice,
  request: PullRequest,
): AsyncIterable<string> {
  ledger.heartbeats.note({
    device: device.id,
    incarnation: request.incarnation,
    heartbeat: request.heartbeat,
  })
  const lines = await ledger.db.read(() => answer(ledger, device, request))
  yield* lines
}

function* answer(ledger: Ledger, device: PushingDevice, request: PullRequest): Step<string[]> {
  const { buckets, backend, epoch } = ledger.settings
  const revoked = device.revokedAt !== null
  const chosen = revoked ? [] : scopesOfDevice(device.id, device.store, buckets)
  const heads = yield* headsOf(chosen)
  const scopes = yield* withSegments(
    planned(
      chosen.map((id) => heads.get(id) ?? emptyHead(id)),
      request.have,
    ),
    request,
  )
  const { durableSeq, visibleSeq } = yield* progress(device.id, request)
  const plan: PullLine = {
    is: 'plan',
    nonce: request.nonce,
    backend,
    epoch,
    scopes,
    durableSeq,
    visibleSeq,
    at: ledger.now(),
    ...(device.revokedAt === null ? {} : { revokedAt: device.revokedAt }),
  }
  const lines = [JSON.stringify(plan)]
  let bytes = 0
  const bytesMax = Math.min(request.maxBytes, BYTES_MAX)
  let more = false
  for (const scope of scopes) {
    if (scope.mode === 'drop') continue
    // What lies in segments is fetched first; then the device asks for the rest.
    if (bytes >= bytesMax || scope.segments) more = true
    else {
      const pages = yield* pagesOf(scope, bytesMax - bytes)
      lines.push(...pages.lines)
      bytes += pages.bytes
      ledger.meter('pull_rows', pages.rows)
      if (pages.whole) lines.push(JSON.stringify(endOf(heads.get(scope.id) ?? emptyHead(scope.id))))
      else more = true
    }
  }
  lines.push(JSON.stringify({ is: 'done', more } satisfies PullLine))
  return lines
}

/** The server chooses the scopes. What the device has up to date is left out; a sum that differs at the same cursor starts anew. */
function planned(heads: readonly ScopeHead[], have: readonly Have[]): PlannedScope[] {
  const had = new Map(have.map((one) => [one.scope, one]))
  const chosen = new Set(heads.map(({ scope }) => scope))
  const drops = have.filter(({ scope }) => !chosen.has(scope))
  return [
    ...drops.map(({ scope, generation, cursor }): PlannedScope => ({
      id: scope,
      generation,
      mode: 'drop',
      from: cursor,
      to: cursor,
    })),
    ...heads.flatMap((head) => plannedScope(head, had.get(head.scope))),
  ]
}

function plannedScope(
  { scope, generation, seq, sum, floor }: ScopeHead,
  have: Have | undefined,
): PlannedScope[] {
  const to = { id: scope, generation, to: seq, ...(floor > 0 ? { floor } : {}) }
  const follows = have?.generation === generation && have.cursor <= seq && have.cursor >= floor
  const kept = have?.floor ?? 0
  if (!have || !follows || kept > floor) return [{ ...to, mode: 'snapshot', from: 0 }]
  if (have.cursor < seq) return [{ ...to, mode: 'delta', from: have.cursor }]
  if (sameLanes(have.sum, sum)) return []
  // Rows have left the tablets since: this one takes them away itself, and tells its sum again.
  return [kept < floor ? { ...to, mode: 'delta', from: seq } : { ...to, mode: 'snapshot', from: 0 }]
}

const sameLanes = (a: readonly [number, number], b: Lanes): boolean => a[0] === b[0] && a[1] === b[1]

function* pagesOf(
  scope: PlannedScope,
  bytesMax: number,
): Step<{ lines: string[]; bytes: number; rows: number; whole: boolean }> {
  const lines: string[] = []
  let cursor = scope.from
  let bytes = 0
  let rows = 0
  while (cursor < scope.to && bytes < bytesMax) {
    const found: StoredRow[] = yield* rowsAfter(
      { scope: scope.id, after: Math.max(cursor, scope.floor ?? 0), to: scope.to },
      PAGE_ROWS_MAX,
    )
    const to = found.length < PAGE_ROWS_MAX ? scope.to : (found.at(-1)?.seq ?? scope.to)
    const kept = scope.from === 0 ? found.filter((row) => !row.deleted) : found
    const line = JSON.stringify({
      is: 'page',
      scope: scope.id,
      from: cursor,
      to,
      rows: kept.map(wireRow),
    } satisfies PullLine)
    lines.push(line)
    bytes += line.length
    rows += kept.length
    cursor = to
  }
  return { lines, bytes, rows, whole: cursor >= scope.to }
}

const wireRow = (row: StoredRow): [string, string, number, string | null] => [
  row.table,
  row.key,
  row.seq,
  row.deleted ? null : row.value,
]

const endOf = ({ scope, seq, sum, count }: ScopeHead): PullLine => ({
  is: 'end',
  scope,
  to: seq,
  sum: [sum[0], sum[1]],
  count,
})

const emptyHead = (scope: string): ScopeHead => ({
  scope,
  generation: 1,
  seq: 0,
  sum: [0, 0],
  count: 0,
  floor: 0,
})

/** Y8: visible is what every target has applied: below the first message on its way and the first parked operation. */
function* progress(
  device: string,
  { incarnation, heartbeat }: PullRequest,
): Step<{ durableSeq: number; visibleSeq: number }> {
  const head = yield* incarnationOf(device, incarnation)
  if (!head || (yield* isOfAnother(head, heartbeat))) return { durableSeq: 0, visibleSeq: 0 }
  const pending = yield* lowestPending(device, incarnation)
  const parked = yield* lowestParked(device, incarnation)
  const hidden = Math.min(pending ?? Infinity, parked ?? Infinity)
  return { durableSeq: head.durableSeq, visibleSeq: Math.min(head.durableSeq, hidden - 1) }
}

/** P5: the device's chain is not the one that stands here under its name, so nothing of it is known to be durable. */
function* isOfAnother(head: Incarnation, { headSeq, headLink }: Heartbeat): Step<boolean> {
  if (headSeq === 0 || headSeq > head.durableSeq) return false
  if (headSeq === head.durableSeq) return headLink !== head.link
  const { device, incarnation } = head
  const [placed] = yield* placedOperations([{ device, incarnation, seq: headSeq }])
  return headLink !== placed?.link
}
