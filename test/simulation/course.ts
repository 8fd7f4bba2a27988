import { timeOrderedId } from '#shared/base/id.ts'
import type { DatabaseCopy } from './database-copy.ts'
import { commitForeign } from './foreign-app.ts'
import type { Gesture } from './clerk.ts'
import { type Day, dayOf } from './days.ts'
import type { Random } from './random.ts'
import { checkLeasesNow } from './leases.ts'
import { worth } from './promises.ts'
import { checkShown } from './shown.ts'
import type { Tab, TabletSite } from './tablet-site.ts'
import { Broken } from './told.ts'
import type { World } from './world.ts'

/** Between two gestures: a rush, or a quiet hour. */
const gapsMs = [20, 20, 400, 8_000, 30_000]

/** The safety phase: people work while everything that may break breaks. */
export class Course {
  readonly #world: World
  readonly #day: Day
  readonly #clock: Random
  readonly #copies: DatabaseCopy[] = []
  readonly #images = new Map<TabletSite, TabletSite>()
  readonly #reopenAt = new Map<string, number>()
  readonly #healAt = new Map<string, number>()
  #serverStartsAt: number | undefined

  constructor(world: World) {
    this.#world = world
    this.#day = dayOf(world.random)
    this.#clock = world.random.fork('clock')
  }

  async run(gestures: number): Promise<void> {
    const world = this.#world
    world.server.setMode('rough')
    for (let n = 0; n < this.#day.orders; n++) this.#order()
    for (let n = 0; n < gestures + this.#day.more; n++) {
      await world.turn(Math.ceil(world.random.exponential(world.random.pick(gapsMs))))
      world.demandWhole()
      await this.#tend()
      await this.#disturb()
      this.#work()
      if (world.random.chance(0.3)) await checkLeasesNow(world.db, world.time.now())
    }
  }

  /** Every device that lives has its tabs open and its line up. */
  async mend(): Promise<void> {
    const { server, network, sites, time } = this.#world
    network.calmDown()
    server.setMode('calm')
    await server.kill()
    server.cure()
    server.behindMs = 0
    await server.start()
    for (const site of sites) {
      site.spare()
      for (const slot of this.#missing(site)) void site.open(slot)
    }
    // What the tablets do with the answers under way is theirs; a browser says when the line is back.
    for (const site of sites) for (const tab of site.ready) time.post(tab.actor, () => tab.tablet.sync.wake())
  }

  /** Starts again what is down, when its time has come. */
  async #tend(): Promise<void> {
    const { random, server, time, sites, network } = this.#world
    if (!server.isUp) {
      this.#serverStartsAt ??= time.now() + random.pick([100, 5_000, 60_000])
      if (this.#serverStartsAt <= time.now()) {
        this.#serverStartsAt = undefined
        await server.start()
      }
    }
    for (const site of sites) {
      const heals = this.#healAt.get(site.name)
      if (heals !== undefined && heals <= time.now()) {
        this.#healAt.delete(site.name)
        network.heal(site.name)
        for (const tab of site.ready) time.post(tab.actor, () => tab.tablet.sync.wake())
      }
      for (const slot of this.#missing(site)) {
        const name = `${site.name} ${slot}`
        const at = this.#reopenAt.get(name) ?? time.now() + random.pick([0, 2_000, 60_000])
        this.#reopenAt.set(name, at)
        if (at > time.now()) continue
        this.#reopenAt.delete(name)
        void site.open(slot).then((tab) => this.#watch(tab))
      }
    }
  }

  #missing(site: TabletSite): number[] {
    const wanted = this.#world.faults.has('two-tabs') && site.name !== 't1' ? [0, 1] : [0]
    return wanted.filter((slot) => !site.tabs.some((tab) => tab.slot === slot))
  }

  /** After every change on the screen, now and then, what was promised is looked for. */
  #watch(tab: Tab): void {
    const { random, time } = this.#world
    const { tablet } = tab
    let isLooking = false
    let waiting = tablet?.status().waiting ?? 0
    tablet?.onChange(() => {
      const before = waiting
      waiting = tablet.status().waiting
      if (waiting < before) this.#checkDurables(tab.site)
      if (isLooking || !random.chance(0.15)) return
      isLooking = true
      checkShown(tab, time).then(
        () => (isLooking = false),
        (error: unknown) => this.#world.broken(error),
      )
    })
  }

