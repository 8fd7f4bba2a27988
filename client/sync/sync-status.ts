import type { Contact } from './env.ts'

/** The truth about the network, for the status line. Times are Unix ms by this tablet's clock. */
export type SyncStatus = {
  readonly waiting: number
  readonly oldestAt: number | null
  readonly contact: Contact
  readonly lastContactAt: number | null
  /** False: this tablet cannot save; no money may be taken. */
  readonly canSave: boolean
  /** By the server's clock: since then this tablet may hand in what it holds, and nothing else. */
  readonly revokedAt: number | null
}

export const NEW_STATUS: SyncStatus = {
  waiting: 0,
  oldestAt: null,
  contact: 'never',
  lastContactAt: null,
  canSave: true,
  revokedAt: null,
}
