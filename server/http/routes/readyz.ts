import { sendProblem } from '../problem.ts'
import type { Route } from '../route.ts'

/** Whether this server may be given work: durable commits read back, schema, epoch, backlog, disk. */
export const readyzRoute: Route = {
  method: 'get',
  path: '/readyz',
  asks: 'anybody',
  async answer(_request, response, { readiness, isStopping }) {
    if (isStopping()) {
      sendProblem(response, 'not-ready', { detail: 'the server is stopping' })
      return
    }
    const { ready, checks } = await readiness()
    if (ready) {
      response.json({ ready, checks })
      return
    }
    const failed = Object.entries(checks).filter(([, check]) => !check.ok)
    const detail = failed.map(([name, check]) => `${name}: ${check.detail}`).join('; ')
    sendProblem(response, 'not-ready', { detail, members: { ready, checks } })
  },
}
