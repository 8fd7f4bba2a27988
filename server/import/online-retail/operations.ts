// The steps of a log as operations. Ids are computed from what they name, so that the same log taken in again says nothing new. What was sold
// at a store has the system as its origin and the store as its home, as if its tablet had told it; what was sold online enters as the channel's
// door would take it.

import { canonicalJson } from '#shared/base/canonical-json.ts'
import { type Id, id, idFromText } from '#shared/base/id.ts'
import type { Json } from '#shared/base/json.ts'
import { bodyOf, orderRef } from '#shared/sync/operation.ts'
import type { ChannelItem } from '#shared/sync/protocol.ts'
import { channelOperation } from '#server/sync/channel-door.ts'
import { type Incoming, sha256 } from '#server/sync/incoming.ts'
import { enrolment } from '../enrolment.ts'
import { channel, type StoreName } from './deal.ts'
import type { LineRef } from './link.ts'
import { momentOf, type Shop } from './shop.ts'
import type { AdjustmentStep, EnrolStep, OrderStep, ReturnStep, SaleStep, Step, Tender } from './steps.ts'

/** What a log can tell. */
type LogKind = ChannelItem['kind'] | 'sale.complete'

export type Booked = {
  readonly id: Id
  readonly kind: LogKind
  readonly origin: 'system' | 'channel'
  readonly incoming: Incoming
  /** Receipt or order number. */
  readonly document: string | null
  /** The receipt or the operation that others may name. */
  readonly known: Id
  readonly buildsOn: readonly string[]
  readonly step: Step
}

type Told = {
  /** A log tells what a counter or a channel tells. */
  readonly kind: ChannelItem['kind'] | 'sale.complete'
  readonly externalId: string
  readonly args: Json
  readonly document?: string
  readonly known?: Id
  readonly sidecars?: Incoming['sidecars']
}

export class Bookkeeper {
  readonly #shop: Shop
  readonly #receiptKey: string
  readonly #members = new Map<string, Id>()

  /** `receiptKey`: the chain's; nobody without it can compute the salts of personal data. */
  constructor(shop: Shop, receiptKey: string) {
    this.#shop = shop
    this.#receiptKey = receiptKey
  }

  /** Card number → member. */
  get members(): ReadonlyMap<string, Id> {
    return this.#members
  }

  book(step: Step): Booked {
    const booked = this.#told(step)
    if (step.kind === 'enrol') this.#members.set(step.cardNumber, booked.id)
    return booked
  }

