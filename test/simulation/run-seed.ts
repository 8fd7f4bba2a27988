import { rebuildProjections } from '#server/projections/rebuild.ts'
import { checkApprovals } from './oracle-approvals.ts'
import { checkBooks } from './oracle-books.ts'
import { checkCounterOrders } from './oracle-orders.ts'
import { checkOperations } from './oracle-operations.ts'
import { checkDisputes } from './oracle-disputes.ts'
import { checkMoney } from './oracle-money.ts'
import { checkPickups } from './oracle-pickups.ts'
import { checkPolicies } from './oracle-policies.ts'
import { checkReceipts } from './oracle-receipts.ts'
import { checkUnverified } from './oracle-return-terms.ts'
import { checkSettlements } from './oracle-settlements.ts'
import { checkStock } from './oracle-stock.ts'
import { checkTransfers } from './oracle-transfers.ts'
import { checkHeads, checkReplica, checkTill } from './oracle-rows.ts'
import { serverView } from './oracle-view.ts'
import { humanFaultNames, humanFaultsIn } from './human-faults.ts'
import { checkLeasesNow } from './leases.ts'
import { networkFaults } from './network-faults.ts'
import { Random } from './random.ts'
import { Course } from './course.ts'
import { keptMs } from './rulings.ts'
import { checkShown } from './shown.ts'
import type { Tab } from './tablet-site.ts'
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

const cutPoints = 300
/** As many as the flow of a sale has tasks, or a little more; the rest cuts the opening with its first pull. */
const flowPoints = 185
const openingTasks = 200
const cutMs = 3_000
const tabletCounts = [
  [7, 2],
  [3, 3],
  [1, 4],
] as const

const livenessMs = 15 * 60_000
const lookMs = 10_000
const requestsPerOp = 3
/** Polls, pokes and heartbeats of a tab while the bound runs, and what a restart of the server makes everybody ask. */
const requestsPerTab = 40

type Played = Omit<SeedResult, 'seed'>

/** One seed: a storm, and before it one small flow that is cut at a point of its own, so that the seeds together cut it everywhere. */
export async function runSeed(seed: number): Promise<SeedResult> {
  const random = new Random(seed)
  const point = 1 + ((seed - 1) % cutPoints)
  const cut = await run(new World(random.fork('cut'), 'quiet'), (world) =>
    point <= flowPoints ? playCut(world, point) : playCutOpening(world, openingTask(seed)),
  )
  const storm = await run(new World(random, 'rough'), play)
  const played = [cut, storm]
  return {
    seed,
    failure: played.find(({ failure }) => failure !== undefined)?.failure,
    tail: (played.find(({ failure }) => failure !== undefined) ?? storm).tail,
    hash: played.map(({ hash }) => hash).join(''),
    hits: storm.hits,
    operations: played.reduce((sum, { operations }) => sum + operations, 0),
    virtualMs: played.reduce((sum, one) => sum + one.virtualMs, 0),
  }
}

async function run(world: World, main: (world: World) => Promise<void>): Promise<Played> {
  const { time } = world
  seedChance(world.random.fork('chance'))
  const startMs = time.now()
  let failure: string | undefined
  try {
    await time.run(() => main(world), { virtualMs: 48 * 3_600_000 })
  } catch (error) {
    failure =
      error instanceof Broken
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error)
  }
  const virtualMs = time.now() - startMs
  const { hash, tail } = time.trace
  await time.end().catch((error: unknown) => (failure ??= String(error)))
  await world.db.close().catch(() => {})
  unseedChance()
  return { failure, tail, hash, hits: hitsOf(world), operations: world.promises.attempts.size, virtualMs }
}

/** Sells once, and dies at this point of committing, pushing or pulling; then goes on as if nothing had been. */
async function playCut(world: World, point: number): Promise<void> {
  const { time, clerk } = world
  await world.furnish(1)
  const [site] = world.sites
  if (site === undefined) return
  const sell = async (tab: Tab): Promise<void> => {
    time.post(tab.actor, () => void clerk.gesture(tab, 'sale').catch((error: unknown) => world.broken(error)))
    await world.turn(cutMs)
  }
  const tab = await site.open(0)
  await world.turn(cutMs)
  const last = time.ranBy(tab.actor) + point
  time.beforeTask((actor, ran) => {
    if (actor === tab.actor && ran === last) site.crash(tab)
  })
  await sell(tab)
  time.beforeTask(undefined)
  await sell(site.tabs[0] ?? (await site.open(0)))
  await settle(world)
  await examine(world)
}

/** There are more tasks than points for them: the next three hundred seeds take those between. */
function openingTask(seed: number): number {
  const [point, round] = [(seed - 1) % cutPoints, Math.floor((seed - 1) / cutPoints)]
  const place = point - flowPoints + round * (cutPoints - flowPoints)
  return 1 + (Math.floor((place * openingTasks) / (cutPoints - flowPoints) + round) % openingTasks)
}

