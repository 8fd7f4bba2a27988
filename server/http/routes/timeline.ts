import { isId } from '#shared/base/id.ts'
import { memberTimeline } from '#server/projections/timeline.ts'
import { demandTrustedDevice } from '../guard.ts'
import { Problem } from '../problem.ts'
import type { Route } from '../route.ts'

/** What a member has bought and returned anywhere. On demand: no tablet holds the timelines of the whole chain. */
export const timelineRoute: Route = {
  method: 'get',
  path: '/members/:id/timeline',
  asks: 'device',
  atOnceMax: 50,
  async answer(request, response, parts) {
    await demandTrustedDevice(request, parts)
    const member = request.params['id']
    if (typeof member !== 'string' || !isId(member)) throw new Problem('member-not-found')
    const timeline = await memberTimeline(parts.ledger, member)
    // A purchase may arrive before its member does: who has entries exists.
    if (timeline.name === null && timeline.entries.length === 0) throw new Problem('member-not-found')
    response.json(timeline)
  },
}
