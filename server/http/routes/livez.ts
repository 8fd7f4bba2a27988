import type { Route } from '../route.ts'

/** The event loop turns. Nothing else: a process must not be killed because its disk is slow. */
export const livezRoute: Route = {
  method: 'get',
  path: '/livez',
  asks: 'anybody',
  answer(_request, response) {
    response.json({ alive: true })
  },
}
