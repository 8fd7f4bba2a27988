import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { TabletEnv } from '#client/sync/env.ts'
import { openTablet } from '#client/sync/open-tablet.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { Cache } from '#client/db/cache.ts'
import { Till } from '#client/db/till.ts'
import { lay } from '#shared/sync/lay.ts'
import { inflate } from './inflate.ts'
import type { CrashableStorage } from './crashable-storage.ts'
import type { StorageSession } from './storage-session.ts'
import type { Asker, Uplink } from './uplink.ts'

export type HeapParts = {
  readonly storage: CrashableStorage
  readonly uplink: Uplink
  /** `http://127.0.0.1:4000` */
  readonly origin: string
  /** Ms between polls; 0 turns polling off. */
  readonly pollMs?: number | undefined
}

const APP = 'headless'
const pack = promisify(gzip)

/** One run of the app on the tablet: from its opening to its end, or to the crash that takes everything but the storage. */
export class Heap {
  readonly tablet: Tablet
  readonly #life: Life
  readonly #session: StorageSession

  private constructor(tablet: Tablet, life: Life, session: StorageSession) {
    this.tablet = tablet
    this.#life = life
    this.#session = session
  }

  static async open(parts: HeapParts): Promise<Heap> {
    const life = new Life(parts.uplink)
    const session = parts.storage.openSession({ onCrash: () => life.end() })
    const tablet = await openTablet(envOf(parts, life, session))
    tablet.sync.start()
    return new Heap(tablet, life, session)
  }

  /** The two databases as they are stored, for whoever counts them; to be closed after use. */
  async databases(): Promise<{ readonly till: Till; readonly cache: Cache }> {
    const [till, cache] = [new Till(this.#session), new Cache(this.#session)]
    await Promise.all([till.open(), cache.open()])
    return { till, cache }
  }

  /** What the work comes to; undefined when the heap is gone before. */
  async outcome<T>(work: Promise<T>): Promise<T | undefined> {
    return await this.#life.outcome(work)
  }

  /** A power cut: neither catch nor finally runs, no timer rings, no answer is heard. To be called between tasks. */
  crash(): void {
    this.#session.crash()
  }

  close(): void {
    this.tablet.close()
    this.#life.end()
  }
}

/** What ends with a heap besides its storage session: its timers, its connections, and everybody's wait for it. */
class Life implements Asker {
  readonly #uplink: Uplink
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #waiting = new Set<() => void>()
  #isOver = false

  constructor(uplink: Uplink) {
    this.#uplink = uplink
  }

  get isOver(): boolean {
    return this.#isOver
  }

  readonly setTimer = (run: () => void, ms: number): (() => void) => {
    if (this.#isOver) return () => {}
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      run()
    }, ms)
    this.#timers.add(timer)
    return () => {
      this.#timers.delete(timer)
      clearTimeout(timer)
    }
  }

  async outcome<T>(work: Promise<T>): Promise<T | undefined> {
    if (this.#isOver) return undefined
    const { promise: over, resolve: giveUp } = Promise.withResolvers<undefined>()
    const tell = (): void => giveUp(undefined)
    this.#waiting.add(tell)
    try {
      return await Promise.race([work, over])
    } finally {
      this.#waiting.delete(tell)
    }
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    this.#uplink.abandon(this)
    for (const tell of this.#waiting) tell()
  }
}

function envOf({ uplink, origin, pollMs }: HeapParts, life: Life, session: StorageSession): TabletEnv {
  const startedAt = performance.now()
  return {
    indexedDB: session.indexedDB,
    IDBKeyRange: session.IDBKeyRange,
    fetch: uplink.fetchFor(life),
    now: () => Date.now(),
    monotonic: () => performance.now() - startedAt,
    rules: async () => lay,
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
    setTimer: life.setTimer,
    origin,
    app: APP,
    gzip: async (text) => new Uint8Array(await pack(text, { level: 1 })),
    inflate,
    ...(pollMs === undefined ? {} : { pollMs }),
  }
}
