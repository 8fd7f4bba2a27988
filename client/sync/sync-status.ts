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

const NEW_STATUS: SyncStatus = {
  waiting: 0,
  oldestAt: null,
  contact: 'never',
  lastContactAt: null,
  canSave: true,
  revokedAt: null,
}

/** The status as it is now, and who wants to hear of a change of it or of the rows. */
export class StatusBoard {
  readonly #listeners = new Set<() => void>()
  #status = NEW_STATUS

  get now(): SyncStatus {
    return this.#status
  }

  set(news: Partial<SyncStatus>): void {
    this.#status = { ...this.#status, ...news }
    this.tell()
  }

  tell(): void {
    for (const listener of this.#listeners) listener()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
