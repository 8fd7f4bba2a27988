// The log once more: what is sold is rung where it was sold, and each `C` invoice is brought to the counter of a store that did not sell it.

import { assert, known } from '#shared/base/assert.ts'
import { DEFAULT_TERMS } from '#shared/domain/terms.ts'
import { stores } from '#server/import/online-retail/deal.ts'
import type { NetworkPlan } from '../network.ts'
import type { Papers } from '../papers.ts'
import { type Lived, live, type OnProgress, type OpenShop, settle } from '../run.ts'
import type { BackInvoice, BackScript } from './back.ts'
import { comesWhileCut, Expectation, type PlannedBack, type PlannedTicket } from './expectation.ts'
import { BackQueue } from './queue.ts'
import { lineName, ReturnDesk, type Taken, type Wanted } from './return-desk.ts'

/** What a counter takes of one article without a receipt. */
const unitsMax = 999

export type LivedReturns = {
  readonly lived: Lived
  readonly planned: readonly PlannedBack[]
  readonly desks: readonly ReturnDesk[]
  /** What a counter did otherwise than the file and the terms say. */
  readonly differences: readonly string[]
}

/** Here nobody is cut while selling: what comes back must have arrived. The first replay cuts. */
const wholeNetwork: NetworkPlan = { cuts: { S1: [], S2: [], S3: [], S4: [] }, crashes: [] }

export async function liveReturns(
  script: BackScript,
  { seed, onProgress }: { readonly seed: string | undefined; readonly onProgress: OnProgress },
): Promise<LivedReturns> {
  const { steps, backs, products } = script
  const catalogue = new Map(products.map(({ sku, price }) => [sku, price]))
  const { unverified, days, cashMax } = DEFAULT_TERMS.returns
  assert(days.store === days.distance, 'the days are the same everywhere')
  const policy = { unverified, unitsMax, catalogue, days: days.store, transitDays: 14, cashMax }
  const expectation = new Expectation(policy)
  const planned: PlannedBack[] = []
  const differences: string[] = []
  const queue = new BackQueue()
  let counters: Counters | undefined
  const serve = async (queued: readonly BackInvoice[], shop: OpenShop): Promise<void> => {
    if (queued.length === 0) return
    await settle(shop)
    counters ??= await Counters.open(shop)
    for (const back of queued) {
      const plan = expectation.of(back)
      planned.push(plan)
      differences.push(...(await counters.serve(plan)))
    }
  }
  const after = async (step: number, shop: OpenShop): Promise<void> => {
    const own = steps[step]
    if (own !== undefined) expectation.happened(own)
    for (const back of backs.get(step) ?? []) await serve(queue.add(back), shop)
    await serve(queue.before(steps[step + 1]), shop)
  }
  const lived = await live(
    { steps, seed, products, terms: DEFAULT_TERMS, network: wholeNetwork, after },
    onProgress,
  )
  return { lived, planned, desks: counters?.desks ?? [], differences }
}

class Counters {
  readonly desks: readonly ReturnDesk[]
  readonly #shop: OpenShop

  private constructor(shop: OpenShop, desks: readonly ReturnDesk[]) {
    this.#shop = shop
    this.desks = desks
  }

  static async open(shop: OpenShop): Promise<Counters> {
    const desks = stores.map((store) =>
      ReturnDesk.open(store, known(shop.tablets.get(store), store).headless),
    )
    return new Counters(shop, await Promise.all(desks))
  }