  /** P1: what a tablet takes for durable, the server has said to be. */
  #checkDurables(site: TabletSite): void {
    const { told } = this.#world
    for (const op of site.operations()) {
      if (op.durable === 1 && !told.wasAccepted(op.id))
        told.broken(new Broken(`P1 ${site.name} takes ${op.kind} ${op.id} for durable, which nobody said`))
    }
  }

  #order(): void {
    const { shop } = this.#world
    void shop.happen().catch((error: unknown) => this.#world.broken(error))
  }

  #work(): void {
    const { random, sites, time, faults } = this.#world
    if (random.chance(0.14)) {
      this.#order()
      return
    }
    const tabs = sites.flatMap((site) => site.ready)
    if (tabs.length === 0) return
    const tab = random.pick(tabs)
    const crashes = faults.meets('tab-crash', 0.15)
    if (crashes) tab.site.arm(tab, random.between(1, random.pick([12, 60, 200])))
    const gesture = random.weighted(this.#day.mix)
    time.post(tab.actor, () => {
      this.#gesture(tab, gesture).catch((error: unknown) => this.#world.broken(error))
    })
  }

  async #gesture(tab: Tab, gesture: Gesture): Promise<void> {
    const { faults, clerk } = this.#world
    const by = faults.meets('old-app', 0.08) ? 'older' : faults.meets('new-app', 0.04) ? 'newer' : undefined
    if (by === undefined || gesture !== 'sale') return await clerk.gesture(tab, gesture)
    faults.hit(by === 'older' ? 'old-app' : 'new-app')
    await this.#foreign(tab, by)
  }

  async #foreign(tab: Tab, by: 'older' | 'newer'): Promise<void> {
    const { random, time, promises, sites } = this.#world
    const nowMs = time.now() + tab.site.skewMs
    const id = timeOrderedId(nowMs, random.bytes(10))
    const lines = [{ sku: 'B', name: 'Tea', quantity: 2, unitPrice: random.between(1, 300) }]
    const { store, register } = tab.tablet?.device ?? {}
    const base = { id, tablet: tab.site.name, store: store?.id ?? '', register: register?.id ?? '' }
    // H9: whoever stands at this tablet says that they stand in another store.
    const isElsewhere = by === 'newer' && random.chance(0.5)
    const other = sites
      .map((site) => site.ready[0]?.tablet.device?.store.id)
      .find((one) => one !== base.store)
    const told = isElsewhere ? ({ by: 'elsewhere', store: other ?? 'nowhere' } as const) : { by }
    promises.attempt(
      by === 'newer'
        ? { ...base, kind: 'newer' }
        : {
            ...base,
            kind: 'sale',
            lines,
            buyer: null,
            tenders: [{ kind: 'external', amount: worth(lines) }],
          },
    )
    const kept = await commitForeign(tab, { id, ...told, lines, nowMs }).catch(() => undefined)
    if (kept === undefined) return
    promises.promise(id, kept)
    tab.tablet?.sync.pushNow()
  }

  async #disturb(): Promise<void> {
    const { random, faults, network, sites, time } = this.#world
    const site = random.pick(sites)
    if (random.chance(0.04)) {
      network.cut(site.name, random.pick([[''], [''], ['/sync/pull'], ['/sync/push']]))
      this.#healAt.set(site.name, time.now() + random.pick([5_000, 60_000, 600_000]))
    }
    const tab = site.tabs.length > 0 ? random.pick(site.tabs) : undefined
    if (tab !== undefined && faults.meets('tab-crash', 0.1)) this.#crash(site, tab)
    if (site.storage.isSettled && faults.meets('cache-cleared', 0.1)) {
      site.crashAll()
      site.clearCache()
    }
    if (tab !== undefined && faults.meets('tab-frozen', 0.04)) {
      faults.hit('tab-frozen')
      time.freeze(tab.actor, random.pick([3_000, 100_000]))
    }
    if (faults.meets('write-refused', 0.05)) {
      faults.hit('write-refused')
      site.refusesWrites = true
    } else site.refusesWrites = false
    await this.#keepHouse()
    await this.#restore()
    await this.#copyTablet(site)
  }

  #crash(site: TabletSite, tab: Tab): void {
    const { faults, random } = this.#world
    faults.hit('tab-crash')
    site.crash(tab)
    if (site.tabs.length === 0 && faults.meets('cache-lost', 0.8)) site.loseCache(random.between(1, 8))
  }

  /** Nights pass at the server: receipts are sealed, and old ones leave the tablets. */
  async #keepHouse(): Promise<void> {
    const { random, faults, server } = this.#world
    if (!server.isUp) return
    if (faults.meets('sealed', 0.4) && (await server.seal()) > 0) faults.hit('sealed')
    if (faults.meets('retired', 0.25) && (await server.retire(random.pick([0, 20_000, 600_000]))) > 0)
      faults.hit('retired')
    if (faults.meets('ruled-anew', 0.15)) {
      faults.hit('ruled-anew')
      void server.rule().catch((error: unknown) => this.#world.broken(error))
    }
    if (faults.has('server-clock-back') && this.#clock.chance(0.1)) {
      faults.hit('server-clock-back')
      server.behindMs = this.#clock.pick([0, 5_000, 60_000, 3_600_000])
    }
    if (random.chance(0.3)) void server.strike().catch((error: unknown) => this.#world.broken(error))
  }

  /** Backups are taken, and some of them come back. */
  async #restore(): Promise<void> {
    const { random, faults, server } = this.#world
    if (server.isUp && random.chance(0.12)) this.#copies.push(await server.backup())
    const copy = this.#copies.at(-1 - random.int(2)) ?? this.#copies.at(-1)
    if (copy === undefined) return
    const fault = faults.meets('restored', 0.08)
      ? 'restored'
      : faults.meets('file-copied', 0.05)
        ? 'file-copied'
        : undefined
    if (fault === undefined) return
    faults.hit(fault)
    await server.kill()
    await this.#world.turn(random.pick([10, 20_000]))
    if (fault === 'restored') await server.restore(copy)
    else await server.copyFile(copy)
    this.#serverStartsAt = undefined
    await server.start()
  }

  /** A profile is copied: both go on, or the copy takes the place of the original after a while. */
  async #copyTablet(site: TabletSite): Promise<void> {
    const { faults, server, sites, time } = this.#world
    if (!site.storage.isSettled) return
    if (sites.length < 5 && faults.meets('clone', 0.05)) {
      faults.hit('clone')
      const clone = this.#world.addSite(site)
      sites.push(clone)
      time.trace.note(`${clone.name} is a copy of ${site.name}`)
      return
    }
    if (!faults.has('set-back')) return
    const image = this.#images.get(site)
    if (image === undefined) {
      if (faults.meets('set-back', 0.1)) this.#images.set(site, this.#world.addSite(site))
      return
    }
    // What neither the older image nor the server has would be gone with both disks: nobody could bring it back.
    const held = await server.heldIds()
    if (site.operations().some(({ id }) => !held.has(id)) || !faults.meets('set-back', 0.1)) return
    faults.hit('set-back')
    time.trace.note(`${site.name} is set back as ${image.name}`)
    site.crashAll()
    this.#images.delete(site)
    sites.splice(sites.indexOf(site), 1, image)
    // What it no longer has is on the server alone: older copies of the server would lose it, as nobody could help.
    this.#copies.length = 0
  }
}
