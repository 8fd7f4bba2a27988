import { Tries } from '#server/auth/tries.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import type { Log } from '#server/watch/log.ts'
import type { Meters } from '#server/watch/meters.ts'
import type { Readiness } from '#server/watch/readiness.ts'
import { makeApp } from './app.ts'
import { listen } from './listen.ts'
import { Streams } from './streams.ts'

/** Wrong codes in a row, from anywhere, before everybody waits. 43 bits are not guessed at this pace in any lifetime. */
const TRIES_MAX = 20
const TRIES_WINDOW_MS = 10 * 60_000
/** Tabs of one tablet, and one that is going away. */
const STREAMS_OF_ONE_MAX = 3

export type Service = {
  readonly ledger: Ledger
  readonly log: Log
  readonly meters: Meters
  readonly readiness: () => Promise<Readiness>
  readonly clientFolder: string
  readonly host: string
  readonly port: number
  /** The storage cannot be trusted any more: the process must end. */
  readonly fail: (error: unknown) => void
}

export type Serving = { readonly port: number; readonly stop: () => Promise<void> }

/** Opens the shop's door: every address, on one port. */
export async function serve(service: Service): Promise<Serving> {
  let stopping = false
  const streams = new Streams(STREAMS_OF_ONE_MAX)
  const parts = {
    ...service,
    streams,
    tries: new Tries(TRIES_MAX, TRIES_WINDOW_MS),
    isStopping: () => stopping,
  }
  const listening = await listen(makeApp(parts, service.clientFolder), service, streams)
  return {
    port: listening.port,
    stop() {
      stopping = true
      return listening.stop()
    },
  }
}