  async serve({ back, tickets }: PlannedBack): Promise<string[]> {
    const isCut = comesWhileCut(back.invoice)
    const differences: string[] = []
    const onReceipts = this.#asideOf(tickets)
    for (const ticket of tickets) {
      const desk = known(
        this.desks.find(({ store }) => store === ticket.store),
        ticket.store,
      )
      if (isCut) desk.headless.offline()
      const serving = { ticket, desk }
      const isLoose = ticket.receipt === undefined
      differences.push(
        ...(isLoose
          ? await this.#serveLoose(back, { ...serving, onReceipts })
          : await this.#serveLinked(back, serving)),
      )
      desk.headless.online()
    }
    return differences
  }

  async #serveLinked(back: BackInvoice, { ticket, desk }: Serving): Promise<string[]> {
    const { papers } = this.#shop
    const { id: ref } = papers.receiptOf(known(ticket.receipt, 'a receipt'))
    const aside = new Map<string, number>()
    const wanted = new Map<number, Wanted>()
    const differences: string[] = []
    for (const { sku, quantity } of ticket.rows) {
      const found = await desk.find(back, { sku, quantity }, aside)
      // Of two purchases in the same minute the paper says which one it is.
      const latest = found.filter(({ at }) => at === found[0]?.at)
      const line = latest.find((one) => one.ref === ref)
      if (line === undefined) {
        differences.push(
          `${ticket.name}: ${desk.store} does not find ${quantity} × ${sku} of ${ticket.receipt}`,
        )
        continue
      }
      if (line.where === `store:${desk.store}`)
        differences.push(`${ticket.name}: ${desk.store} sold ${sku} itself`)
      aside.set(lineName(line), (aside.get(lineName(line)) ?? 0) + quantity)
      wanted.set(line.line, { sku, quantity: quantity + (wanted.get(line.line)?.quantity ?? 0) })
    }
    if (wanted.size === 0) return differences
    const taken = await desk.takeBack(back, { ref, wanted })
    assert(taken.is === 'taken', 'what is on a receipt comes back')
    this.#note(ticket, taken.op, papers)
    return [...differences, ...takenDifferences(ticket, taken)]
  }

  /** What the same customer has in hand as well, and comes back from its receipt right after. */
  #asideOf(tickets: readonly PlannedTicket[]): Map<string, number> {
    const aside = new Map<string, number>()
    for (const { of, quantity } of tickets.flatMap(({ lines }) => lines)) {
      if (of === undefined) continue
      const line = lineName({ ref: this.#shop.papers.receiptOf(of.invoice).id, line: of.line })
      aside.set(line, (aside.get(line) ?? 0) + quantity)
    }
    return aside
  }

  async #serveLoose(
    back: BackInvoice,
    { ticket, desk, onReceipts }: Serving & { readonly onReceipts: ReadonlyMap<string, number> },
  ): Promise<string[]> {
    const differences: string[] = []
    for (const { sku, quantity } of ticket.rows) {
      const [found] = await desk.find(back, { sku, quantity }, onReceipts)
      if (found) differences.push(`${ticket.name}: ${desk.store} finds ${quantity} × ${sku} on a receipt`)
    }
    const taken = await desk.takeBackLoose(back, ticket.rows)
    const wanted =
      ticket.refused === undefined ? (ticket.lines.length > 0 ? 'taken' : 'nothing') : ticket.refused
    const got = taken.is === 'refused' ? words[taken.problem] : taken.is
    if (got !== wanted)
      differences.push(`${ticket.name}: the counter says ${got ?? '?'} instead of ${wanted}`)
    if (taken.is !== 'taken') return differences
    this.#note(ticket, taken.op, this.#shop.papers)
    for (const { sku, quantity } of ticket.lines)
      if (taken.units.get(sku) !== quantity)
        differences.push(`${ticket.name}: ${taken.units.get(sku) ?? 0} × ${sku} taken instead of ${quantity}`)
    return [...differences, ...takenDifferences(ticket, taken)]
  }

  #note({ name, store }: PlannedTicket, op: string & Parameters<Papers['note']>[1], papers: Papers): void {
    papers.note(name, op)
    known(this.#shop.tablets.get(store), store).shown.add(op)
  }
}

type Serving = { readonly ticket: PlannedTicket; readonly desk: ReturnDesk }

/** The counter's own words for it. */
const words: Readonly<Record<string, PlannedTicket['refused']>> = {
  'no-member': 'nobody known',
  'too-often': 'too often',
  'above-limit': 'above the limit',
}

type Given = Extract<Taken, { is: 'taken' }>

function takenDifferences({ name, lines, needs }: PlannedTicket, given: Given): string[] {
  const wanted = lines.reduce((sum, { amount }) => sum + amount, 0)
  const [asked, expected] = [given.needs.join(', ') || 'nothing', needs.join(', ') || 'nothing']
  return [
    ...(given.total === wanted ? [] : [`${name}: ${given.total} given back instead of ${wanted}`]),
    ...(asked === expected ? [] : [`${name}: the manager is asked for ${asked} instead of ${expected}`]),
  ]
}
