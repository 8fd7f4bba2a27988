import { type Id, timeOrderedId } from '#shared/base/id.ts'
import type { Intent } from '#client/sync/intent.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { approved, asBackLine, asNewLine, type Found, memberOf, said, termsKnown } from './counter-words.ts'
import type { Crowd } from './crowd.ts'
import {
  type At,
  type Attempt,
  type BackLine,
  hasTicket,
  type PaidBy,
  type Promises,
  type SoldLine,
  worth,
} from './promises.ts'
import { backFromPaper, fromPaper } from './paper-receipt.ts'
import { OrderClerk } from './order-clerk.ts'
import { PickupClerk } from './pickup-clerk.ts'
import { SettleClerk } from './settle-clerk.ts'
import { skus, StockClerk } from './stock-clerk.ts'
import { Purse } from './purse.ts'
import { poisonMark } from './poison.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'
import { checkShown } from './shown.ts'
import type { Tab } from './tablet-site.ts'
import { Broken } from './told.ts'
import type { WorldFaults } from './world-faults.ts'

export type Gesture = 'sale' | 'return' | 'exchange' | 'pickup' | 'place' | 'enrol' | 'stock' | 'settle'

export type ClerkOptions = {
  readonly random: Random
  readonly promises: Promises
  readonly faults: WorldFaults
  readonly crowd: Crowd
  readonly time: Scheduler
}

type Desk = { readonly tab: Tab; readonly tablet: Tablet; readonly id: Id }
type Prepared = { readonly attempt: Attempt; readonly intent: Intent; readonly member: Id | null }

/** Works at the tablets: looks up, commits, and writes down what the screen promised. All of it runs as tasks of the tab. */
export class Clerk {
  readonly #at: ClerkOptions
  readonly #purse: Purse
  readonly #pickups: PickupClerk
  readonly #orders: OrderClerk
  readonly #stock: StockClerk
  readonly #settling: SettleClerk
  readonly #early: Random
  readonly #strict: Random

  constructor(options: ClerkOptions) {
    this.#at = options
    this.#purse = new Purse(options.random.fork('purse'), options.promises)
    this.#pickups = new PickupClerk(options.random.fork('pickups'), this.#purse)
    this.#orders = new OrderClerk(options.random.fork('orders'), this.#purse)
    this.#stock = new StockClerk(options.random.fork('stock'))
    this.#early = options.random.fork('early')
    this.#strict = options.random.fork('strict')
    this.#settling = new SettleClerk(options.random.fork('settling'), options.promises)
  }

