// The online shop: what happens there is told to the channel's door, an hour's worth at a time. Now and then it tells the same twice, as shops do.

import { hash } from 'node:crypto'
import type { Id } from '#shared/base/id.ts'
import type { Json } from '#shared/base/json.ts'
import { commitment } from '#shared/domain/member.ts'
import { channelOperationId, orderRef, type Sidecar } from '#shared/sync/operation.ts'
import { ChannelAnswer, type ChannelItem } from '#shared/sync/protocol.ts'
import { unixMsOf } from '#server/import/online-retail/clock.ts'
import { channel } from '#server/import/online-retail/deal.ts'
import type { Papers } from './papers.ts'
import { writeOffReason } from '#server/import/online-retail/operations.ts'
import type {
  AdjustmentStep,
  EnrolStep,
  OrderStep,
  ReturnStep,
  Step,
} from '#server/import/online-retail/steps.ts'

export type WebStep =
  | OrderStep
  | ((EnrolStep | ReturnStep | AdjustmentStep) & { readonly where: typeof channel })
type Door = { readonly url: string; readonly token: string }

const itemsMax = 40
/** Every seventh batch is told again. */
const toldAgain = 7
const sha256 = (text: string): string => hash('sha256', text, 'hex')

export class OnlineShop {
  readonly #door: Door
  readonly #papers: Papers
  #hour = ''
  #items: ChannelItem[] = []
  #sending: Promise<void> = Promise.resolve()
  #batches = 0
  /** Operations that the door has to know in the end. */
  readonly told = new Set<string>()

  constructor(door: Door, papers: Papers) {
    this.#door = door
    this.#papers = papers
  }

  get batches(): number {
    return this.#batches
  }

  /** The clock goes on: what was collected in the hour before is told now. */
  async tick(at: string): Promise<void> {
    const hour = at.slice(0, 13)
    if (hour !== this.#hour) await this.#tell()
    this.#hour = hour
  }

  async take(step: WebStep): Promise<void> {
    this.#items.push(this.#itemOf(step))
    if (this.#items.length >= itemsMax) await this.#tell()
  }

  /** Everything is told and answered. */
  async finish(): Promise<void> {
    await this.#tell()
    await this.#sending
  }

  /** One batch is on its way while the next is collected. */
  async #tell(): Promise<void> {
    const items = this.#items
    if (items.length === 0) return
    this.#items = []
    await this.#sending
    const times = this.#batches++ % toldAgain === 0 ? 2 : 1
    this.#sending = this.#post(items, times)
    this.#sending.catch(() => {})
  }

  async #post(items: readonly ChannelItem[], times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      const response = await fetch(`${this.#door.url}/channels/${channel}/operations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#door.token}` },
        body: JSON.stringify({ items }),
      })
      const answer = await response.text()
      if (!response.ok)
        throw new Error(`the channel's door answers ${response.status}: ${answer.slice(0, 500)}`)
      const { acceptances } = ChannelAnswer.parse(JSON.parse(answer))
      const refused = acceptances.filter(({ is, id }) => is !== 'accepted' || !this.told.has(id))
      if (refused.length > 0) throw new Error(`the channel's door does not take ${JSON.stringify(refused)}`)
    }
  }

  #itemOf(step: WebStep): ChannelItem {
    switch (step.kind) {
      case 'enrol':
        return this.#enrolment(step)
      case 'order':
        return this.#order(step)
      case 'return':
        return this.#return(step)
      case 'adjustment':
        return this.#adjustment(step)
    }
  }

  #enrolment(step: EnrolStep): ChannelItem {
    const data = { name: step.name, card: step.cardNumber }
    const externalId = `customer-${step.cardNumber}`
    const salt = saltOf(externalId)
    const args = { commitment: commitment(data, salt), consent: ['membership'] }
    return this.#item(step, { kind: 'member.enrol', externalId, args }, { salt, data })
  }

  #order(step: OrderStep): ChannelItem {
    const { order: externalId, placedAt, lines, payments, refunds } = step
    const ref = orderRef(channel, externalId, sha256)
    if (step.snapshot === 1) this.#papers.file(externalId, { id: ref, number: externalId, code: ref })
    const args = {
      externalId,
      revision: step.snapshot,
      placedAt: unixMsOf(placedAt),
      placedOn: placedAt.slice(0, 10),
      lines: lines.map(({ sku, name, quantity, unitPrice, amount, kind }) => ({
        sku,
        name,
        quantity,
        unitPrice,
        amount,
        kind,
      })),
      payments: payments.map(({ reference, amount }) => ({ id: reference, method: 'card', amount })),
      cancellations: [],
      refunds: refunds.map(({ refund, at, amount, lines: back }) => ({
        id: refund,
        at: unixMsOf(at),
        date: at.slice(0, 10),
        amount,
        lines: back.map(({ line, quantity, amount: given }) => ({ line: line - 1, quantity, amount: given })),
      })),
    }
    return this.#visit(step, { kind: 'order.record', externalId, args })
  }

  #return(step: ReturnStep): ChannelItem {
    const args = {
      lines: step.lines.map(({ sku, name, quantity, unitPrice, amount, kind, of }) => ({
        sku,
        name,
        quantity,
        unitPrice,
        amount,
        kind,
        ...(of ? { of: { ref: this.#papers.receiptOf(of.invoice).id, line: of.line - 1 } } : {}),
      })),
      reason: 'sent back',
      tenders: [{ kind: 'external', amount: step.total, reference: `refund-${step.invoice}` }],
      total: step.total,
    }
    return this.#visit(step, { kind: 'return.complete', externalId: `return-${step.invoice}`, args })
  }

  #adjustment(step: AdjustmentStep): ChannelItem {
    const lines = step.lines.map(({ sku, name, quantity }) => ({ sku, name, quantity: -quantity }))
    const args = { lines, reason: writeOffReason(step) }
    return this.#item(step, { kind: 'stock.adjust', externalId: `stock-${step.invoice}`, args })
  }

  /** The shop knows its customers by their cards, whoever enrolled them. */
  #visit(step: OrderStep | ReturnStep, told: Told): ChannelItem {
    if (step.cardNumber === undefined) return this.#item(step, told)
    const data = { value: step.cardNumber }
    const salt = saltOf(told.externalId)
    const who = { claimed: 'card', commitment: commitment(data, salt) }
    return this.#item(step, { ...told, args: { ...told.args, who } }, { salt, data })
  }

  #item(step: Step, { kind, externalId, args }: Told, secret?: Omit<Sidecar, 'subject'>): ChannelItem {
    const id: Id = channelOperationId([channel, externalId, [kind, args]], sha256)
    this.told.add(id)
    this.#papers.note(step.invoice, id)
    const sidecars = secret ? [{ ...secret, subject: id }] : []
    return { kind, externalId, businessDate: step.at.slice(0, 10), at: unixMsOf(step.at), args, sidecars }
  }
}

type Told = {
  readonly kind: ChannelItem['kind']
  readonly externalId: string
  readonly args: Readonly<Record<string, Json>>
}

/** The same each time, as the same thing told twice must be the same text. */
const saltOf = (externalId: string): string => sha256(`salt of ${externalId}`).slice(0, 32)