  #told(step: Step): Booked {
    switch (step.kind) {
      case 'enrol':
        return this.#enrolled(step)
      case 'sale':
        return this.#atStore(step, step.where, this.#sale(step))
      case 'order':
        return this.#online(step, this.#order(step))
      case 'return':
        return step.where === channel
          ? this.#online(step, this.#return(step))
          : this.#atStore(step, step.where, this.#return(step))
      case 'adjustment':
        return step.where === channel
          ? this.#online(step, this.#adjustment(step))
          : this.#atStore(step, step.where, this.#adjustment(step))
    }
  }

  #enrolled(step: EnrolStep): Booked {
    const externalId = `customer-${step.cardNumber}`
    const { args, sidecar } = enrolment(this.#shop.profileOf(step), {
      name: externalId,
      receiptKey: this.#receiptKey,
    })
    const told: Told = { kind: 'member.enrol', externalId, args }
    const withData = (subject: Id) => ({ ...told, sidecars: [{ ...sidecar, subject }] })
    if (step.where === channel) {
      const { id: subject } = this.#online(step, told)
      return this.#online(step, withData(subject))
    }
    return this.#atStore(step, step.where, withData(this.#idOf(told.kind, externalId)))
  }

  #sale({ where, invoice, lines, tender, total, cardNumber }: SaleStep): Told {
    const receipt = receiptOf(this.#shop.counters[where].store, 'S', invoice)
    const args = {
      receipt,
      ...this.#who(cardNumber),
      lines: lines.map(({ sku, name, quantity, unitPrice, amount, kind }) => ({
        sku,
        name,
        quantity,
        unitPrice,
        amount,
        kind,
      })),
      tenders: [tenderOf(tender)],
      total,
    }
    return { kind: 'sale.complete', externalId: invoice, args, document: receipt }
  }

  #order(step: OrderStep): Told {
    const externalId = this.#shop.orderNumber(step.order)
    const placed = momentOf(this.#shop, step.placedAt)
    // What costs nothing has no e-invoice.
    const invoices = step.payments.length > 0 ? (this.#shop.invoicesOf?.(externalId, placed.date) ?? []) : []
    const args = {
      externalId,
      revision: step.snapshot,
      placedAt: placed.at,
      placedOn: placed.date,
      ...this.#who(step.cardNumber),
      lines: step.lines.map(({ sku, name, quantity, unitPrice, amount, kind }) => ({
        sku,
        name,
        quantity,
        unitPrice,
        amount,
        kind,
      })),
      payments: step.payments.map(({ reference, amount }) => ({ id: reference, method: 'card', amount })),
      ...(invoices.length > 0 ? { invoices: [...invoices] } : {}),
      cancellations: [],
      refunds: step.refunds.map(({ refund, at, amount, lines }) => {
        const given = momentOf(this.#shop, at)
        return {
          id: refund,
          at: given.at,
          date: given.date,
          amount,
          lines: lines.map((line) => ({ line: line.line - 1, quantity: line.quantity, amount: line.amount })),
        }
      }),
    }
    const known = orderRef(this.#shop.channel, externalId, sha256)
    return { kind: 'order.record', externalId, args, document: externalId, known }
  }

  /** A channel has no receipt numbers for what it takes back. */
  #return({ where, invoice, lines, total, cardNumber }: ReturnStep): Told {
    const reasons = lines.map((line) => (line.of ? 'brought back' : `not linked: ${line.reason}`))
    const receipt = where === channel ? null : receiptOf(this.#shop.counters[where].store, 'R', invoice)
    const tender: Tender =
      where === channel
        ? { kind: 'external', amount: total, reference: `refund-${invoice}` }
        : { kind: 'cash', amount: total, given: total, change: 0 }
    const args = {
      ...(receipt === null ? {} : { receipt }),
      ...this.#who(cardNumber),
      lines: lines.map(({ sku, name, quantity, unitPrice, amount, kind, of }) => ({
        sku,
        name,
        quantity,
        unitPrice,
        amount,
        kind,
        ...(of ? { of: { ref: this.receiptId(of), line: of.line - 1 } } : {}),
      })),
      reason: [...new Set(reasons)].join('; '),
      tenders: [tenderOf(tender)],
      total,
    }
    const externalId = where === channel ? `return-${this.#shop.orderNumber(invoice)}` : invoice
    return { kind: 'return.complete', externalId, args, ...(receipt === null ? {} : { document: receipt }) }
  }

  #adjustment(step: AdjustmentStep): Told {
    const lines = step.lines.map(({ sku, name, quantity }) => ({ sku, name, quantity: -quantity }))
    const externalId = step.where === channel ? `stock-${this.#shop.orderNumber(step.invoice)}` : step.invoice
    return { kind: 'stock.adjust', externalId, args: { lines, reason: writeOffReason(step) } }
  }

  /** The receipt that a line was sold on. */
  receiptId(of: LineRef): Id {
    return of.where === channel
      ? orderRef(this.#shop.channel, this.#shop.orderNumber(of.invoice), sha256)
      : this.#idOf('sale.complete', of.invoice)
  }

  #who(cardNumber: string | undefined): { readonly who?: { readonly member: Id } } {
    const member = cardNumber === undefined ? undefined : this.#members.get(cardNumber)
    return member === undefined ? {} : { who: { member } }
  }

  #idOf(kind: LogKind, name: string): Id {
    return idFromText(canonicalJson([this.#shop.source, kind, name]), sha256)
  }

  #atStore(step: Step, where: StoreName, told: Told): Booked {
    const { at, date } = momentOf(this.#shop, step.at)
    const { store, register, staffOf } = this.#shop.counters[where]
    const operation = this.#idOf(told.kind, told.externalId)
    const body = bodyOf({
      id: operation,
      kind: told.kind,
      version: 1,
      args: told.args,
      store,
      ...(register === undefined ? {} : { register }),
      ...(staffOf === undefined ? {} : { staff: staffOf(step.invoice) }),
      businessDate: date,
      at: { wall: at },
    })
    const incoming = { body, sidecars: told.sidecars ?? [] }
    return this.#booked(step, told, { id: operation, incoming, origin: 'system' })
  }

  #online(step: Step, { sidecars = [], ...told }: Told): Booked {
    const { at, date } = momentOf(this.#shop, step.at)
    const { kind, externalId, args } = told
    if (kind === 'sale.complete') throw new Error('a channel rings nothing at a counter')
    const item = { kind, externalId, businessDate: date, at, args, sidecars: [...sidecars] }
    const { id: operation, incoming } = channelOperation(this.#shop.channel, item)
    return this.#booked(step, told, { id: id(operation), incoming, origin: 'channel' })
  }

  #booked(step: Step, told: Told, made: Pick<Booked, 'id' | 'incoming' | 'origin'>): Booked {
    const member =
      step.kind !== 'enrol' && 'cardNumber' in step ? this.#members.get(step.cardNumber ?? '') : undefined
    const receipts =
      step.kind === 'return' ? step.lines.flatMap(({ of }) => (of ? [this.receiptId(of)] : [])) : []
    return {
      ...made,
      step,
      kind: told.kind,
      document: told.document ?? null,
      known: told.known ?? made.id,
      buildsOn: member === undefined ? receipts : [member, ...receipts],
    }
  }
}

/** Not a number that a register prints: no register is called like a store. `S` sold, `R` returned, and the invoice's own letter. */
function receiptOf(store: string, what: 'S' | 'R', invoice: string): string {
  const letter = /^[A-Z]/.exec(invoice)?.[0] ?? ''
  return `${store}-${what}${letter}-${invoice.slice(letter.length).padStart(6, '0')}`
}

const tenderOf = (tender: Tender): Json =>
  tender.kind === 'cash'
    ? { kind: 'cash', amount: tender.amount, tendered: tender.given, change: tender.change }
    : { kind: 'external', amount: tender.amount, reference: tender.reference }

/** The log gives each row a reason of its own, and some rows none. */
export function writeOffReason({ lines }: AdjustmentStep): string {
  const reasons = [...new Set(lines.map(({ reason }) => reason).filter((reason) => reason !== ''))]
  return reasons.join('; ').slice(0, 200) || 'stock correction'
}
