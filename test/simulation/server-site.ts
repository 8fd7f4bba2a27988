import { issueCode } from '#server/auth/issue-code.ts'
import { letterBase, skipLostLetters } from '#server/auth/letter.ts'
import type { Database } from '#server/db/query.ts'
import { openDatabase } from '#server/db/open.ts'
import { retireReceipts } from '#server/projections/retired-receipts.ts'
import { sealWrittenBefore } from '#server/projections/segments.ts'
import { recordFromChannel } from '#server/sync/channel-door.ts'
import { strikeDeadlines } from '#server/sync/deadlines.ts'
import { beginEpoch, type Ledger } from '#server/sync/ledger.ts'
import { openLedger } from '#server/sync/open-ledger.ts'
import { placeRows, putRows } from '#server/sync/rows.ts'
import { cover, durables } from '#server/tables/device-life.ts'
import { putRegister, putStore } from '#server/tables/register.ts'
import { allSettings } from '#server/tables/setting.ts'
import { type Change, put } from '#shared/sync/change.ts'
import { CATALOG, storeScope } from '#shared/sync/scope.ts'
import type { ChannelAnswer, ChannelItem } from '#shared/sync/protocol.ts'
import { copyOf, type DatabaseCopy, openCopy } from './database-copy.ts'
import type { Network, VirtualRequest } from './network.ts'
import { PoisonedDatabase, type Sting } from './poison.ts'
import type { Random } from './random.ts'
import { firstRule, nextRule, ruleOnDisk, rowsOfRule, type Rulings } from './rulings.ts'
import type { Scheduler } from './scheduler.ts'
import { ServerDoor } from './server-door.ts'
import { Broken, type Told } from './told.ts'
import { WatchedDatabase } from './watched-database.ts'
import type { WorldFaults } from './world-faults.ts'

export const channel = 'web'
export type Shop = { readonly store: string; readonly register: string }

const NativePromise = Promise

export type ServerOptions = {
  readonly time: Scheduler
  readonly network: Network
  readonly random: Random
  readonly faults: WorldFaults
  readonly told: Told
  readonly rulings: Rulings
}

const placeOf = ({ store }: Shop): Change =>
  put(CATALOG, 'place', [storeScope(store), { id: storeScope(store), name: store }])

/** The server's machine: its disk, and the process that runs on it, which can die and be started again. */
export class ServerSite {
  readonly #at: ServerOptions
  readonly #relay: 'inline' | 'deferred'
  readonly #collectMs: number
  readonly #sting: Sting
  #disk: Database | undefined
  #poisoned: PoisonedDatabase | undefined
  #process: { readonly actor: string; readonly ledger: Ledger; readonly door: ServerDoor } | undefined
  #starts = 0
  #isCured = false
  #killIn = 0
  #mode: 'rough' | 'calm' = 'calm'
  #stores: readonly string[] = []
  /** By how much the machine's clock was set back, ms. */
  behindMs = 0

  constructor(options: ServerOptions) {
    this.#at = options
    const { random, faults } = options
    this.#relay = faults.has('relay-deferred') ? 'deferred' : 'inline'
    this.#collectMs = random.pick([0, 0, 2, 50])
    this.#sting = random.pick(['operation', 'rows'])
  }

  get isUp(): boolean {
    return this.#process !== undefined
  }

  get ledger(): Ledger {
    if (this.#process === undefined) throw new Error('the server is down')
    return this.#process.ledger
  }

  get db(): Database {
    if (this.#disk === undefined) throw new Error('the server has no disk yet')
    return this.#disk
  }

  /** The machine is set up: stores, registers, the chain's settings. */
  async install(shops: readonly Shop[]): Promise<void> {
    this.#disk = this.#watch(await openDatabase({ url: 'sqlite::memory:' }))
    await this.#disk.write(function* () {
      for (const { store, register } of shops) {
        yield* putStore({ id: store, name: store })
        yield* putRegister({ id: register, name: register, store: { id: store, name: store } })
      }
      const stores = shops.map(({ store }) => store)
      yield* placeRows([...shops.map(placeOf), ...rowsOfRule(firstRule, stores)], 0)
    })
    this.#stores = [...new Set(shops.map(({ store }) => store))]
    this.#at.rulings.ruled(firstRule, 0)
    await this.start()
  }

