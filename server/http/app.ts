import compression from 'compression'
import express, { type ErrorRequestHandler, type Express } from 'express'
import { answerError, attend, attended } from './attend.ts'
import { serveClient } from './client-files.ts'
import { securityHeaders } from './headers.ts'
import { Problem } from './problem.ts'
import type { Parts, Route } from './route.ts'
import { routes } from './routes.ts'

/** Every address of the server. `clientFolder` holds the built tablet. */
export function makeApp(parts: Parts, clientFolder: string): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', false)
  app.enable('strict routing')
  app.enable('case sensitive routing')
  app.use(attend(parts))
  app.use(securityHeaders())
  app.use(compression({ filter: isWorthPacking }))
  for (const [path, here] of byPath(routes)) {
    const address = app.route(path)
    for (const route of here) address[route.method](attended(route, parts))
    const allow = here.map(({ method }) => (method === 'get' ? 'GET, HEAD' : 'POST')).join(', ')
    address.all((_request, response) => {
      response.locals['route'] = path
      throw new Problem('wrong-method', { allow })
    })
  }
  serveClient(app, clientFolder)
  app.use(() => {
    throw new Problem('not-found')
  })
  // Express knows an error handler by its four parameters.
  // oxlint-disable-next-line max-params
  const onError: ErrorRequestHandler = (error: unknown, request, response, _next) =>
    answerError(error, request, { response, parts })
  app.use(onError)
  return app
}

/** What is asked and what is told at one address, in the order of the list. */
const byPath = (all: readonly Route[]): ReadonlyMap<string, readonly Route[]> =>
  Map.groupBy(all, ({ path }) => path)

/** Hints go out one by one: packing would hold them back. */
function isWorthPacking(_request: express.Request, response: express.Response): boolean {
  const type = String(response.getHeader('Content-Type') ?? '')
  return /json|javascript|text\/(?!event-stream)|svg|wasm/.test(type)
}