/** Dies at this task of opening and of fetching everything for the first time; then opens again, and sells. */
async function playCutOpening(world: World, task: number): Promise<void> {
  const { time, clerk } = world
  await world.furnish(1)
  const [site] = world.sites
  if (site === undefined) return
  // Something to fetch packed, and something that changed since.
  for (let n = 0; n < 3; n++) await world.shop.happen()
  await world.server.seal()
  await world.shop.happen()
  time.beforeTask((actor, ran) => {
    const tab = site.tabs.find((one) => one.actor === actor)
    if (tab !== undefined && ran === task) site.crash(tab)
  })
  void site.open(0)
  await world.turn(cutMs)
  time.beforeTask(undefined)
  const tab = site.tabs[0]?.tablet ? site.tabs[0] : await site.open(0)
  time.post(tab.actor, () => void clerk.gesture(tab, 'sale').catch((error: unknown) => world.broken(error)))
  await world.turn(cutMs)
  await settle(world)
  await examine(world)
}

async function play(world: World): Promise<void> {
  await world.furnish(world.random.weighted(tabletCounts))
  const course = new Course(world)
  await course.run(world.random.between(8, 16))
  await course.mend()
  await settle(world)
  // Whatever is ready has its deadline behind it now.
  await world.turn(keptMs * 2)
  await world.server.strike()
  await settle(world)
  await examine(world)
}

/** I17, I18: without faults everything is everywhere within bounded time and with bounded requests. */
async function settle(world: World): Promise<void> {
  const { time, sites, network, shop } = world
  const endMs = time.now() + livenessMs
  const before = new Map(sites.map((site) => [site.name, network.sentBy(site.name)]))
  const waiting = sites.reduce((sum, site) => sum + site.operations().length, 0)
  if (!(await shop.tellAll())) throw new Broken('I17 the server does not answer the web shop')
  for (;;) {
    await world.turn(lookMs)
    world.demandWhole()
    await checkLeasesNow(world.db, time.now())
    if (sites.every((site) => site.ready.length > 0) && (await world.isAtRest())) break
    if (time.now() > endMs)
      throw new Broken(`I17 not at rest after ${livenessMs / 60_000} minutes: ${await restless(world)}`)
  }
  const tabs = sites.reduce((sum, site) => sum + site.tabs.length, 0)
  const sent = sites.reduce((sum, site) => sum + network.sentBy(site.name) - (before.get(site.name) ?? 0), 0)
  const most = requestsPerOp * waiting + requestsPerTab * tabs
  if (sent > most) throw new Broken(`I18 ${sent} requests for ${waiting} operations and ${tabs} tabs`)
}

async function restless(world: World): Promise<string> {
  const view = await serverView(world.db)
  const sites = world.sites.map((site) => {
    const waits = site.operations().filter(({ durable }) => durable === 0)
    const contacts = site.ready.map(({ tablet }) => tablet.status().contact)
    const behind = view.heads.filter(
      ({ scope, seq }) => !site.cursors().some((one) => one.scope === scope && one.cursor === seq),
    )
    const behindAt = behind
      .map(({ scope }) => scope)
      .filter((scope) => !/^(member|credential|channel):/.test(scope))
    return `${site.name} ${waits.length} waiting, ${contacts.join('/') || 'no tab'}, behind at ${behindAt.join(' ')}`
  })
  return `${sites.join('; ')}; ${view.pending} messages`
}

async function examine(world: World): Promise<void> {
  const { sites, faults, promises, time, rulings } = world
  for (const site of sites) {
    for (const tab of site.ready) {
      time.post(tab.actor, () => void checkShown(tab, time).catch((error: unknown) => world.broken(error)))
    }
  }
  await world.turn(1_000)
  world.demandWhole()
  const view = await serverView(world.db)
  checkHeads(view)
  const wasSetBack = faults.hits('restored') + faults.hits('file-copied') > 0
  const repeatNumbers = ['clone', 'set-back', 'file-copied'].some((fault) =>
    worldFaults.some((one) => one === fault && faults.hits(one) > 0),
  )
  checkOperations(view, promises, { repeatNumbers })
  checkReceipts(view, promises)
  checkDisputes(view, promises)
  checkPickups(view, promises, time.now())
  checkCounterOrders(view, promises)
  checkMoney(view, promises)
  checkBooks(view, promises)
  checkStock(view, promises)
  checkTransfers(view, promises)
  checkSettlements(view, promises, rulings)
  checkApprovals(view, promises, rulings)
  checkPolicies(view, promises, { rulings, isWhole: !wasSetBack })
  checkUnverified(view, promises, rulings)
  if (world.random.chance(0.2)) await checkRebuild(world)
  world.humanFaults = humanFaultsIn(view, promises)
  for (const site of sites) {
    checkTill(view, site)
    const device = site.ready[0]?.tablet.device
    if (device !== undefined) checkReplica(view, site, device)
  }
}

/** J1: what the relay made step by step is what a fold of all operations makes. */
async function checkRebuild({ server }: World): Promise<void> {
  const { differences } = await rebuildProjections(server.ledger)
  const found = Object.entries(differences).filter(([, count]) => count > 0)
  if (found.length > 0)
    throw new Broken(
      `J1 a rebuild finds ${found.map(([table, count]) => `${count} ${table} rows`).join(', ')} wrong`,
    )
}

function hitsOf(world: World): Record<string, number> {
  const hits: Record<string, number> = {}
  for (const fault of networkFaults) hits[fault] = world.network.hits(fault)
  for (const fault of worldFaults) hits[fault] = world.faults.hits(fault)
  for (const fault of humanFaultNames) hits[fault] = world.humanFaults?.[fault] ?? 0
  return hits
}
