import type { Database, DbRow } from '#server/db/query.ts'
import { durables } from '#server/tables/device-life.ts'
import { allSettings } from '#server/tables/setting.ts'
import { Clerk } from './clerk.ts'
import { Crowd } from './crowd.ts'
import type { HumanFault } from './human-faults.ts'
import { type Fetch, Network } from './network.ts'
import { networkFaults } from './network-faults.ts'
import { Promises } from './promises.ts'
import type { Random } from './random.ts'
import { Rulings } from './rulings.ts'
import { Scheduler } from './scheduler.ts'
import { type Shop, ServerSite } from './server-site.ts'
import { calm, drawSwarm } from './swarm.ts'
import { TabletSite } from './tablet-site.ts'
import { Told } from './told.ts'
import { WebShop } from './web-shop.ts'
import { isScopeOf } from './oracle-rows.ts'
import { worldFaults, WorldFaults } from './world-faults.ts'

const NativePromise = Promise

/** Everything that takes part in one seed: the network, the server's machine, the tablets, the web shop, and what was promised. */
export class World {
  readonly random: Random
  readonly time: Scheduler
  readonly faults: WorldFaults
  readonly network: Network
  readonly promises = new Promises()
  readonly told: Told
  readonly rulings: Rulings
  readonly server: ServerSite
  readonly shop: WebShop
  readonly clerk: Clerk
  readonly sites: TabletSite[] = []
  /** How often people did what no machine prevents; known in the end. */
  humanFaults: Readonly<Record<HumanFault, number>> | undefined
  #failure: { readonly error: unknown } | undefined
  #sites = 0

  /** `rough` draws the faults of the seed; `quiet` has none but those that the caller brings. */
  constructor(random: Random, weather: 'rough' | 'quiet') {
    this.random = random
    const isRough = weather === 'rough'
    const time = new Scheduler({
      random: random.fork('schedule'),
      stickiness: random.pick([0, 0, 0.5, 0.9]),
      ...(isRough && random.chance(0.3) ? { storageDelayMs: slowDisk(random.fork('disk')) } : {}),
    })
    this.time = time
    const quiet = { ...calm(worldFaults), 'relay-deferred': random.pick([0, 1]) }
    this.faults = new WorldFaults(random.fork('faults'), isRough ? undefined : quiet)
    const { faults, promises } = this
    const swarm = isRough ? drawSwarm(random.fork('network-mask'), networkFaults) : calm(networkFaults)
    const network = new Network({ scheduler: time, random: random.fork('network'), swarm })
    this.network = network
    this.told = new Told((error) => this.broken(error))
    this.rulings = new Rulings(() => faults.hits('poison') + faults.hits('server-clock-back') > 0)
    const { told, rulings } = this
    this.server = new ServerSite({ time, network, random: random.fork('server'), faults, told, rulings })
    const crowd = new Crowd(random.fork('crowd'), random.pick([3, 5, 9]))
    const { server } = this
    this.shop = new WebShop({ time, random: random.fork('shop'), server, promises, crowd, faults })
    this.clerk = new Clerk({
      random: random.fork('clerk'),
      promises,
      faults,
      crowd,
      time,
    })
  }

  /** The first finding stands; the rest of the run is of no interest. */
  broken(error: unknown): void {
    if (this.#failure === undefined) {
      this.#failure = { error }
      this.time.trace.note(`FOUND ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  demandWhole(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }

  get db(): Database {
    return this.server.db
  }

  /** Stores with one register for each tablet, all enrolled before anything goes wrong. */
  async furnish(count: number): Promise<void> {
    const { random, server } = this
    const stores = random.pick([1, 2])
    const shops: Shop[] = Array.from({ length: count }, (_, i) => ({
      store: `s${(i % stores) + 1}`,
      register: `R0${i + 1}`,
    }))
    await server.install(shops)
    for (const { register } of shops) {
      const site = this.addSite()
      const tab = await site.open(0, await server.code(register))
      await this.turn()
      site.crash(tab)
    }
  }

  addSite(from?: TabletSite): TabletSite {
    const { time, network, random, faults } = this
    const site = new TabletSite(
      {
        name: `t${++this.#sites}`,
        time,
        network,
        random: random.fork(`tablet ${this.#sites}`),
        faults,
        quietFetch: this.#quietFetch,
        onBroken: (error) => this.broken(error),
      },
      from,
    )
    if (from === undefined) this.sites.push(site)
    return site
  }

  /** Goes on as a task of nobody else: what is done next happens between the others' tasks. */
  turn(ms = 0): Promise<void> {
    return this.time.sleep('main', ms)
  }

  /** All that can be asked of a world without faults: nothing waits, everybody has everything. */
  async isAtRest(): Promise<boolean> {
    const ops = this.sites.flatMap((site) => site.operations())
    if (ops.some(({ durable }) => durable === 0)) return false
    const { heads, chains, epoch, pending } = await this.db.read(function* () {
      const [messages] = yield { sql: 'SELECT COUNT(*) AS n FROM message' }
      const found = yield { sql: 'SELECT scope, seq, sum0, sum1 FROM scope_head' }
      return {
        pending: messages?.['n'] !== 0,
        heads: new Map(found.map((row) => [String(row['scope']), standing(row)])),
        chains: yield* durables(),
        epoch: (yield* allSettings()).get('epoch'),
      }
    })
    if (pending) return false
    // A server that went back is found out by the next pull, not at once.
    const durable = new Map(chains.map((one) => [`${one.device} ${one.incarnation}`, one.durableSeq]))
    for (const site of this.sites) {
      const told = site.told()
      if (told === undefined) continue
      if (JSON.stringify(told.epoch) !== epoch) return false
      if (told.durableSeq > (durable.get(`${told.device} ${told.incarnation}`) ?? 0)) return false
    }
    return this.sites.every((site) => {
      const device = site.ready[0]?.tablet.device
      const cursors = site.cursors()
      const at = new Map(
        cursors.map(({ scope, cursor, sum }) => [
          scope,
          standing({ seq: cursor, sum0: sum[0], sum1: sum[1] }),
        ]),
      )
      return [...heads].every(
        ([scope, there]) => !device || !isScopeOf(scope, device) || at.get(scope) === there,
      )
    })
  }

  /** The way to the server that no fault is on, for setting up. */
  readonly #quietFetch: Fetch = (input, init = {}) => {
    const asker = this.time.current ?? 'main'
    return new NativePromise((resolve, reject) => {
      this.server
        .ask({
          tablet: asker,
          method: 'POST',
          url: new URL(input instanceof Request ? input.url : input, 'http://server.test'),
          headers: new Headers(init.headers),
          body: typeof init.body === 'string' ? init.body : '',
          signal: new AbortController().signal,
        })
        .then(async (response) => {
          const text = await response.text()
          const { status, headers } = response
          this.time.post(asker, () => resolve(new Response(text, { status, headers })))
        }, reject)
    })
  }
}

/** Rows leave the tablets without a feed number: the sum tells. */
const standing = ({ seq, sum0, sum1 }: DbRow): string => `${seq} ${sum0} ${sum1}`

const slowDisk = (random: Random) => (): number => (random.chance(0.1) ? random.int(30) : 0)
