import { randomBytes } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { shownError } from '#server/watch/log.ts'
import { problemOf } from './error-table.ts'
import { demandPerson } from './guard.ts'
import { Problem, sendProblem } from './problem.ts'
import { mustHangUp } from './read-json.ts'
import type { Parts, Route } from './route.ts'

const ADDRESS_LENGTH_MAX = 2048

/** Before anything else: a number for the request, its line in the log and its time in the meters. */
export function attend({ log, meters, isStopping }: Parts): RequestHandler {
  return (request, response, next) => {
    const started = performance.now()
    const id = randomBytes(6).toString('hex')
    response.locals['request'] = id
    response.set('X-Request-Id', id)
    if (isStopping()) response.set('Connection', 'close')
    response.once('close', () => {
      const ms = Math.round(performance.now() - started)
      const route = routeShown(response)
      const status = response.writableFinished ? response.statusCode : 499
      meters.answered({ route, status }, ms / 1000)
      log[levelOf(status)]({ request: id, method: request.method, route, status, ms }, 'answered')
    })
    if (request.url.length > ADDRESS_LENGTH_MAX) throw new Problem('address-too-long')
    next()
  }
}

/** Runs one route; at most `atOnceMax` of its requests are in work. */
export function attended(route: Route, parts: Parts): RequestHandler {
  let inWork = 0
  return async (request, response) => {
    response.locals['route'] = route.path
    response.set('Cache-Control', 'no-store')
    if (inWork >= (route.atOnceMax ?? Infinity)) {
      throw new Problem('busy', { retryAfterSeconds: 1 + Math.floor(Math.random() * BUSY_SECONDS_MAX) })
    }
    inWork++
    try {
      if (route.asks !== 'staff') await route.answer(request, response, parts)
      else {
        const person = await demandPerson(request, parts, route.action)
        await route.answer(request, response, { ...parts, person })
      }
    } finally {
      inWork--
    }
  }
}

/** Spread, so that those who were sent away do not come back together. */
const BUSY_SECONDS_MAX = 30

/** What a route threw becomes a problem; nothing of it is shown but what the error table says. */
export function answerError(
  error: unknown,
  request: Request,
  { response, parts }: { response: Response; parts: Parts },
): void {
  const { problem, more, isOurs } = problemOf(error)
  const id = String(response.locals['request'])
  if (isOurs)
    parts.log.error({ request: id, route: routeShown(response), error: shownError(error) }, 'a route failed')
  if (problem === 'storage-failed') parts.fail(error)
  // An answer that has begun cannot become another one: cut off, it is not mistaken for a whole one.
  if (response.headersSent) {
    response.destroy()
    return
  }
  if (problem === 'too-large' && mustHangUp(request)) response.set('Connection', 'close')
  sendProblem(response, problem, { ...more, members: { ...more.members, request: id } })
}

/** The route's own pattern, never the address: addresses hold ids. */
const routeShown = (response: Response): string => {
  const route: unknown = response.locals['route']
  return typeof route === 'string' ? route : 'other'
}

function levelOf(status: number): 'debug' | 'info' | 'warn' {
  if (status >= 500) return 'warn'
  return status >= 400 && status !== 499 ? 'info' : 'debug'
}
