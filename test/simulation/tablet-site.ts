import type { CachedRow, KeptChunk, ScopeCursor } from '#client/db/cache.ts'
import type { DeviceState, ServerWord, StateRow, TillOp } from '#client/db/till.ts'
import { openTablet } from '#client/sync/open-tablet.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import type { TabletEnv, TabMessage } from '#client/sync/env.ts'
import type { Id } from '#shared/base/id.ts'
import { lay } from '#shared/sync/lay.ts'
import { inflate } from '../tablet/inflate.ts'
import { CrashableStorage } from '../tablet/crashable-storage.ts'
import type { StorageSession } from '../tablet/storage-session.ts'
import { TabChannels } from '../tablet/tab-channel.ts'
import { TabLocks } from '../tablet/tab-locks.ts'
import type { Fetch, Network } from './network.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'
import type { WorldFaults } from './world-faults.ts'

const NativePromise = Promise
const cacheName = 'onecounter-cache'
const pollMs = 120_000

export type SiteOptions = {
  readonly name: string
  readonly time: Scheduler
  readonly network: Network
  readonly random: Random
  readonly faults: WorldFaults
  /** Goes around the faulty network: how the world is furnished before it begins. */
  readonly quietFetch?: Fetch
  readonly onBroken: (error: unknown) => void
}

export type Tab = {
  readonly site: TabletSite
  readonly slot: number
  readonly actor: string
  readonly session: StorageSession
  tablet: Tablet | undefined
}

/** An operation that this tablet's screen has promised, by the key under which its journal must show it. */
export type OwnOp = {
  readonly id: string
  readonly key: string
  readonly member: Id | null
  readonly atMs: number
  readonly actor: string
}

/** One tablet: its disk, its tabs, its clock. Tabs crash and are opened again; the disk stays. */
export class TabletSite {
  readonly name: string
  readonly own: OwnOp[]
  readonly storage: CrashableStorage
  readonly tabs: Tab[] = []
  /** What the device's own clock is ahead of true time, ms. */
  readonly skewMs: number
  readonly #at: SiteOptions
  readonly #locks: TabLocks | undefined
  readonly #channels = new TabChannels<TabMessage>()
  #opened = 0
  #armed: { actor: string; in: number } | undefined
  refusesWrites = false
  /** Whether members who become one do so in one transaction. */
  readonly showsMerges: boolean

  constructor(options: SiteOptions, from?: TabletSite) {
    this.#at = options
    this.name = options.name
    const { random, faults } = options
    this.storage = from ? from.storage.clone() : new CrashableStorage({ history: 8 })
    this.own = from ? [...from.own] : []
    this.#locks = faults.has('no-locks') && random.chance(0.7) ? undefined : new TabLocks()
    this.showsMerges = !faults.has('relay-deferred')
    const skews = faults.has('clock-wrong') ? [0, 3_600_000, -7_200_000, 86_400_000, 45_000] : [0]
    this.skewMs = random.pick(skews)
    if (this.skewMs !== 0) faults.hit('clock-wrong')
  }

  /** The tabs in which somebody can work. */
  get ready(): (Tab & { readonly tablet: Tablet })[] {
    return this.tabs.filter((tab): tab is Tab & { readonly tablet: Tablet } => tab.tablet !== undefined)
  }

  /** What is on the disk, past all tabs. Trusted: only Till and Cache write there. */
  operations(): TillOp[] {
    return this.storage.peek('onecounter-till', 'operations') as TillOp[]
  }

  /** What the server has last told of this tablet's chain, and under which epoch. */
  told():
    | {
        readonly epoch: string
        readonly device: string
        readonly incarnation: number
        readonly durableSeq: number
      }
    | undefined {
    const state = new Map(
      (this.storage.peek('onecounter-till', 'state') as StateRow[]).map(({ key, value }) => [key, value]),
    )
    // Trusted: only the till writes there.
    const device = state.get('device') as DeviceState | undefined
    const word = state.get('word') as ServerWord | undefined
    return device && { ...device, durableSeq: word?.durableSeq ?? 0 }
  }

