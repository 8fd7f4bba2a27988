import { checkBooks } from './oracle-books.ts'
import { checkOperations } from './oracle-operations.ts'
import { checkReceipts } from './oracle-receipts.ts'
import { checkHeads, checkReplica, checkTill } from './oracle-rows.ts'
import { fields, serverView } from './oracle-view.ts'
import { networkFaults } from './network-faults.ts'
import { Random } from './random.ts'
import { Course } from './course.ts'
import { checkShown } from './shown.ts'
import { Broken } from './told.ts'
import { seedChance, unseedChance } from './virtual-chance.ts'
import { World } from './world.ts'
import { worldFaults } from './world-faults.ts'

export type SeedResult = {
  readonly seed: number
  readonly failure: string | undefined
  readonly tail: readonly string[]
  readonly hash: string
  readonly hits: Readonly<Record<string, number>>
  readonly operations: number
  readonly virtualMs: number
}

const livenessMs = 15 * 60_000
const lookMs = 10_000
const requestsPerOp = 3
/** Polls, pokes and heartbeats of a tab while the bound runs, and what a restart of the server makes everybody ask. */
const requestsPerTab = 40

export async function runSeed(seed: number): Promise<SeedResult> {
  const random = new Random(seed)
  seedChance(random.fork('chance'))
  const world = new World(random)
  const { time } = world
  const startMs = time.now()
  let failure: string | undefined
  try {
    await time.run(() => play(world), { virtualMs: 48 * 3_600_000 })
  } catch (error) {
    failure = error instanceof Broken ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
  const virtualMs = time.now() - startMs
  const { hash } = time.trace
  await time.end().catch((error: unknown) => (failure ??= String(error)))
  await world.db.close().catch(() => {})
  unseedChance()
  return { seed, failure, tail: time.trace.tail, hash, hits: hitsOf(world), operations: world.promises.attempts.size, virtualMs }
}

async function play(world: World): Promise<void> {
  await world.furnish()
  const course = new Course(world)
  await course.run(world.random.between(50, 80))
  await course.mend()
  await settle(world)
  await examine(world)
}

/** I17, I18: without faults everything is everywhere within bounded time and with bounded requests. */
async function settle(world: World): Promise<void> {
  const { time, sites, network, shop } = world
  const endMs = time.now() + livenessMs
  const before = new Map(sites.map((site) => [site.name, network.sentBy(site.name)]))
  const waiting = sites.reduce((sum, site) => sum + site.storage.peek('onecounter-till', 'operations').length, 0)
  if (!(await shop.tellAll())) throw new Broken('I17 the server does not answer the web shop')
  for (;;) {
    await world.turn(lookMs)
    world.demandWhole()
    if (sites.every((site) => site.ready.length > 0) && (await world.isAtRest())) break
    if (time.now() > endMs) throw new Broken(`I17 not at rest after ${livenessMs / 60_000} minutes: ${await restless(world)}`)
  }
  const tabs = sites.reduce((sum, site) => sum + site.tabs.length, 0)
  const sent = sites.reduce((sum, site) => sum + network.sentBy(site.name) - (before.get(site.name) ?? 0), 0)
  const most = requestsPerOp * waiting + requestsPerTab * tabs
  if (sent > most) throw new Broken(`I18 ${sent} requests for ${waiting} operations and ${tabs} tabs`)
}

async function restless(world: World): Promise<string> {
  const view = await serverView(world.db)
  const sites = world.sites.map((site) => {
    const waits = site.storage.peek('onecounter-till', 'operations').filter((op) => fields(op)['durable'] === 0)
    const contacts = site.ready.map(({ tablet }) => tablet.status().contact)
    const behind = view.heads.filter(
      ({ scope, seq }) =>
        !site.storage.peek('onecounter-cache', 'scopes').some((one) => fields(one)['scope'] === scope && fields(one)['cursor'] === seq),
    )
    const behindAt = behind.map(({ scope }) => scope).filter((scope) => !/^(member|credential|channel):/.test(scope))
    return `${site.name} ${waits.length} waiting, ${contacts.join('/') || 'no tab'}, behind at ${behindAt.join(' ')}`
  })
  return `${sites.join('; ')}; ${view.pending} messages`
}

async function examine(world: World): Promise<void> {
  const { sites, faults, promises, time } = world
  for (const site of sites) {
    for (const tab of site.ready) {
      time.post(tab.actor, () => void checkShown(tab, time).catch((error: unknown) => world.broken(error)))
    }
  }
  await world.turn(1_000)
  world.demandWhole()
  const view = await serverView(world.db)
  checkHeads(view)
  const repeatNumbers = ['clone', 'set-back', 'file-copied'].some((fault) => worldFaults.some((one) => one === fault && faults.hits(one) > 0))
  checkOperations(view, promises, { repeatNumbers })
  checkReceipts(view, promises)
  checkBooks(view, promises)
  for (const site of sites) {
    checkTill(view, site)
    const device = site.ready[0]?.tablet.device
    if (device !== undefined) checkReplica(view, site, device)
  }
}

function hitsOf(world: World): Record<string, number> {
  const hits: Record<string, number> = {}
  for (const fault of networkFaults) hits[fault] = world.network.hits(fault)
  for (const fault of worldFaults) hits[fault] = world.faults.hits(fault)
  return hits
}
