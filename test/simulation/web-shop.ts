import { hash } from 'node:crypto'
import { commitment } from '#shared/domain/member.ts'
import type { Id } from '#shared/base/id.ts'
import { pickupKey } from '#shared/domain/pickup.ts'
import { orderRef } from '#shared/sync/operation.ts'
import type { ChannelItem } from '#shared/sync/protocol.ts'
import type { Crowd, Writing } from './crowd.ts'
import type { Promises, ToldOrder } from './promises.ts'
import type { Random } from './random.ts'
import { channel, type ServerSite } from './server-site.ts'
import type { Scheduler } from './scheduler.ts'
import type { WorldFaults } from './world-faults.ts'

const NativePromise = Promise
const patienceMs = 20_000
const placedOn = '2031-01-05'
const placedAt = Date.UTC(2031, 0, 5)

type Order = ToldOrder & { readonly writing: Writing | null; readonly salt: string }

export type ShopOptions = {
  readonly time: Scheduler
  readonly random: Random
  readonly server: ServerSite
  readonly promises: Promises
  readonly crowd: Crowd
  readonly faults: WorldFaults
}

/** An online shop: tells of its orders as whole snapshots, some twice, some late, and again when it is asked to. */
export class WebShop {
  readonly #at: ShopOptions
  readonly #orders: Order[] = []
  readonly #snapshots: ChannelItem[] = []
  readonly #late: ChannelItem[] = []

  constructor(options: ShopOptions) {
    this.#at = options
  }

  /** Something happens in the shop, and it tells of it now or later. */
  async happen(): Promise<void> {
    const { random, faults } = this.#at
    const order = random.chance(0.5) || this.#orders.length === 0 ? this.#newOrder() : this.#change()
    const item = this.#snapshot(order)
    this.#snapshots.push(item)
    const items = [item]
    if (faults.meets('channel-disorder', 0.5)) {
      faults.hit('channel-disorder')
      this.#late.push(item)
      if (order.revision === 1) this.#at.promises.untold.add(item.externalId)
      items.pop()
      items.push(random.pick(this.#snapshots))
    }
    if (this.#late.length > 0 && random.chance(0.4))
      items.push(...this.#late.splice(random.int(this.#late.length), 1))
    await this.#tell(items)
  }

  /** Whatever the server has forgotten or missed, it is told again. True when it has answered. */
  async tellAll(): Promise<boolean> {
    this.#late.length = 0
    return await this.#tell(this.#at.random.shuffle(this.#snapshots))
  }

  #newOrder(): Order {
    const { random, crowd } = this.#at
    const externalId = `WEB-${1000 + this.#orders.length}`
    const writing = random.chance(0.7) ? (random.chance(0.3) ? crowd.account() : crowd.any()) : null
    const order: Order = {
      externalId,
      ref: orderRef(channel, externalId),
      buyer: writing && { shown: writing.shown },
      lines: [
        { sku: 'W', name: 'Web tea', quantity: random.between(1, 4), unitPrice: random.between(50, 500) },
      ],
      parts: [],
      revision: 1,
      ...(random.chance(0.6) ? { pickup: this.#pickup(orderRef(channel, externalId)) } : {}),
      writing,
      salt: Buffer.from(random.bytes(16)).toString('hex'),
    }
    this.#orders.push(order)
    return order
  }

  #pickup(ref: Id): NonNullable<Order['pickup']> {
    const { random } = this.#at
    return {
      key: pickupKey(ref, 1),
      stores: random.shuffle(['s1', 's2']),
      isPaid: random.chance(0.6),
      ships: random.chance(0.3),
    }
  }

  #change(): Order {
    const { random } = this.#at
    const at = random.int(this.#orders.length)
    const order = this.#orders[at]
    const line = order?.lines[0]
    if (order === undefined || line === undefined) return this.#newOrder()
    const quantity = 1
    const part = {
      id: `P${order.parts.length + 1}`,
      kind: random.pick(['cancellation', 'refund'] as const),
      lines: [{ line: 0, quantity, amount: quantity * line.unitPrice }],
      amount: quantity * line.unitPrice,
    }
    const changed: Order = { ...order, parts: [...order.parts, part], revision: order.revision + 1 }
    this.#orders[at] = changed
    return changed
  }

  #snapshot(order: Order): ChannelItem {
    this.#at.promises.told(order)
    const { writing, salt, externalId, revision, lines, parts, pickup } = order
    const data = writing && { value: writing.value.normalize('NFKC').replace(/[\s()-]/g, '') }
    const who = writing &&
      data && {
        claimed: writing.kind,
        commitment: commitment(data, salt, (text) => hash('sha256', text, 'hex')),
      }
    const of = (kind: string) =>
      parts
        .filter((part) => part.kind === kind)
        .map((part) => ({
          id: part.id,
          at: placedAt,
          date: placedOn,
          lines: part.lines,
          amount: part.amount,
        }))
    const priced = lines.map((line) => ({ ...line, amount: line.quantity * line.unitPrice, kind: 'goods' }))
    const args = {
      externalId,
      revision,
      placedAt,
      placedOn,
      ...(who ? { who } : {}),
      lines: priced,
      payments: [{ id: '1', method: 'card', amount: priced.reduce((sum, line) => sum + line.amount, 0) }],
      cancellations: of('cancellation'),
      refunds: of('refund'),
      ...(pickup
        ? {
            parts: [
              {
                part: 1,
                kind: pickup.ships ? 'ship' : 'collect',
                store: pickup.stores[0],
                ...(pickup.ships ? { others: pickup.stores.slice(1) } : {}),
                lines: priced.map(({ quantity }, line) => ({ line, quantity })),
                paid: pickup.isPaid,
              },
            ],
          }
        : {}),
    }
    const sidecars = data ? [{ subject: externalId, salt, data }] : []
    return { kind: 'order.record', externalId, businessDate: placedOn, at: placedAt, args, sidecars }
  }

  /** A server that dies before it answers is asked again at the end. */
  async #tell(items: readonly ChannelItem[]): Promise<boolean> {
    const { server, time, promises } = this.#at
    for (const { externalId } of items) promises.untold.delete(externalId)
    if (items.length === 0) return true
    const answer = await NativePromise.race([server.tell(items), time.sleep('shop', patienceMs)])
    return answer !== undefined
  }
}
