import type { Request, Response } from 'express'
import type { Action } from '#shared/domain/policy.ts'
import type { SignedInPerson } from '#server/auth/person.ts'
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

type Answer<With> = (request: Request, response: Response, parts: With) => Promise<void> | void

type Address = {
  readonly method: 'get' | 'post'
  readonly path: string
  /** Requests that are in work at once; beyond this: later. */
  readonly atOnceMax?: number
}

/** Asks for no person: who may ask is found out by the route itself, through the guard. */
type MachineRoute = Address & {
  readonly asks: 'anybody' | 'device' | 'channel'
  readonly answer: Answer<Parts>
}

/** Asks for a person who may do this: the guard lets nobody else reach the answer. */
export type StaffRoute = Address & {
  readonly asks: 'staff'
  readonly action: Action
  readonly answer: Answer<StaffParts>
}
export type StaffParts = Parts & { readonly person: SignedInPerson }

/** One address: parse, call one function, answer. Without saying who may ask it does not compile. */
export type Route = MachineRoute | StaffRoute
