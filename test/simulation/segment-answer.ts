import { segmentNamed } from '#server/projections/segments.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { SEGMENT_TYPE } from '#shared/sync/segment.ts'

/** A sealed segment as the route answers with it. */
export async function segmentAnswer(ledger: Ledger, name: string): Promise<Response> {
  const bytes = await segmentNamed(ledger, name)
  if (bytes) return new Response(Uint8Array.from(bytes), { headers: { 'content-type': SEGMENT_TYPE } })
  const problem = { type: 'urn:onecounter:problem:not-found', title: 'Nothing is here', status: 404 }
  return Response.json(problem, { status: 404, headers: { 'content-type': 'application/problem+json' } })
}
