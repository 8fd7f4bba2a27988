import type { Route } from '../route.ts'

/** Prometheus text. Counts and times only: nothing personal is in a label. */
export const metricsRoute: Route = {
  method: 'get',
  path: '/metrics',
  asks: 'anybody',
  atOnceMax: 4,
  async answer(_request, response, { meters, streams }) {
    meters.streams(streams.count)
    const text = await meters.text()
    response.type(meters.contentType).send(text)
  },
}