  async code(register: string): Promise<string> {
    const code = await issueCode(this.db, { register, at: Math.floor(this.#at.time.now()) })
    if (code === undefined) throw new Error(`no register ${register}`)
    return code
  }

  /** Kills may come from now on, at any pause of the server's work. */
  setMode(mode: 'rough' | 'calm'): void {
    this.#mode = mode
    this.#killIn = this.#nextKill()
  }

  /** A start after a crash carries on what is pending. */
  async start(): Promise<void> {
    const { time, network, told } = this.#at
    const actor = `server-${++this.#starts}`
    time.ownTimers(actor)
    const poisoned = new PoisonedDatabase(this.db, {
      sting: this.#sting,
      onSting: () => this.#at.faults.hit('poison'),
    })
    if (this.#isCured) poisoned.cure()
    if (this.#relay === 'deferred') this.#at.faults.hit('relay-deferred')
    this.#poisoned = poisoned
    const ledger = await this.#asTask(actor, () =>
      openLedger(
        {
          db: poisoned,
          now: () => Math.floor(time.now()) - this.behindMs,
          relay: this.#relay,
          collectMs: this.#collectMs,
          pause: () => this.#pause(actor),
        },
        {
          chainName: 'Sim',
          cardPattern: 'M#######',
          utcOffsetMinutes: 480,
          buckets: { directory: 2, receipts: 2, member: 2, credential: 2 },
        },
      ),
    )
    const door = new ServerDoor(ledger, told)
    this.#process = { actor, ledger, door }
    network.attach({ actor, handle: (request) => door.handle(request) })
    time.trace.note(`${actor} is up`)
  }

  /** SIGKILL: nothing of it runs any more; what was committed is there. To be called between tasks. */
  async kill(): Promise<void> {
    if (this.#process === undefined) return
    this.#at.time.kill(this.#process.actor)
    this.#process = undefined
    if (this.#at.rulings.isRuling) await this.#ruled()
    await this.#compare()
  }

  /** What is poisoned is mended with the next version, which the next start runs. */
  cure(): void {
    this.#isCured = true
    this.#poisoned?.cure()
  }

  /** A request that no network is in the way of. */
  ask(request: VirtualRequest): Promise<Response> {
    const running = this.#process
    if (running === undefined) throw new Error('the server is down')
    return this.#asTask(running.actor, () => running.door.handle(request))
  }

  async tell(items: readonly ChannelItem[]): Promise<ChannelAnswer | undefined> {
    const running = this.#process
    if (running === undefined) return undefined
    const answer = await this.#asTask(running.actor, () => recordFromChannel(running.ledger, channel, items))
    this.#at.told.channelAccepted(answer.acceptances.map(({ id }) => id))
    return answer
  }

  /** As the chores do every minute: what is due by the server's clock happens. */
  async strike(): Promise<number> {
    const running = this.#process
    if (running === undefined) return 0
    return await this.#asTask(running.actor, () => strikeDeadlines(running.ledger))
  }

  /** Head office changes the terms, or says who leads a store. */
  async rule(): Promise<void> {
    const { rulings, random, time } = this.#at
    const running = this.#process
    if (running === undefined || !rulings.begin(time.now())) return
    const rows = rowsOfRule(nextRule(rulings.last, random), this.#stores)
    await this.#asTask(running.actor, () => putRows(running.ledger, rows))
    await this.#ruled()
  }

  /** What the disk says now is the rule. */
  async #ruled(): Promise<void> {
    this.#at.rulings.ruled(await ruleOnDisk(this.db, this.#stores[0] ?? ''), this.#at.time.now())
  }

  /** As `npm run backup` does: a copy first, then what it covers. */
  async backup(): Promise<DatabaseCopy> {
    const copy = await copyOf(this.db)
    const held = await this.db.read(durables)
    await this.db.write(() => cover(held))
    return copy
  }

  /** As `npm run restore` does, with the server stopped. */
  async restore(copy: DatabaseCopy): Promise<void> {
    const before = await this.#epoch()
    const letters = await this.db.read(letterBase)
    const now = this.#at.time.now()
    await this.#replace(copy)
    await this.db.write(function* () {
      yield* skipLostLetters({ replaced: letters, now })
      yield* beginEpoch()
    })
    if ((await this.#epoch()) === before) throw new Broken('P2 a restored server goes on under its old epoch')
  }

  /** The operator puts an old file in place and tells nobody. */
  async copyFile(copy: DatabaseCopy): Promise<void> {
    await this.#replace(copy)
  }

  /** As the chores do once a day: everything that is there. */
  async seal(): Promise<number> {
    const now = Math.floor(this.#at.time.now())
    return await sealWrittenBefore({ db: this.db, settings: this.ledger.settings }, now, now)
  }

  /** As the chores do, with a shorter memory. */
  async retire(keptMs: number): Promise<number> {
    const now = Math.floor(this.#at.time.now())
    const { settings } = this.ledger
    return await retireReceipts({ db: this.db, settings, now: () => now }, now - keptMs)
  }

  #watch(db: Database): Database {
    return new WatchedDatabase(db, (error) => this.#at.told.broken(error))
  }

  async #replace(copy: DatabaseCopy): Promise<void> {
    if (this.isUp) throw new Error('stop the server first')
    await this.db.close()
    this.#disk = this.#watch(await openCopy(copy))
    this.#at.told.setBack()
    await this.#ruled()
  }

  async #epoch(): Promise<string | undefined> {
    return (await this.db.read(allSettings)).get('epoch')
  }

  /** What is on its disk now, whether it runs or not. */
  async heldIds(): Promise<Set<string>> {
    return await this.db.read(function* () {
      const rows = yield { sql: 'SELECT id FROM op' }
      return new Set(rows.map(({ id }) => String(id)))
    })
  }

  async #compare(): Promise<void> {
    const chains = await this.db.read(durables)
    this.#at.told.compare({
      chains: new Map(chains.map((one) => [`${one.device} ${one.incarnation}`, one.durableSeq])),
      ops: await this.heldIds(),
    })
  }

  /** The server's crash points: after each commit and between the transactions of the relay. */
  async #pause(actor: string): Promise<void> {
    const { time, random, faults } = this.#at
    if (this.#mode === 'rough' && --this.#killIn <= 0 && faults.has('server-kill')) {
      this.#killIn = this.#nextKill()
      if (this.#process?.actor === actor) {
        faults.hit('server-kill')
        time.post('director', () => void this.kill())
        return await new NativePromise<void>(() => {})
      }
    }
    const slow = this.#mode === 'rough' && faults.meets('server-slow', 0.2)
    if (slow) faults.hit('server-slow')
    await time.sleep(actor, slow ? random.between(200, 45_000) : random.int(6))
  }

  #nextKill(): number {
    return 3 + Math.floor(this.#at.random.exponential(60))
  }

  /** Runs as a task of the actor; never settles when it dies meanwhile. */
  #asTask<T>(actor: string, run: () => Promise<T>): Promise<T> {
    return new NativePromise((resolve, reject) => {
      this.#at.time.post(actor, () => void run().then(resolve, reject))
    })
  }
}
