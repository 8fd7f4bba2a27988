// Rings a log through four tablets and the online shop's door, with everything real but the glass: the server is a process of its own, reached
// over the loopback network, and the tablets run the client's sync, storage and directory.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '#server/db/query.ts'
import { known } from '#shared/base/assert.ts'
import { Headless } from '../tablet/headless.ts'
import type { Product } from '#shared/domain/product.ts'
import { codeFor, makeChain, openDatabaseIn, productsOf, takesAll } from './chain.ts'
import type { Terms } from '#shared/domain/terms.ts'
import { channel, type StoreName, stores } from '#server/import/online-retail/deal.ts'
import type { FoundTimelines } from './found-timelines.ts'
import { fetchTimelines } from './found-timelines.ts'
import { cardsOf } from './found-books.ts'
import { type LedgerRows, messagesWaiting, readLedger } from './ledger-rows.ts'
import { type NetworkPlan, planNetwork } from './network.ts'
import { OnlineShop, type WebStep } from './online-shop.ts'
import { Papers } from './papers.ts'
import { ServerProcess } from './server-process.ts'
import type { Step } from '#server/import/online-retail/steps.ts'
import { StoreTablet, type StoreStep } from './store-tablet.ts'
import { type TabletView, viewOf } from './tablet-view.ts'

export type Lived = {
  readonly papers: Papers
  readonly rows: LedgerRows
  readonly found: FoundTimelines
  readonly views: readonly TabletView[]
  readonly tablets: readonly StoreTablet[]
  readonly shop: OnlineShop
  readonly crashes: readonly { readonly store: StoreName; readonly waiting: number }[]
}

/** What is rung, and how. */
export type Script = {
  readonly steps: readonly Step[]
  readonly seed?: string | undefined
  /** What the catalogue holds; else what the steps sell. */
  readonly products?: readonly Product[]
  /** What the chain promises; else it takes back whatever comes. */
  readonly terms?: Terms
  /** When tablets are cut and crash; else as the seed has it. */
  readonly network?: NetworkPlan
  /** What else happens right after a step. */
  readonly after?: (step: number, shop: OpenShop) => Promise<void>
}

/** The chain at work. */
export type OpenShop = {
  readonly tablets: ReadonlyMap<string, StoreTablet>
  readonly web: OnlineShop
  readonly db: Database
  readonly papers: Papers
}
export type OnProgress = (done: number, counts: Readonly<Record<string, number>>) => void

const settleMsMax = 120_000
const lookAgainMs = 50

export async function live(script: Script, onProgress: OnProgress): Promise<Lived> {
  const { steps, seed, network = planNetwork(steps, seed) } = script
  const folder = mkdtempSync(join(tmpdir(), 'onecounter-replay-'))
  const token = await makeChain(folder, script.products ?? productsOf(steps), script.terms ?? takesAll)
  const server = await ServerProcess.start(folder)
  const cleanUp = (): void => {
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', cleanUp)
  const tablets = new Map<string, StoreTablet>()
  try {
    const papers = new Papers()
    const db = await openDatabaseIn(folder)
    for (const store of stores) {
      const headless = await Headless.open({ server: server.url })
      const enrolled = await headless.enrolDevice(await codeFor(store, db), `Tablet of ${store}`)
      if (!enrolled.ok) throw new Error(`the tablet of ${store} cannot enrol: ${enrolled.error.reason}`)
      tablets.set(store, new StoreTablet(store, headless, { papers, cuts: network.cuts[store] }))
    }
    const web = new OnlineShop({ url: server.url, token }, papers)
    const shop = { tablets, web, db, papers }
    const crashes = await ringAll({ ...script, network }, shop, onProgress)
    await settle(shop)
    const views = await Promise.all([...tablets.values()].map(viewOf))
    const { found, rows } = await readServer({ server, db, papers, tablets })
    await db.close()
    return { papers, rows, found, views, tablets: [...tablets.values()], shop: web, crashes }
  } finally {
    for (const { headless } of tablets.values()) headless.close()
    cleanUp()
    process.removeListener('exit', cleanUp)
  }
}

async function ringAll(
  { steps, network, after }: Script & { readonly network: NetworkPlan },
  shop: OpenShop,
  onProgress: OnProgress,
): Promise<Lived['crashes']> {
  const { tablets, web } = shop
  const crashes: { store: StoreName; waiting: number }[] = []
  for (const [at, step] of steps.entries()) {
    for (const tablet of tablets.values()) tablet.reach(at)
    await web.tick(step.at)
    if (isOfStore(step)) await known(tablets.get(step.where), step.where).ring(step)
    else if (isOfOnlineShop(step)) await web.take(step)
    for (const crash of network.crashes) {
      if (crash.after !== at) continue
      const waiting = await known(tablets.get(crash.store), crash.store).crash(crash)
      crashes.push({ store: crash.store, waiting })
    }
    await after?.(at, shop)
    const waiting = [...tablets.values()].reduce(
      (sum, { headless }) => sum + headless.tablet.status().waiting,
      0,
    )
    onProgress(at + 1, { steps: at + 1, waiting, crashes: crashes.length })
  }
  return crashes
}

/** The network is back for everybody, and everything arrives everywhere. */
export async function settle({ tablets, web, db }: OpenShop): Promise<void> {
  const all = [...tablets.values()]
  const everyone = async (what: 'drained' | 'pulled'): Promise<void> => {
    const waits = all.map(async ({ store, headless }) => {
      const waited = await headless.wait({ for: what, ms: settleMsMax })
      if (!waited.ok) throw new Error(`the tablet of ${store} has not ${what}: ${waited.error.reason}`)
    })
    await Promise.all(waits)
  }
  for (const { headless } of all) headless.online()
  await web.finish()
  await everyone('drained')
  const giveUpAt = performance.now() + settleMsMax
  while ((await messagesWaiting(db)) > 0 && performance.now() < giveUpAt) await pause(lookAgainMs)
  await everyone('pulled')
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

type Reading = {
  readonly server: ServerProcess
  readonly db: Database
  readonly papers: Papers
  readonly tablets: ReadonlyMap<string, StoreTablet>
}

/** The timelines over the network, the rows from the disk after the server has stopped by itself. */
async function readServer({
  server,
  db,
  papers,
  tablets,
}: Reading): Promise<{ found: FoundTimelines; rows: LedgerRows }> {
  const [tablet] = tablets.values()
  const token = known(tablet?.headless.tablet.device, 'an enrolled tablet').token
  const cards = cardsOf(await readLedger(db))
  const found = await fetchTimelines({ url: server.url, token, papers }, cards)
  for (const { headless } of tablets.values()) headless.close()
  const exitCode = await server.stop()
  if (exitCode !== 0) throw new Error(`the server stopped with exit code ${exitCode}`)
  return { found, rows: await readLedger(db) }
}

const isOfStore = (step: Step): step is StoreStep => step.where !== channel
const isOfOnlineShop = (step: Step): step is WebStep => step.where === channel
