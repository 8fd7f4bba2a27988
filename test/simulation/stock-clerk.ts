import { type Id } from '#shared/base/id.ts'
import { money } from '#shared/domain/money.ts'
import { type Transfer, transferredLines } from '#shared/domain/transfer.ts'
import type { Intent } from '#client/sync/intent.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import type { At, Attempt, SentLine } from './promises.ts'
import type { Random } from './random.ts'

export const skus = ['A', 'B', 'C']
/** What orders are for is counted as well. */
const counted = [...skus, 'W']
const name = 'Tea'
const stores = ['s1', 's2']

type StockWork = { readonly intent: Intent; readonly attempt: Attempt }

/** Counts, corrects and sends goods to the other store, now and then more or fewer than the papers say. */
export class StockClerk {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  async work(tablet: Tablet, base: At, nowMs: number): Promise<StockWork | undefined> {
    const random = this.#random
    const transfers = await tablet.rows.list('transfer')
    const open = transfers
      .filter((transfer) => isOpen(transfer, base.store))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    if (open.length === 0 || random.chance(0.4)) {
      if (random.chance(0.45)) return this.#begin(base)
      return random.chance(0.3) ? this.#adjust(base) : this.#count(base, nowMs)
    }
    const transfer = random.pick(open)
    if (isOwed(transfer) && random.chance(0.2)) return this.#end(transfer, base)
    return transfer.from === base.store ? this.#send(transfer, base) : this.#receive(transfer, base)
  }

  #adjust(base: At): StockWork {
    const quantity = this.#random.between(-5, 5)
    const sku = this.#random.pick(skus)
    const lines = [{ sku, name, quantity }]
    return {
      intent: { id: base.id as Id, kind: 'stock.adjust', staff: 'amy', reason: 'counted', lines },
      attempt: { ...base, kind: 'stock', sku, units: quantity },
    }
  }

  /** Few are there, so that the last one is sold twice soon. */
  #count(base: At, nowMs: number): StockWork {
    const random = this.#random
    const lines = random
      .shuffle(counted)
      .slice(0, random.between(1, 2))
      .map((sku) => {
        const since = random.chance(0.2) ? random.between(-2, 2) : 0
        return { sku, counted: random.between(0, 9), since }
      })
    const told = lines.map((line) => ({
      ...line,
      name,
      at: nowMs,
      unitPrice: money(random.between(1, 90)),
    }))
    return {
      intent: {
        id: base.id as Id,
        kind: 'stock.count',
        staff: 'amy',
        lines: told,
        blind: random.chance(0.5),
      },
      attempt: { ...base, kind: 'count', lines },
    }
  }

  /** Asks the other store for goods, or sends it some that nobody asked for. */
  #begin(base: At): StockWork {
    const random = this.#random
    const id = base.id as Id
    const other = stores.find((store) => store !== base.store) ?? ''
    const lines = [{ sku: random.pick(skus), quantity: random.between(1, 4) }]
    const goods = lines.map((line) => ({ ...line, name }))
    if (random.chance(0.4))
      return {
        intent: { id, kind: 'stock.request', staff: 'amy', from: other, lines: goods },
        attempt: transferred(base, { step: 'ask', transfer: id, from: other, to: base.store, lines }),
      }
    return {
      intent: { id, kind: 'stock.send', staff: 'amy', to: other, lines: goods },
      attempt: transferred(base, { step: 'send', transfer: id, from: base.store, to: other, lines }),
    }
  }

  #send({ id: transfer, to, asked }: Transfer, base: At): StockWork {
    const lines = (asked?.lines ?? []).map(({ sku, quantity }) => ({ sku, quantity: this.#about(quantity) }))
    const goods = lines.map((line) => ({ ...line, name }))
    return {
      intent: {
        id: base.id as Id,
        kind: 'stock.send',
        staff: 'amy',
        transfer: transfer as Id,
        to,
        lines: goods,
      },
      attempt: transferred(base, { step: 'send', transfer, from: base.store, to, lines }),
    }
  }

  #receive(transfer: Transfer, base: At): StockWork {
    const { id, from } = transfer
    // What was asked for may arrive before its sender has said a word.
    const lines = transferredLines(transfer).map(({ sku, asked, received, inTransit }) => ({
      sku,
      quantity: this.#about(Math.max(inTransit, asked - received)),
    }))
    const goods = lines.map((line) => ({ ...line, name }))
    const complete = this.#random.chance(0.8)
    return {
      intent: {
        id: base.id as Id,
        kind: 'stock.receive',
        staff: 'amy',
        transfer: id as Id,
        from,
        lines: goods,
        complete,
      },
      attempt: {
        ...transferred(base, { step: 'receive', transfer: id, from, to: base.store, lines }),
        isComplete: complete,
      },
    }
  }

  /** Who was asked has none, or who asked wants none any more; something may have left all the same. */
  #end({ id, from, to }: Transfer, base: At): StockWork {
    const about = { id: base.id as Id, staff: 'amy', transfer: id as Id }
    const told = { transfer: id, from, to, lines: [] }
    if (from === base.store)
      return {
        intent: { ...about, kind: 'stock.decline', to, reason: 'sold out' },
        attempt: transferred(base, { ...told, step: 'decline' }),
      }
    return {
      intent: { ...about, kind: 'stock.withdraw', from },
      attempt: transferred(base, { ...told, step: 'withdraw' }),
    }
  }

  #about(quantity: number): number {
    return Math.max(1, quantity + (this.#random.chance(0.25) ? this.#random.pick([-1, 1]) : 0))
  }
}

const isOwed = (transfer: Transfer): boolean => transferredLines(transfer).some(({ owed }) => owed > 0)

/** Something of it is to be sent from here, or has not all arrived here. */
function isOpen(transfer: Transfer, here: string): boolean {
  if (transfer.from === here) return isOwed(transfer)
  return transferredLines(transfer).some(
    ({ asked, received, inTransit }) => inTransit > 0 || asked > received,
  )
}

type Told = {
  readonly step: Extract<Attempt, { kind: 'transfer' }>['step']
  readonly transfer: string
  readonly from: string
  readonly to: string
  readonly lines: readonly SentLine[]
}

const transferred = (base: At, told: Told): Extract<Attempt, { kind: 'transfer' }> => ({
  ...base,
  ...told,
  kind: 'transfer',
  isComplete: false,
})
