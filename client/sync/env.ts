import type { lay } from '#shared/sync/lay.ts'
import type { SoundsOf } from '../db/find-words.ts'
import type { Inflate } from '../db/shelf.ts'
import type { Idb } from '../db/till.ts'

/** All that the sync rooms need of the world. The browser, the headless tablet and the simulation each give their own. */
export type TabletEnv = Idb & {
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>
  /** Unix ms; may be wrong, may jump. */
  readonly now: () => number
  /** Ms since this page began; never jumps. */
  readonly monotonic: () => number
  readonly randomBytes: (count: number) => Uint8Array
  /** Answers how to take the timer back. */
  readonly setTimer: (run: () => void, ms: number) => () => void
  /** Absent where there is no second tab to fear; without it nothing doubles either, it is only more traffic. */
  readonly locks?: Pick<LockManager, 'request'> | undefined
  /** Tells other tabs of this tablet; absent where there are none. */
  readonly channel?: TabChannel | undefined
  /** Where the server is: `https://host` or '' for the page's own. */
  readonly origin: string
  readonly app: string
  /** Ms between polls; 0 turns polling off (tests of the pokes). */
  readonly pollMs?: number
  /** Packs a large request; absent where nothing can. */
  readonly gzip?: ((text: string) => Promise<Uint8Array<ArrayBuffer>>) | undefined
  /** Unpacks part of a sealed segment; absent where nothing can: rows are asked for one by one. */
  readonly inflate?: Inflate | undefined
  /** The rules by which own operations are laid over the server's rows; loaded once, when the first one is. */
  readonly rules: () => Promise<typeof lay>
  /** How names sound; loaded once, when rows are stored or somebody is looked for. Absent: names are found as written. */
  readonly sounds?: (() => Promise<SoundsOf>) | undefined
  readonly storage?: Pick<StorageManager, 'persisted' | 'estimate'> | undefined
}

export type TabChannel = {
  readonly post: (message: TabMessage) => void
  readonly listen: (hear: (message: TabMessage) => void) => () => void
  readonly close: () => void
}

/** What came of the last request, in the words of the status line. */
export type Contact =
  | 'never'
  | 'online'
  | 'unreachable'
  | 'stranger'
  | 'unauthorised'
  | 'other-backend'
  | 'refused'

/** What one tab tells the others: what it wrote, so that they read it again, and what it heard from the server. */
export type TabMessage =
  | { readonly is: 'committed' }
  | { readonly is: 'pushed' }
  | { readonly is: 'pulled'; readonly keys: readonly string[]; readonly all: boolean }
  | { readonly is: 'enrolled' }
  | {
      readonly is: 'heard'
      readonly contact: Contact
      readonly lastContactAt: number | null
      readonly revokedAt: number | null
    }
  | { readonly is: 'opened' }
