import { SEGMENT_TYPE } from '#shared/sync/segment.ts'
import { segmentNamed } from '#server/projections/segments.ts'
import { demandTrustedDevice } from '../guard.ts'
import { Problem } from '../problem.ts'
import type { Route } from '../route.ts'

const YEAR_SECONDS = 365 * 24 * 3600

/** A sealed segment by its name. Never another one under that name, so whoever has it need not ask again; packed already. */
export const segmentRoute: Route = {
  method: 'get',
  path: '/sync/segments/:name',
  asks: 'device',
  atOnceMax: 50,
  async answer(request, response, parts) {
    await demandTrustedDevice(request, parts)
    const { name } = request.params
    const bytes = await segmentNamed(parts.ledger, String(name))
    if (!bytes) throw new Problem('not-found')
    response.set('Cache-Control', `private, max-age=${YEAR_SECONDS}, immutable`)
    response.type(SEGMENT_TYPE).send(bytes)
  },
}
