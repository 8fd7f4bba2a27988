import type { Request } from 'express'
import { type Id, isId } from '#shared/base/id.ts'
import { RECENT_MAX } from '#shared/domain/timeline.ts'
import type { MemberHistory } from '#shared/sync/history.ts'
import { memberTimeline } from '#server/projections/timeline.ts'
import { demandTrustedDevice } from '../guard.ts'
import { Problem } from '../problem.ts'
import type { Route } from '../route.ts'

/** What a member bought and returned last, anywhere: what somebody who serves them should know. */
const recentRoute: Route = {
  method: 'get',
  path: '/members/:id/timeline',
  asks: 'device',
  atOnceMax: 50,
  async answer(request, response, parts) {
    await demandTrustedDevice(request, parts)
    const timeline = await memberTimeline(parts.ledger, memberIn(request), RECENT_MAX)
    response.json({ ...known(timeline), totals: [] })
  },
}

/** All of it, with the sums. On demand: no tablet holds the timelines of the whole chain. */
const historyRoute: Route = {
  method: 'get',
  path: '/members/:id/history',
  asks: 'staff',
  action: 'see-full-history',
  atOnceMax: 50,
  async answer(request, response, { ledger }) {
    response.json(known(await memberTimeline(ledger, memberIn(request))))
  },
}

export const timelineRoutes: readonly Route[] = [recentRoute, historyRoute]

function memberIn(request: Request): Id {
  const member = request.params['id']
  if (typeof member !== 'string' || !isId(member)) throw new Problem('member-not-found')
  return member
}

/** A purchase may arrive before its member does: who has entries exists. */
function known(timeline: MemberHistory): MemberHistory {
  if (timeline.name === null && timeline.entries.length === 0) throw new Problem('member-not-found')
  return timeline
}
