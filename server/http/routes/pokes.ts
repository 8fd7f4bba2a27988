import type { Response } from 'express'
import { pokedScopesOf } from '#shared/sync/scope.ts'
import { demandTrustedDevice } from '../guard.ts'
import { Problem } from '../problem.ts'
import type { Route } from '../route.ts'

/** Shorter than what proxies take for silence. */
const HEARTBEAT_MS = 25_000
/** A listener that does not read is let go: a lost hint costs latency only. */
const UNREAD_BYTES_MAX = 64 * 1024

/** Hints that a scope has moved, as server-sent events. */
export const pokesRoute: Route = {
  method: 'get',
  path: '/sync/pokes',
  asks: 'device',
  async answer(request, response, parts) {
    const device = await demandTrustedDevice(request, parts)
    if (parts.isStopping()) throw new Problem('busy', { retryAfterSeconds: 5 })
    response.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
    if (request.method === 'HEAD') {
      response.end()
      return
    }
    response.flushHeaders()
    send(response, ': listening\n\n')
    const scopes = pokedScopesOf(device.id, device.store, parts.ledger.settings.buckets)
    const unsubscribe = parts.ledger.pokes.subscribe(scopes, (poke) =>
      send(response, `data: ${JSON.stringify(poke)}\n\n`),
    )
    const heartbeat = setInterval(() => send(response, ': \n\n'), HEARTBEAT_MS)
    const left = parts.streams.add(device.id, () => response.end())
    response.once('close', () => {
      unsubscribe()
      clearInterval(heartbeat)
      left()
    })
  },
}

function send(response: Response, text: string): void {
  if (response.writableEnded || response.destroyed) return
  if (response.writableLength > UNREAD_BYTES_MAX) response.destroy()
  else response.write(text)
}
