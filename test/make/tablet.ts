import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { Cache } from '#client/db/cache.ts'
import { type DeviceState, Till, type TillOp } from '#client/db/till.ts'
import type { TabletEnv } from '#client/sync/env.ts'
import { openTablet } from '#client/sync/open-tablet.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { known } from '#shared/base/assert.ts'
import { lay } from '#shared/sync/lay.ts'
import { Random } from '../simulation/random.ts'
import { morningMs } from './ids.ts'
import { inflate } from '../tablet/inflate.ts'
import type { ShopServer } from './shop-server.ts'
import { Timers } from './timers.ts'

/** One tablet in the test's hands: its storage, its clock, and tabs that come and go. */
export class TestTablet {
  readonly server: ShopServer
  readonly timers = new Timers(morningMs)
  storage = new IDBFactory()
  readonly #random: Random
  readonly #tabs: Tablet[] = []

  constructor(server: ShopServer, seed: string) {
    this.server = server
    this.#random = new Random(seed)
  }

  env(over: Partial<TabletEnv> = {}): TabletEnv {
    const { timers } = this
    return {
      indexedDB: this.storage,
      IDBKeyRange,
      fetch: this.server.fetch,
      now: timers.now,
      monotonic: () => timers.now() - morningMs,
      rules: async () => lay,
      randomBytes: (count) => this.#random.bytes(count),
      setTimer: timers.setTimer,
      origin: '',
      app: 'test',
      inflate,
      ...over,
    }
  }

  /** Opens a tab. */
  async open(over: Partial<TabletEnv> = {}): Promise<Tablet> {
    const tab = await openTablet(this.env(over))
    this.#tabs.push(tab)
    return tab
  }

  /** Opens a tab and enrols it. */
  async enrolled(register = 'R01', over: Partial<TabletEnv> = {}): Promise<Tablet> {
    const tab = await this.open(over)
    const enrolled = await tab.enrol(await this.server.code(register))
    if (!enrolled.ok) throw new Error(`not enrolled: ${enrolled.error}`)
    return tab
  }

  /** Looks into the till beside whatever tab is open. */
  async till<T>(look: (till: Till) => Promise<T>): Promise<T> {
    const till = new Till({ indexedDB: this.storage, IDBKeyRange })
    await till.open()
    try {
      return await look(till)
    } finally {
      till.close()
    }
  }

  async cache<T>(look: (cache: Cache) => Promise<T>): Promise<T> {
    const cache = new Cache({ indexedDB: this.storage, IDBKeyRange })
    await cache.open()
    try {
      return await look(cache)
    } finally {
      cache.close()
    }
  }

  operations(): Promise<TillOp[]> {
    return this.till((till) => till.operations.orderBy('[incarnation+seq]').toArray())
  }

  async device(): Promise<DeviceState> {
    return known(await this.till((till) => till.read('device')), 'the device')
  }

  /** Another tablet with everything that this one has stored: a copied image. */
  async copied(seed: string): Promise<TestTablet> {
    const copy = new TestTablet(this.server, seed)
    const [operations, state] = await this.till((till) =>
      Promise.all([till.operations.toArray(), till.state.toArray()]),
    )
    await copy.till(async (till) => {
      await till.operations.bulkAdd(operations)
      await till.state.bulkAdd(state)
    })
    return copy
  }

  close(): void {
    for (const tab of this.#tabs.splice(0)) tab.close()
  }
}

/** Push and pull until nothing more happens by itself. */
export async function settle(...tabs: readonly Tablet[]): Promise<void> {
  for (let round = 0; round < 2; round++) {
    for (const tab of tabs) {
      tab.sync.pushNow()
      tab.sync.pullNow()
      await tab.sync.idle()
      await tab.settled()
    }
  }
}
