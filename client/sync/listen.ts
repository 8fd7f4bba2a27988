import * as z from 'zod/mini'
import { parseJson } from '#shared/base/json.ts'
import { Poke } from '#shared/sync/protocol.ts'
import type { TabletEnv } from './env.ts'
import { linesOf } from './transport.ts'

/** The server beats every 25 s: a connection that is silent for longer is dead, whatever the network says. */
const SILENT_MS = 60_000

/**
 * Hears pokes (server-sent events over fetch, so that the token travels in a header) until the connection ends; then resolves
 * with whether anything was heard. A poke is a hint: whoever misses one finds out at the next poll.
 */
export async function listen(
  env: TabletEnv,
  at: { token: string; signal: AbortSignal },
  hear: (poke: z.infer<typeof Poke>) => void,
): Promise<boolean> {
  const call = new AbortController()
  const hangUp = (): void => call.abort()
  at.signal.addEventListener('abort', hangUp)
  let heard = false
  let cancel = env.setTimer(hangUp, SILENT_MS)
  try {
    const response = await env.fetch(`${env.origin}/sync/pokes`, {
      headers: { authorization: `Bearer ${at.token}`, accept: 'text/event-stream' },
      signal: call.signal,
      cache: 'no-store',
      redirect: 'manual',
    })
    if (!response.ok || !(response.headers.get('content-type') ?? '').startsWith('text/event-stream')) {
      throw new Error(`no pokes: ${response.status}`)
    }
    for await (const line of linesOf(response)) {
      heard = true
      cancel()
      cancel = env.setTimer(hangUp, SILENT_MS)
      if (!line.startsWith('data:')) continue
      const poke = z.safeParse(Poke, parseJson(line.slice(5)))
      if (poke.success) hear(poke.data)
    }
  } catch (error) {
    if (!heard) throw error
  } finally {
    cancel()
    at.signal.removeEventListener('abort', hangUp)
  }
  return heard
}
