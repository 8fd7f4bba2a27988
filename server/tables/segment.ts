import type { SegmentRange } from '#shared/sync/segment.ts'
import type { DbRow, Step } from '#server/db/query.ts'

/** A sealed segment, without its bytes. `sealedAt` is Unix ms. */
export type SealedSegment = SegmentRange & {
  readonly name: string
  readonly generation: number
  readonly rows: number
  readonly sealedAt: number
}

/** Of these scopes, in feed order. */
export function* segmentsOf(scopes: readonly string[]): Step<SealedSegment[]> {
  if (scopes.length === 0) return []
  const found = yield {
    sql: `SELECT name, scope, generation, from_seq, to_seq, row_count, sealed_at FROM segment
 WHERE (scope) IN (VALUES (?)) ORDER BY scope, from_seq, to_seq`,
    each: scopes.map((scope) => [scope]),
  }
  return found.map(sealed)
}

export function* insertSegment(segment: SealedSegment, bytes: Uint8Array): Step<void> {
  const { name, scope, generation, from, to, rows, sealedAt } = segment
  yield {
    sql: `INSERT INTO segment (name, scope, generation, from_seq, to_seq, row_count, sealed_at, bytes)
 VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
    params: [name, scope, generation, from, to, rows, sealedAt, Buffer.from(bytes).toString('base64')],
  }
}

export function* segmentBytes(name: string): Step<Uint8Array | undefined> {
  const [row] = yield { sql: 'SELECT bytes FROM segment WHERE name = ?', params: [name] }
  return row && Buffer.from(String(row['bytes']), 'base64')
}

/** Those whose rows have all left the tablets, and those of which a wider one has been there since before a moment. */
export function* deleteSpentSegments(at: { scope: string; floor: number; before: number }): Step<void> {
  yield {
    sql: `DELETE FROM segment WHERE scope = ? AND (to_seq <= ? OR EXISTS (
 SELECT 1 FROM segment AS wider WHERE wider.scope = segment.scope AND wider.generation >= segment.generation
 AND wider.from_seq <= segment.from_seq AND wider.to_seq >= segment.to_seq AND wider.name <> segment.name
 AND (wider.to_seq - wider.from_seq > segment.to_seq - segment.from_seq OR wider.generation > segment.generation)
 AND wider.sealed_at < ?))`,
    params: [at.scope, at.floor, at.before],
  }
}

const sealed = (row: DbRow): SealedSegment => ({
  name: String(row['name']),
  scope: String(row['scope']),
  generation: Number(row['generation']),
  from: Number(row['from_seq']),
  to: Number(row['to_seq']),
  rows: Number(row['row_count']),
  sealedAt: Number(row['sealed_at']),
})
