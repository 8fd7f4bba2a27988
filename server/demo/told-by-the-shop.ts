import { known } from '#shared/base/assert.ts'
import type { Id } from '#shared/base/id.ts'
import { calendarDate, DAY_MS } from '#shared/base/time.ts'
import { type Line, priced, totalOf } from '#shared/domain/line.ts'
import type { Profile } from '#shared/domain/member.ts'
import { money } from '#shared/domain/money.ts'
import type { OrderArgs } from '#shared/domain/order.ts'
import { channelOperationId } from '#shared/sync/operation.ts'
import type { ChannelItem } from '#shared/sync/protocol.ts'
import { enrolment } from '#server/import/enrolment.ts'
import { invoiceNumberOf } from './e-invoice.ts'
import { demoProducts } from './goods.ts'
import { DEMO_CHANNEL, DEMO_UTC_OFFSET_MINUTES } from './people.ts'

/** Salts that are the same when the first start is repeated, and that nobody without the chain's key can compute. */
type Salting = { readonly receiptKey: string }

/** A member as the online shop tells of them. */
export function toldMember(
  profile: Profile,
  { at, receiptKey }: Salting & { readonly at: number },
): ChannelItem {
  const externalId = `customer-${profile.card ?? profile.name}`
  const { args, sidecar } = enrolment(profile, { name: externalId, receiptKey })
  const subject = channelOperationId([DEMO_CHANNEL.id, externalId, ['member.enrol', args]])
  const sidecars = [{ ...sidecar, subject }]
  return { kind: 'member.enrol', externalId, businessDate: dateOf(at), at, args, sidecars }
}

type Bought = readonly [sku: string, quantity: number]

/** An order as the online shop tells of it; `refunded` are units of its first line that came back a day later. */
export function toldOrder(
  externalId: string,
  order: {
    readonly member: Id
    readonly placedAt: number
    readonly bought: readonly Bought[]
    readonly refunded?: number
  },
): ChannelItem {
  const { member, placedAt, bought, refunded = 0 } = order
  const lines = bought.map(lineOf)
  const [first] = lines
  const back = refunded === 0 || !first ? [] : [refundOf(first, refunded, placedAt + DAY_MS)]
  const args: OrderArgs = {
    externalId,
    revision: 1 + back.length,
    placedAt,
    placedOn: dateOf(placedAt),
    who: { member },
    lines,
    payments: [{ id: `${externalId}-1`, method: 'card', amount: totalOf(lines) }],
    invoices: [invoiceNumberOf(externalId, dateOf(placedAt))],
    cancellations: [],
    refunds: back,
  }
  return { kind: 'order.record', externalId, businessDate: dateOf(placedAt), at: placedAt, args }
}

function lineOf([sku, quantity]: Bought): Line {
  const { name, price, kind } = known(
    demoProducts.find((product) => product.sku === sku),
    sku,
  )
  return priced({ sku, name, quantity, unitPrice: price, kind })
}

function refundOf(line: Line, quantity: number, at: number): OrderArgs['refunds'][number] {
  const amount = money(line.unitPrice * quantity)
  return { id: 'refund-1', at, date: dateOf(at), lines: [{ line: 0, quantity, amount }], amount }
}

const dateOf = (at: number): string => calendarDate(at, DEMO_UTC_OFFSET_MINUTES)