  async gesture(tab: Tab, gesture: Gesture): Promise<void> {
    const { random, faults } = this.#at
    const { tablet } = tab
    if (tablet === undefined) return
    const id = timeOrderedId(this.#at.time.now() + tab.site.skewMs, random.bytes(10))
    const desk: Desk = { tab, tablet, id }
    const prepared = await this.#prepare(desk, gesture)
    if (prepared === undefined) return
    this.#at.promises.attempt(prepared.attempt)
    const twice = faults.meets('double-tap', 0.3)
    if (twice) faults.hit('double-tap')
    if (twice && prepared.attempt.approver !== undefined) this.#at.promises.approvedTwice.add(desk.id)
    await Promise.all([this.#commit(desk, prepared), twice ? this.#commit(desk, prepared) : undefined])
    await checkShown(tab, this.#at.time)
  }

  async #commit({ tab, tablet, id }: Desk, { intent, attempt, member }: Prepared): Promise<void> {
    const { promises, faults } = this.#at
    const committed = await tablet.commit(intent)
    if (!committed.ok) {
      if (committed.error !== 'cannot-save' || !faults.has('write-refused'))
        throw new Broken(`O4 ${attempt.kind} ${id} was refused: ${committed.error}`)
      promises.refuse(id)
      return
    }
    const { receiptNumber, receiptCode, total } = committed.value
    const before = promises.kept.get(id)
    if (before !== undefined) {
      if (before.receipt !== receiptNumber)
        throw new Broken(`O3 ${id} has receipts ${before.receipt} and ${receiptNumber}`)
      return
    }
    promises.promise(id, { receipt: receiptNumber, total, code: receiptCode })
    this.#at.time.trace.note(`${tab.actor} promised ${attempt.kind} ${receiptNumber ?? ''} ${id}`)
    if (hasTicket(attempt))
      tab.site.own.push({ id, key: receiptNumber ?? id, member, atMs: this.#at.time.now(), actor: tab.actor })
  }

  async #prepare(desk: Desk, gesture: Gesture): Promise<Prepared | undefined> {
    switch (gesture) {
      case 'sale':
        return await this.#sale(desk)
      case 'return':
        return await this.#return(desk)
      case 'exchange':
        return await this.#exchange(desk)
      case 'pickup':
        return await this.#pickup(desk)
      case 'place':
        return await this.#place(desk)
      case 'enrol':
        return this.#enrol(desk)
      case 'stock':
        return await this.#others(this.#stock, desk)
      case 'settle':
        return await this.#others(this.#settling, desk)
    }
  }

  async #sale(desk: Desk): Promise<Prepared> {
    const { random } = this.#at
    const lines = Array.from({ length: random.between(1, 3) }, () => this.#line())
    const buyer = random.chance(0.25) ? null : await this.#buyer(desk)
    const tenders = this.#purse.pay(worth(lines))
    const terms = await termsKnown(desk.tablet)
    const intent: Intent = {
      id: desk.id,
      kind: 'sale.complete',
      staff: 'amy',
      ...memberOf(buyer),
      lines: lines.map(asNewLine),
      tenders: this.#purse.tenders(tenders),
      ...terms,
    }
    return {
      intent,
      attempt: { ...this.#base(desk), ...terms, kind: 'sale', lines, buyer: said(buyer), tenders },
      member: buyer?.member ?? null,
    }
  }

  async #return(desk: Desk): Promise<Prepared | undefined> {
    const { random } = this.#at
    const isLoose = random.chance(0.15)
    const lines = isLoose
      ? [{ ...this.#line(), of: null, restocked: random.chance(0.5) }]
      : await this.#backLines(desk)
    if (lines === undefined) return undefined
    // R29: without a receipt it is of somebody whom they know, mostly.
    const isKnown = isLoose ? this.#strict.chance(0.7) : random.chance(0.2)
    const buyer = isKnown ? await this.#buyer(desk) : null
    const tenders = this.#purse.giveBack(desk.id, lines, worth(lines))
    // A tablet that was tampered with asks nobody.
    const asked = random.chance(0.4) ? await approved(desk.tablet, random, this.#strict) : undefined
    const intent: Intent = {
      id: desk.id,
      kind: 'return.complete',
      staff: 'amy',
      ...asked?.given,
      ...memberOf(buyer),
      reason: 'does not fit',
      lines: lines.map(asBackLine),
      tenders: this.#purse.tenders(tenders),
      ...(await fromPaper(desk.tablet, this.#at.promises, lines)),
    }
    return {
      intent,
      attempt: { ...this.#base(desk), ...asked?.said, kind: 'return', lines, buyer: said(buyer), tenders },
      member: buyer?.member ?? null,
    }
  }

  /** Something comes back and something else is taken for it; the buyer pays the difference, or gets it. */
  async #exchange(desk: Desk): Promise<Prepared | undefined> {
    const { random } = this.#at
    const back = await this.#backLines(desk)
    if (back === undefined) return undefined
    const lines = Array.from({ length: random.between(1, 2) }, () => this.#line())
    const buyer = random.chance(0.3) ? await this.#buyer(desk) : null
    const net = worth(lines) - worth(back)
    const terms = await termsKnown(desk.tablet)
    const tenders: PaidBy[] = net === 0 ? [] : [{ kind: 'cash', amount: Math.abs(net) }]
    const intent: Intent = {
      id: desk.id,
      kind: 'exchange.complete',
      staff: 'amy',
      ...memberOf(buyer),
      reason: 'another size',
      back: back.map(asBackLine),
      ...(await fromPaper(desk.tablet, this.#at.promises, back)),
      lines: lines.map(asNewLine),
      tenders: this.#purse.tenders(tenders),
      ...terms,
    }
    return {
      intent,
      attempt: { ...this.#base(desk), ...terms, kind: 'exchange', lines, back, buyer: said(buyer), tenders },
      member: buyer?.member ?? null,
    }
  }

  /** From the paper receipt of any sale that was promised anywhere, found here or not, or from an online order known here. */
  async #backLines({ tablet }: Desk): Promise<BackLine[] | undefined> {
    const { random, promises } = this.#at
    if (tablet.device === undefined) return undefined
    const orders = [...promises.orders.values()]
    const untold = orders.find(({ externalId }) => promises.untold.has(externalId))
    const [early] = untold?.lines ?? []
    // The goods were faster than the word of their order: all there is to go by is what the shop sent its buyer.
    if (untold && early && this.#early.chance(0.5))
      return [{ ...early, quantity: 1, of: { ref: untold.ref, line: 0 }, restocked: true }]
    if (orders.length > 0 && random.chance(0.25)) {
      const order = random.pick(orders)
      const { receipt } = await tablet.receipt(order.externalId)
      const line = order.lines[0]
      if (line === undefined || receipt === undefined) return undefined
      const of = { ref: receipt.ref, line: 0 }
      return [{ ...line, quantity: random.between(1, 2), of, restocked: random.chance(0.5) }]
    }
    return await backFromPaper(tablet, promises, random)
  }

  async #pickup(desk: Desk): Promise<Prepared | undefined> {
    const work = await this.#pickups.work(desk.tablet, this.#base(desk))
    if (work === undefined) return await this.#sale(desk)
    const { buyer } = work.attempt.kind === 'handover' ? work.attempt : { buyer: null }
    const member = buyer !== null && 'member' in buyer ? (buyer.member as Id) : null
    return { ...work, member }
  }

  async #place(desk: Desk): Promise<Prepared> {
    const buyer = await this.#buyer(desk)
    return { ...(await this.#orders.work(desk.tablet, this.#base(desk), buyer)), member: buyer.member }
  }

  /** What has nothing to do with a customer; when there is nothing to do somebody sells. */
  async #others(clerk: StockClerk | SettleClerk, desk: Desk): Promise<Prepared> {
    const nowMs = this.#at.time.now() + desk.tab.site.skewMs
    const work = await clerk.work(desk.tablet, this.#base(desk), nowMs)
    return work ? { ...work, member: null } : await this.#sale(desk)
  }

  #enrol(desk: Desk): Prepared {
    const { random, crowd } = this.#at
    const phone = random.chance(0.8) ? crowd.phone() : undefined
    const card = phone === undefined || random.chance(0.5) ? crowd.card() : undefined
    const intent: Intent = {
      id: desk.id,
      kind: 'member.enrol',
      staff: 'amy',
      name: `N${random.int(100)}`,
      consent: true,
      ...(phone && { phone: phone.value }),
      ...(card && { card: card.value }),
    }
    const shown = [phone, card].flatMap((one) => (one ? [one.shown] : []))
    return { intent, attempt: { ...this.#base(desk), kind: 'enrol', shown }, member: null }
  }

  /** As the screen does it: a member who is found is named; a card that nobody knows here is taken as a claim. */
  async #buyer({ tablet }: Desk): Promise<Found> {
    const writing = this.#at.crowd.any()
    const found = await tablet.directory.findByCredential(writing.kind, writing.value)
    return { member: found?.id ?? null, writing }
  }

  #line(): SoldLine {
    const { random, faults } = this.#at
    const sku = faults.meets('poison', 0.06) ? poisonMark : random.pick(skus)
    return { sku, name: 'Tea', quantity: random.between(1, 4), unitPrice: random.between(1, 400) }
  }

  #base({ tab, tablet, id }: Desk): At {
    const { store, register } = tablet.device ?? {}
    return { id, tablet: tab.site.name, store: store?.id ?? '', register: register?.id ?? '' }
  }
}
