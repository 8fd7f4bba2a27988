import type { Have, PlannedScope, PlannedSegment, PullRequest } from '#shared/sync/protocol.ts'
import { isSealed, SEGMENT_FORMAT } from '#shared/sync/segment.ts'
import type { Step } from '#server/db/query.ts'
import { type SealedSegment, segmentsOf } from '#server/tables/segment.ts'

/** G3: names what a device can fetch sealed: all of a scope that begins anew, or what follows where one left off at a seal. */
export function* withSegments(
  scopes: readonly PlannedScope[],
  { have, segments }: Pick<PullRequest, 'have' | 'segments'>,
): Step<PlannedScope[]> {
  if (segments !== SEGMENT_FORMAT) return [...scopes]
  const had = new Map(have.map((one) => [one.scope, one]))
  const takers = scopes.filter((scope) => takesSegments(scope, had.get(scope.id)))
  const sealed = Map.groupBy(yield* segmentsOf(takers.map(({ id }) => id)), ({ scope }) => scope)
  return scopes.map((scope) => {
    const chain = takers.includes(scope) ? chainOf(scope, sealed.get(scope.id) ?? []) : []
    const [first] = chain
    return first ? { ...scope, from: first.from, segments: chain } : scope
  })
}

/** A device that stood at the end with another sum gets rows: should a segment be wrong, it would be wrong a second time. */
const takesSegments = ({ id, mode, from, to }: PlannedScope, have: Have | undefined): boolean =>
  isSealed(id) && mode !== 'drop' && from < to && have?.plain !== true && have?.cursor !== to

/** Without gaps; a snapshot begins with the segment in which the floor lies, a delta exactly at the cursor. */
function chainOf(scope: PlannedScope, sealed: readonly SealedSegment[]): PlannedSegment[] {
  const { generation, mode, from, to, floor = 0 } = scope
  const usable = sealed.filter((one) => one.generation === generation && one.to <= to)
  const begins = (one: SealedSegment): boolean =>
    mode === 'snapshot' ? one.from <= floor && one.to > floor : one.from === from
  const chain: PlannedSegment[] = []
  for (let next = widest(usable.filter(begins)); next;) {
    const at = next.to
    chain.push({ name: next.name, from: next.from, to: at })
    next = widest(usable.filter((one) => one.from === at))
  }
  return chain
}

const widest = (sealed: readonly SealedSegment[]): SealedSegment | undefined =>
  sealed.reduce<SealedSegment | undefined>((most, one) => (one.to > (most?.to ?? -1) ? one : most), undefined)