  cursors(): ScopeCursor[] {
    return this.storage.peek(cacheName, 'scopes') as ScopeCursor[]
  }

  rows(): CachedRow[] {
    return this.storage.peek(cacheName, 'rows') as CachedRow[]
  }

  chunks(): KeptChunk[] {
    return this.storage.peek(cacheName, 'chunks') as KeptChunk[]
  }

  /** Opens a tab; resolves when it is ready, or never when it dies before. */
  open(slot: number, code?: string): Promise<Tab> {
    const { time, onBroken } = this.#at
    const actor = `${this.name}.${++this.#opened}`
    const queue = time.queueOf(actor)
    const session = this.storage.openSession({
      queue,
      refuseWrite: () => (this.refusesWrites ? 'QuotaExceededError' : undefined),
    })
    session.onBoundary(() => this.#countDown(actor))
    const tab: Tab = { site: this, slot, actor, session, tablet: undefined }
    this.tabs.push(tab)
    time.trace.note(`${actor} opens`)
    if (slot > 0) this.#at.faults.hit(this.#locks ? 'two-tabs' : 'no-locks')
    return new NativePromise((resolve) => {
      time.post(actor, () => {
        this.#boot(tab, code).then(() => resolve(tab), onBroken)
      })
    })
  }

  /** The heap of a tab is gone. To be called between tasks. */
  crash(tab: Tab): void {
    const at = this.tabs.indexOf(tab)
    if (at < 0) return
    this.tabs.splice(at, 1)
    this.#at.time.kill(tab.actor)
    tab.session.crash()
    this.#locks?.release(tab.session)
    this.#channels.release(tab.session)
  }

  crashAll(): void {
    for (let tab = this.tabs[0]; tab !== undefined; tab = this.tabs[0]) this.crash(tab)
  }

  /** The tab will die when it is about to get its k-th storage event from now. */
  arm(tab: Tab, k: number): void {
    this.#armed = { actor: tab.actor, in: k }
  }

  /** Nothing goes wrong with this tablet from now on. */
  spare(): void {
    this.#armed = undefined
    this.refusesWrites = false
  }

  /** A power cut takes the cache's last transactions with it: they are relaxed. All tabs must be gone. */
  loseCache(count: number): void {
    if (this.storage.dropLast(cacheName, count) > 0) this.#at.faults.hit('cache-lost')
  }

  /** Everything comes from the server again. All tabs must be gone. */
  clearCache(): void {
    this.storage.remove(cacheName)
    this.#at.faults.hit('cache-cleared')
  }

  #countDown(actor: string): void {
    if (this.#armed?.actor !== actor) return
    this.#armed.in--
    if (this.#armed.in > 0) return
    this.#armed = undefined
    const tab = this.tabs.find((one) => one.actor === actor)
    if (tab === undefined) return
    this.#at.faults.hit('tab-crash')
    this.crash(tab)
  }

  async #boot(tab: Tab, code: string | undefined): Promise<void> {
    const tablet = await openTablet(this.#env(tab, code === undefined ? undefined : this.#at.quietFetch))
    if (code !== undefined) {
      const enrolled = await tablet.enrol(code)
      if (!enrolled.ok) throw new Error(`${this.name} was not enrolled: ${enrolled.error}`)
      tablet.close()
      return
    }
    tab.tablet = tablet
    tablet.sync.start()
  }

  #env(tab: Tab, fetch: Fetch | undefined): TabletEnv {
    const { time, network, random } = this.#at
    const { actor, session } = tab
    const chance = random.fork(actor)
    const startMs = time.now()
    return {
      indexedDB: session.indexedDB,
      IDBKeyRange: session.IDBKeyRange,
      fetch: fetch ?? network.fetchFor({ tablet: this.name, actor }),
      now: () => Math.floor(time.now()) + this.skewMs,
      monotonic: () => time.now() - startMs,
      rules: async () => lay,
      randomBytes: (count) => chance.bytes(count),
      setTimer: (run, ms) => time.setTimer(actor, run, ms),
      locks: this.#locks?.of(session),
      channel: this.#channels.of(session),
      origin: '',
      app: 'simulation',
      inflate,
      pollMs,
    }
  }
}
