import type { Json } from '#shared/base/json.ts'
import { totalOf, type Line } from '#shared/domain/line.ts'
import { commitment } from '#shared/domain/member.ts'
import type { PickupPart } from '#shared/domain/order.ts'
import type { Contact } from '#shared/domain/proof.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { ChannelItem } from '#shared/sync/protocol.ts'
import { bodyOf, channelOperationId } from '#shared/sync/operation.ts'
import { madeId, morningMs } from './ids.ts'
import { line, type Made, saltOf } from './operations.ts'

export type Part = {
  readonly id: string
  readonly line?: number
  readonly quantity?: number
  readonly amount: number
  readonly asked?: string
}

export type OrderOver = {
  readonly revision?: number
  readonly placedAt?: number
  readonly lines?: readonly Line[]
  /** The customer's account at the shop. */
  readonly account?: string
  /** What a guest left instead. */
  readonly phone?: string
  readonly cancellations?: readonly Part[]
  readonly refunds?: readonly Part[]
  /** What stores do for it. */
  readonly parts?: readonly PickupPart[]
  /** Who collects it. */
  readonly contact?: Contact
  readonly requested?: readonly Part[]
  readonly invoices?: readonly string[]
  /** What the shop itself delivered, and when. */
  readonly delivered?: Receipt['delivered']
}

/** A snapshot of an online order, as the shop's connector tells it. */
export function order(externalId: string, over: OrderOver = {}): ChannelItem {
  const { revision = 1, lines = [line('A1', 150, 2), line('B2', 400)] } = over
  const value = over.phone ?? over.account
  const data = value === undefined ? undefined : { value }
  const claimed = over.phone === undefined ? 'account' : 'phone'
  const salt = saltOf(99)
  const contact = over.contact as Record<string, string> | undefined
  const args: Json = {
    externalId,
    revision,
    placedAt: over.placedAt ?? morningMs,
    placedOn: '2026-03-02',
    lines,
    payments: [{ id: `${externalId}-p`, method: 'card', amount: totalOf(lines) }],
    cancellations: (over.cancellations ?? []).map(part),
    refunds: (over.refunds ?? []).map(part),
    ...(over.delivered ? { delivered: over.delivered } : {}),
    ...(over.requested ? { requested: over.requested.map(part) } : {}),
    ...(over.invoices ? { invoices: [...over.invoices] } : {}),
    ...(data ? { who: { claimed, commitment: commitment(data, salt) } } : {}),
    ...(over.parts ? { parts: over.parts } : {}),
    ...(contact ? { contact: commitment(contact, salt) } : {}),
  }
  const sidecars = [
    ...(data ? [{ subject: `${externalId}-customer`, salt, data }] : []),
    ...(contact ? [{ subject: `${externalId}-contact`, salt, data: contact }] : []),
  ]
  return {
    kind: 'order.record',
    externalId,
    businessDate: '2026-03-02',
    at: morningMs + revision,
    args,
    sidecars,
  }
}

/** The same as the operation that the channel's door makes of it. */
export function snapshot(externalId: string, over: OrderOver = {}, channel = 'shop'): Made {
  const { kind, businessDate, at, args, sidecars = [] } = order(externalId, over)
  const told = args as Json
  const id = channelOperationId([channel, externalId, [kind, told]])
  return {
    id,
    sidecars,
    body: bodyOf({ id, kind, version: 1, args: told, channel, businessDate, at: { wall: at } }),
  }
}

const part = ({ id, line: of = 0, quantity = 1, amount, asked }: Part) => ({
  id,
  at: morningMs + 3_600_000,
  date: '2026-03-03',
  lines: [{ line: of, quantity, amount }],
  amount,
  ...(asked === undefined ? {} : { asked }),
})

/** A member whom the shop enrolled by their account. */
export function enrolledByShop(n: number, account: string, name = '陳美麗'): ChannelItem {
  const data = { name, account }
  const args = { commitment: commitment(data, saltOf(n)), consent: ['membership'] }
  return {
    kind: 'member.enrol',
    externalId: `customer-${account}`,
    businessDate: '2026-03-02',
    at: morningMs + n,
    args,
    sidecars: [{ subject: madeId(n), salt: saltOf(n), data }],
  }
}
