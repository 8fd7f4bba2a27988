import { known } from '#shared/base/assert.ts'
import { OutflowPage } from '#shared/sync/protocol.ts'
import { priced } from '#shared/domain/line.ts'
import type { Contact } from '#shared/domain/proof.ts'
import { demoProducts } from '#server/demo/goods.ts'
import { DEMO_CHANNEL } from '#server/demo/people.ts'
import { order } from '../../make/orders.ts'
import type { Shop } from '../shop.ts'

export type Ordered = {
  readonly number: string
  /** By article number. */
  readonly goods: Readonly<Record<string, number>>
  /** Where it is collected; without one it was sent. */
  readonly store?: string
  /** Of a guest. */
  readonly phone?: string
  readonly invoices?: readonly string[]
  readonly paid?: boolean
  readonly contact?: Contact
  /** Unix ms. */
  readonly placedAt?: number
}

export const productOf = (sku: string) =>
  known(
    demoProducts.find((product) => product.sku === sku),
    `the article ${sku}`,
  )

/** The chain's online shop, as its connector speaks to the server. */
export class OnlineShop {
  readonly #shop: Shop
  readonly #token: string

  constructor(shop: Shop) {
    this.#shop = shop
    this.#token = shop.channelToken(DEMO_CHANNEL.id)
  }

  /** What the shop sends the buyer of an order that is ready: the text of the QR code. */
  async codeOf(number: string): Promise<string> {
    const answer = await fetch(`${this.#shop.url}/channels/${DEMO_CHANNEL.id}/outflow`, {
      headers: { authorization: `Bearer ${this.#token}` },
    })
    const { items } = OutflowPage.parse(await answer.json())
    const item = items.findLast(({ order, pickupCode }) => order === number && pickupCode !== undefined)
    return known(item?.pickupCode, `the QR code of ${number}`)
  }

  /** An order that is collected in a store, or was sent. */
  async tells({ number, goods, store, paid = true, ...rest }: Ordered): Promise<void> {
    const lines = Object.entries(goods).map(([sku, quantity]) => {
      const { name, price: unitPrice, kind } = productOf(sku)
      return priced({ sku, name, unitPrice, kind, quantity })
    })
    const all = lines.map(({ quantity }, line) => ({ line, quantity }))
    const item = order(number, {
      lines,
      ...(store === undefined ? {} : { parts: [{ part: 1, kind: 'collect', store, lines: all, paid }] }),
      ...rest,
    })
    const answer = await fetch(`${this.#shop.url}/channels/${DEMO_CHANNEL.id}/operations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ items: [item] }),
    })
    if (!answer.ok) throw new Error(`the server did not take the order: ${await answer.text()}`)
  }
}
