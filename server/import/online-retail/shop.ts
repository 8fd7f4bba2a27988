import type { Profile } from '#shared/domain/member.ts'
import { calendarDate } from '#shared/base/time.ts'
import { channelScope, type Scope, storeScope } from '#shared/sync/scope.ts'
import { unixMsOf, utcOffsetMinutes } from './clock.ts'
import { channel, type Place, type StoreName } from './deal.ts'
import type { EnrolStep } from './steps.ts'

/** Where one of the log's stores stands in the chain, and who rings there when that is to be said. */
export type Counter = {
  readonly store: string
  readonly register?: string
  readonly staffOf?: (invoice: string) => string
}

/** How a log's places, people and times are called in the chain that takes it in. */
export type Shop = {
  /** Part of every id: the same invoice taken in under another name is another sale. */
  readonly source: string
  readonly counters: Readonly<Record<StoreName, Counter>>
  readonly channel: string
  /** The online shop's number of what the log calls by an invoice number. */
  readonly orderNumber: (invoice: string) => string
  /** The e-invoices that it made out for an order, where the chain has any; the log knows none. */
  readonly invoicesOf?: (order: string, date: string) => readonly string[]
  readonly profileOf: (step: EnrolStep) => Profile
  /** Added to every time of the log: whole days. */
  readonly shiftMs: number
}

/** Unix ms and business date of the log's wall clock. */
export function momentOf(shop: Shop, wall: string): { readonly at: number; readonly date: string } {
  const at = unixMsOf(wall) + shop.shiftMs
  return { at, date: calendarDate(at, utcOffsetMinutes) }
}

export function scopeOf(shop: Shop, where: Place): Scope {
  return where === channel ? channelScope(shop.channel) : storeScope(shop.counters[where].store)
}
