// What a counter must do with each `C` invoice, worked out from the file and the terms alone: which rows name their line, at which store they
// come back, what is given and what is not. Pure; the tablets do it by their own means, and both are held against each other.

import type { ApprovalNeed } from '#shared/domain/approval-need.ts'
import type { UnverifiedLimits } from '#shared/domain/return.ts'
import { channel, type StoreName, stableHash, stores } from '#server/import/online-retail/deal.ts'
import type { LineRef } from '#server/import/online-retail/link.ts'
import type { Step } from '#server/import/online-retail/steps.ts'
import { linkedAccount, looseAccount, type Reason, type RowAccount } from './account.ts'
import type { BackInvoice, BackRow } from './back.ts'
import { dayOf, type OpenLine, SoldGoods } from './sold-goods.ts'

export type TicketLine = {
  readonly sku: string
  readonly quantity: number
  readonly unitPrice: number
  readonly amount: number
  readonly of: LineRef | undefined
}

/** A return at one store: from one receipt, or from none. */
export type PlannedTicket = {
  /** `C561234/1` */
  readonly name: string
  readonly store: StoreName
  readonly rows: readonly BackRow[]
  /** The invoice whose receipt it gives back from. */
  readonly receipt: string | undefined
  /** Empty when nothing of it is taken. */
  readonly lines: readonly TicketLine[]
  /** What the counter says instead of giving anything. */
  readonly refused: Reason | undefined
  /** What the manager is asked for. */
  readonly needs: readonly ApprovalNeed[]
  /** The store did not know that the person has used up the limit: the server says so afterwards. */
  readonly flagged: boolean
}

export type PlannedBack = {
  readonly back: BackInvoice
  readonly tickets: readonly PlannedTicket[]
  readonly accounts: readonly RowAccount[]
}

export type Policy = {
  readonly unverified: Pick<UnverifiedLimits, 'timesMax' | 'periodDays' | 'amountMax'> & {
    readonly priceDays: number
  }
  readonly unitsMax: number
  /** R26: after the day of the purchase, wherever it was. */
  readonly days: number
  /** R26: until a parcel is there, of which its shop says nothing more. */
  readonly transitDays: number
  /** R25: in cash, without asking. */
  readonly cashMax: number
  /** By article. */
  readonly catalogue: ReadonlyMap<string, number>
}

type Linked = { readonly row: BackRow; readonly line: OpenLine }

/** Fed with the steps and the `C` invoices in order. */
export class Expectation {
  readonly #sold = new SoldGoods()
  readonly #policy: Policy
  /** By card: the days of the returns without a receipt. */
  readonly #loose = new Map<string, number[]>()

  constructor(policy: Policy) {
    this.#policy = policy
  }

  happened(step: Step): void {
    this.#sold.happened(step)
  }

