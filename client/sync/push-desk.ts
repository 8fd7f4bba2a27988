import type { Heartbeat } from '#shared/sync/protocol.ts'
import type { Till } from '../db/till.ts'
import type { TabletEnv } from './env.ts'

/** What sending needs of the tablet. */
export type PushDesk = {
  readonly env: TabletEnv
  readonly till: Till
  readonly heartbeat: () => Promise<Heartbeat>
}

/** What came of one request. */
export type Pushed =
  | 'nothing'
  | 'more'
  | 'unreachable'
  | 'stranger'
  | 'unauthorised'
  | 'other-backend'
  | 'refused'
  | { readonly laterMs: number }

/** The version of the till's schema, told to the server with every request. */
export const TABLET_SCHEMA = 2
