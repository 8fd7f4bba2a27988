import { deflateRawSync } from 'node:zlib'
import { DAY_MS, MINUTE_MS } from '#shared/base/time.ts'
import { receiptsScopes, type Scope } from '#shared/sync/scope.ts'
import { packSegment } from '#shared/sync/segment.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { lastWrittenBefore, rowsAfter, type StoredRow } from '#server/tables/replica-row.ts'
import { headsOf } from '#server/tables/scope-head.ts'
import {
  deleteSpentSegments,
  insertSegment,
  type SealedSegment,
  segmentBytes,
  segmentsOf,
} from '#server/tables/segment.ts'

/** A segment is unpacked whole when a tablet takes it: what that may cost at once. */
const SEGMENT_ROWS_MAX = 2000
/** So many small ones are packed again into one: a new tablet asks for a few dozen, not for one a day and bucket. */
const MERGED_AT_ONCE = 10
/** A tablet may have been told of a segment, and ask for it, after a wider one has taken its place. */
const SPENT_KEPT_MS = DAY_MS

type Sealing = Pick<Ledger, 'db' | 'settings'>

/**
 * G2: packs what was written to the receipts before this business day began and is in no segment yet; answers how many segments
 * were made. A row that changed since is in a later segment or in none: segments hold what they hold, and the feed goes on.
 */
export async function sealReceipts(ledger: Ledger, at = ledger.now()): Promise<number> {
  const before = startOfDay(at, ledger.settings.utcOffsetMinutes)
  return await sealWrittenBefore(ledger, before, at)
}

/** The same up to a moment of the caller's. */
export async function sealWrittenBefore(ledger: Sealing, before: number, at: number): Promise<number> {
  let count = 0
  for (const scope of receiptsScopes(ledger.settings.buckets)) {
    const had = count
    while (await sealNext(ledger, scope, { before, at })) count++
    while (await mergeSmall(ledger, scope, at)) count++
    if (count === had) continue
    await ledger.db.write(function* () {
      const floor = (yield* headsOf([scope])).get(scope)?.floor ?? 0
      yield* deleteSpentSegments({ scope, floor, before: at - SPENT_KEPT_MS })
    })
  }
  return count
}

const startOfDay = (at: number, utcOffsetMinutes: number): number => {
  const offset = utcOffsetMinutes * MINUTE_MS
  return Math.floor((at + offset) / DAY_MS) * DAY_MS - offset
}

type Range = Pick<SealedSegment, 'scope' | 'generation' | 'from' | 'to'>
type Found = { readonly range: Range; readonly rows: readonly StoredRow[] }

async function sealNext(
  ledger: Sealing,
  scope: Scope,
  when: { before: number; at: number },
): Promise<boolean> {
  const found = await ledger.db.read(function* () {
    const head = (yield* headsOf([scope])).get(scope)
    if (!head) return undefined
    const { generation, floor } = head
    const sealed = (yield* segmentsOf([scope])).filter((one) => one.generation === generation)
    const from = sealed.reduce((last, { to }) => Math.max(last, to), floor)
    const last = yield* lastWrittenBefore(scope, from, when.before)
    if (last === undefined) return undefined
    const rows = yield* rowsAfter({ scope, after: from, to: last }, SEGMENT_ROWS_MAX)
    const to = rows.length < SEGMENT_ROWS_MAX ? last : (rows.at(-1)?.seq ?? last)
    return { range: { scope, generation, from, to }, rows }
  })
  if (found) await seal(ledger, found, when.at)
  return found !== undefined
}

/** The small ones at the end of the chain become one, without the rows that have changed since. */
async function mergeSmall(ledger: Sealing, scope: Scope, at: number): Promise<boolean> {
  const found = await ledger.db.read(function* () {
    const head = (yield* headsOf([scope])).get(scope)
    const sealed = (yield* segmentsOf([scope])).filter(({ generation }) => generation === head?.generation)
    const small = widest(sealed).slice(-MERGED_AT_ONCE)
    const [first, last] = [small[0], small.at(-1)]
    if (!first || !last || small.length < MERGED_AT_ONCE) return undefined
    if (small.reduce((sum, { rows }) => sum + rows, 0) > SEGMENT_ROWS_MAX) return undefined
    const rows = yield* rowsAfter({ scope, after: first.from, to: last.to }, SEGMENT_ROWS_MAX)
    return { range: { ...first, to: last.to }, rows }
  })
  if (found) await seal(ledger, found, at)
  return found !== undefined
}

/** In feed order (as they are given), those that no wider one covers. */
function widest(sealed: readonly SealedSegment[]): SealedSegment[] {
  const chain: SealedSegment[] = []
  for (const one of sealed) {
    const last = chain.at(-1)
    if (last && last.from === one.from && last.to <= one.to) chain.pop()
    if (one.to > (chain.at(-1)?.to ?? -1)) chain.push(one)
  }
  return chain
}

/** A row that is gone is told of when an earlier segment may hold it. */
async function seal(ledger: Sealing, { range, rows }: Found, at: number): Promise<void> {
  const kept = range.from === 0 ? rows.filter(({ deleted }) => !deleted) : rows
  const { name, bytes } = packSegment(
    range,
    kept.map(({ table, key, seq, deleted, value }) => [table, key, seq, deleted ? null : value]),
    (text) => deflateRawSync(text),
  )
  const { scope, generation, from, to } = range
  const sealed = { name, scope, generation, from, to, rows: kept.length, sealedAt: at }
  await ledger.db.write(() => insertSegment(sealed, bytes))
}

export const segmentNamed = (ledger: Sealing, name: string): Promise<Uint8Array | undefined> =>
  ledger.db.read(() => segmentBytes(name))