  /** What has no receipt first: a return makes a customer known to the store. */
  of(back: BackInvoice): PlannedBack {
    const linked: Linked[] = []
    const loose: BackRow[] = []
    for (const row of back.rows) {
      const line = this.#lineFor(back, row)
      if (line === undefined) {
        loose.push(row)
        continue
      }
      line.remaining -= row.quantity
      linked.push({ row, line })
    }
    const goods = loose.filter(({ kind }) => kind === 'goods')
    const parts = [
      ...(goods.length > 0 ? [this.#looseTicket(back, goods)] : []),
      ...[...Map.groupBy(linked, ({ line }) => line.ref.invoice)].map(([receipt, own], place) =>
        this.#linkedTicket(back, own, { receipt, name: `${back.invoice}/${place + 1}` }),
      ),
      ...loose.filter(({ kind }) => kind !== 'goods').map((row) => this.#service(back, row)),
    ]
    const accounts = parts.flatMap((part) => part.accounts)
    return {
      back,
      tickets: parts.flatMap(({ ticket }) => (ticket ? [ticket] : [])),
      accounts: accounts.toSorted((a, b) => a.row - b.row),
    }
  }

  #lineFor({ cardNumber }: BackInvoice, { sku, quantity }: BackRow): OpenLine | undefined {
    return cardNumber === undefined ? undefined : this.#sold.lineFor(cardNumber, sku, quantity)
  }

  #linkedTicket(
    { invoice, at, cardNumber }: BackInvoice,
    own: readonly Linked[],
    { receipt, name }: { receipt: string; name: string },
  ): Part {
    const store = storeFor(
      invoice,
      own.map(({ line }) => line),
    )
    if (cardNumber !== undefined) this.#sold.visited(store, cardNumber)
    const visit = { invoice, cardNumber, store, ticket: name }
    const lines = [...Map.groupBy(own, ({ line }) => line)].map(([{ ref, unitPrice }, backs]) => {
      const quantity = unitsOf(backs.map(({ row }) => row))
      return { sku: backs[0]?.row.sku ?? '', quantity, unitPrice, amount: quantity * unitPrice, of: ref }
    })
    const [rows, needs] = [own.map(({ row }) => row), this.#needs(at, own)]
    return {
      ticket: { name, store, rows, receipt, lines, needs, refused: undefined, flagged: false },
      accounts: own.map(({ row, line }) => linkedAccount(row, line, visit)),
    }
  }

  #needs(at: string, own: readonly Linked[]): ApprovalNeed[] {
    const { days, transitDays, cashMax } = this.#policy
    const from = ({ ref, at: bought }: OpenLine) => dayOf(bought) + (ref.where === channel ? transitDays : 0)
    const isLate = own.some(({ line }) => dayOf(at) > from(line) + days)
    const inCash = own.filter(({ line }) => line.paidBy === 'cash')
    const cash = inCash.reduce((sum, { row, line }) => sum + row.quantity * line.unitPrice, 0)
    return [...(isLate ? (['late'] as const) : []), ...(cash > cashMax ? (['cash'] as const) : [])]
  }

  #looseTicket(back: BackInvoice, rows: readonly BackRow[]): Part {
    const { invoice, at, cardNumber } = back
    const lines = rows.flatMap(({ sku }) => (cardNumber ? this.#sold.linesOf(cardNumber, sku) : []))
    const [store, name] = [storeFor(invoice, lines), `${invoice}/0`]
    const visit = { invoice, cardNumber, store, ticket: name }
    const fits = cardNumber === undefined ? rows.map(untouched) : this.#fitting(rows, at)
    const { refused, flagged, isKnown } = this.#standing(store, back)
    const taken = refused === undefined ? fits.filter(({ fitting }) => fitting > 0) : []
    if (cardNumber !== undefined && taken.length > 0) {
      this.#sold.visited(store, cardNumber)
      this.#loose.set(cardNumber, [...(this.#loose.get(cardNumber) ?? []), dayOf(at)])
    }
    const bySku = [...Map.groupBy(taken, ({ row }) => row.sku)].map(([sku, own]) => {
      const quantity = own.reduce((units, { fitting }) => units + fitting, 0)
      const unitPrice = own[0]?.price ?? 0
      return { sku, quantity, unitPrice, amount: quantity * unitPrice, of: undefined }
    })
    const isTaken = bySku.length > 0
    const all = isKnown ? (['unverified'] as const) : (['unverified', 'unseen'] as const)
    const needs = isTaken ? all : []
    const what = { name, store, rows, receipt: undefined, lines: bySku }
    return {
      ticket: { ...what, needs, refused, flagged: flagged && isTaken },
      accounts: fits.map(({ row, price, fitting }) => looseAccount(row, { price, fitting, refused }, visit)),
    }
  }

  /** R29: whether the person may; what neither a store nor, for want of a line, the server can tell, it cannot hold against them. */
  #standing(store: StoreName, { invoice, at, cardNumber }: BackInvoice) {
    const { timesMax, periodDays } = this.#policy.unverified
    if (cardNumber === undefined) return { refused: 'nobody known' as const, flagged: false, isKnown: false }
    const lately = (this.#loose.get(cardNumber) ?? []).filter((day) => dayOf(at) - day < periodDays)
    const isOften = lately.length >= timesMax
    const isKnown = this.#sold.hasSeen(store, cardNumber) || !comesWhileCut(invoice)
    return { refused: isOften && isKnown ? ('too often' as const) : undefined, flagged: isOften, isKnown }
  }

  /** Row by row what is within the amount and the units, at the lowest recent price. */
  #fitting(rows: readonly BackRow[], at: string) {
    const { unverified, unitsMax, catalogue } = this.#policy
    let left: number = unverified.amountMax
    const units = new Map<string, number>()
    return rows.map((row) => {
      const lowest = this.#sold.lowestPrice(row.sku, { at, days: unverified.priceDays })
      const price = Math.min(catalogue.get(row.sku) ?? Infinity, lowest ?? Infinity)
      const before = units.get(row.sku) ?? 0
      const affordable = price > 0 ? Math.floor(left / price) : Infinity
      const fitting = Math.min(row.quantity, unitsMax - before, affordable)
      units.set(row.sku, before + fitting)
      left -= fitting * price
      return { row, price, fitting }
    })
  }

  #service({ invoice, cardNumber }: BackInvoice, row: BackRow): Part {
    const visit = { invoice, cardNumber, store: storeFor(invoice, []), ticket: undefined }
    const account = looseAccount(row, { price: 0, fitting: row.quantity, refused: 'no goods' }, visit)
    return { ticket: undefined, accounts: [account] }
  }
}

const untouched = (row: BackRow) => ({ row, price: 0, fitting: row.quantity })

type Part = { readonly ticket: PlannedTicket | undefined; readonly accounts: readonly RowAccount[] }

/** Half of the customers come while the line is cut, when all that the tablets know is what they have heard before. */
export const comesWhileCut = (invoice: string): boolean => stableHash(`cut:${invoice}`) % 2 === 0

/** A store that sold none of them, chosen by the number of the invoice; any, when all of them did. */
export function storeFor(invoice: string, lines: readonly OpenLine[]): StoreName {
  const sellers = new Set<string>(lines.map(({ ref }) => ref.where))
  const others = stores.filter((store) => !sellers.has(store))
  const from = others.length > 0 ? others : stores
  return from[stableHash(`back:${invoice}`) % from.length] ?? 'S1'
}

const unitsOf = (rows: readonly BackRow[]): number =>
  rows.reduce((units, { quantity }) => units + quantity, 0)
