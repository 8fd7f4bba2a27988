import type { Request, Response } from 'express'
import type { Tries } from '#server/auth/tries.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import type { Log } from '#server/watch/log.ts'
import type { Meters } from '#server/watch/meters.ts'
import type { Readiness } from '#server/watch/readiness.ts'
import type { Streams } from './streams.ts'

/** What routes work with. */
export type Parts = {
  readonly ledger: Ledger
  readonly log: Log
  readonly meters: Meters
  readonly tries: Tries
  readonly streams: Streams
  readonly readiness: () => Promise<Readiness>
  /** True from the signal to stop on. */
  readonly isStopping: () => boolean
  /** The storage cannot be trusted any more: the process must end. */
  readonly fail: (error: unknown) => void
}

/** One address: parse, call one function, answer. */
export type Route = {
  readonly method: 'get' | 'post'
  readonly path: string
  /** Who may ask. */
  readonly asks: 'anybody' | 'device' | 'channel'
  /** Requests that are in work at once; beyond this: later. */
  readonly atOnceMax?: number
  readonly answer: (request: Request, response: Response, parts: Parts) => Promise<void> | void
}
