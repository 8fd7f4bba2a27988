import { OutflowArgs } from '#shared/domain/outflow.ts'
import { readOutflow, settleOutflow } from '#server/sync/outflow-door.ts'
import { demandChannel } from '../guard.ts'
import { Problem } from '../problem.ts'
import { readJson } from '../read-json.ts'
import type { Route } from '../route.ts'
import { shaped } from '../shaped.ts'

const BODY_BYTES_MAX = 256 * 1024
const PAGE = 100

/** What the shop is told, and asked to do, because of what happened at a counter. */
const readRoute: Route = {
  method: 'get',
  path: '/channels/:channel/outflow',
  asks: 'channel',
  atOnceMax: 20,
  async answer(request, response, parts) {
    const channel = await demandChannel(request, parts)
    const after = Number(request.query['after'] ?? 0)
    if (!Number.isSafeInteger(after) || after < 0)
      throw new Problem('not-understood', { detail: 'at after: no number of a page' })
    response.json(await readOutflow(parts.ledger, channel, { after, limit: PAGE }))
  },
}

const doneRoute: Route = {
  method: 'post',
  path: '/channels/:channel/outflow/done',
  asks: 'channel',
  atOnceMax: 20,
  async answer(request, response, parts) {
    const channel = await demandChannel(request, parts)
    const told = shaped(await readJson(request, BODY_BYTES_MAX), OutflowArgs)
    if (parts.ledger.writer.isFull) throw new Problem('busy', { retryAfterSeconds: 5 })
    await settleOutflow(parts.ledger, channel, told)
    response.json({ settled: told.done.length + told.failed.length })
  },
}

export const outflowRoutes: readonly Route[] = [readRoute, doneRoute]
