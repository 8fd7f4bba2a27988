import type { Have } from '#shared/sync/protocol.ts'
import type { Backend, Desk } from './desk.ts'
import type { Season } from './large-season.ts'

/** What the bench asks of the server's process beside HTTP: what an operator would do at the machine. */
export type Asked =
  | { readonly is: 'desks'; readonly desks: readonly Desk[] }
  | { readonly is: 'commits' }
  /** Products and members, put into the ledger as head office would. */
  | { readonly is: 'chain'; readonly products: number; readonly members: number }
  /** An enrolment code for a register of a store; both are made. */
  | { readonly is: 'code'; readonly store: string; readonly register: string }
  /** Rows in a store's journal. */
  | { readonly is: 'journal'; readonly store: string; readonly rows: number }
  /** A season of receipts, sealed day by day. */
  | { readonly is: 'season'; readonly season: Season }
  /** Where a desk would stand that has everything but the last `behind` changes of its store. */
  | { readonly is: 'have'; readonly desk: Desk; readonly behind: number }
  | { readonly is: 'stop' }

export type Told =
  | { readonly is: 'open'; readonly url: string; readonly at: Backend }
  | { readonly is: 'done' }
  | { readonly is: 'commits'; readonly count: number }
  | { readonly is: 'code'; readonly code: string }
  | { readonly is: 'season'; readonly sealingMs: number }
  | { readonly is: 'have'; readonly have: readonly Have[] }
