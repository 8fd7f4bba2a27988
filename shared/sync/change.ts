import type { Id } from '../base/id.ts'
import type { Allocation, Parts, Progress } from '../domain/allocation.ts'
import type { Credit, Issued, Spent } from '../domain/credit.ts'
import type { Discrepancy, DiscrepancyCode } from '../domain/discrepancy.ts'
import type { Dispute } from '../domain/dispute.ts'
import type { DirectoryEntry, MemberAccount, Rank } from '../domain/member.ts'
import type { OrderArgs } from '../domain/order.ts'
import type { Place } from '../domain/place.ts'
import type { Category, Product } from '../domain/product.ts'
import type { Outflow } from '../domain/outflow.ts'
import type { Lease, OwnLease, Pickup } from '../domain/pickup.ts'
import type { Ask, Handed, Receipt, Returned } from '../domain/receipt.ts'
import type { Settlement } from '../domain/settlement.ts'
import type { Staff } from '../domain/staff.ts'
import type { Difference, Movement, Stock } from '../domain/stock.ts'
import type { Transfer } from '../domain/transfer.ts'
import type { Terms } from '../domain/terms.ts'
import type { Thread, TimelinePut, Visitor } from '../domain/timeline.ts'
import type { Money } from '../domain/money.ts'
import type { Who } from '../domain/who.ts'
import type { Scope } from './scope.ts'

/** What a store's journal shows of a sale, a return, an order, a handover or a stock correction; the lines stand in the receipt or the body. */
export type Ticket = {
  readonly op: Id
  readonly kind: 'sale' | 'return' | 'exchange' | 'stock' | 'order' | 'handover'
  readonly number: string | null
  readonly businessDate: string
  readonly at: number
  readonly staff: string | null
  readonly register: string | null
  readonly who: Who | null
  /** Signed. */
  readonly total: Money
  readonly lineCount: number
  readonly units: number
}

/** A credential's owner, and the purchases that wait for one. */
export type Claim = { readonly owner: Rank | null; readonly waiting: readonly TimelinePut[] }

export type Outcome = {
  readonly op: string
  readonly status: 'flagged' | 'refused' | 'parked'
  readonly codes: readonly DiscrepancyCode[]
}

/** An order as last told, with the operation that told it, and how far the stores are that do something for it. */
export type KnownOrder = {
  readonly op: Id
  readonly order: OrderArgs
  readonly net: Money
  readonly parts?: Parts
  /** R26: the version of the terms when it was first heard of. */
  readonly terms?: number
}

/** The ledger's tables by name: what a row of each holds. The scope kinds that hold them stand in SPEC.md. */
export type Tables = {
  ticket: Ticket
  discrepancy: Discrepancy
  /** What was done about a discrepancy, by its key; it stays when the discrepancy goes. */
  settlement: Settlement
  /** The same of another home's discrepancy, where this store is asked about it or has to bear it. */
  question: Settlement
  visitor: Visitor
  staff: Staff
  outcome: Outcome
  product: Product
  barcode: { readonly sku: string }
  category: Category
  place: Place
  member: DirectoryEntry
  receipt: Receipt
  account: MemberAccount
  thread: Thread
  claim: Claim
  order: KnownOrder
  pickup: Pickup
  /** In `device`, by pickup: what this tablet may hand over without a network. */
  lease: OwnLease
  stock: Stock
  difference: Difference
  transfer: Transfer
  terms: Terms
  /** In `receipts`, by the id of the return that gave it. */
  credit: Credit
  /** In the store or channel that gave more than a sale had left. */
  dispute: Dispute
  /** In `channel`: what the shop has still to be told or asked. */
  outflow: Outflow
}
export type TableName = keyof Tables

export type RowKey = { readonly scope: Scope; readonly table: TableName; readonly key: string }

/** `value` null takes the row away. */
export type Change = {
  [Table in TableName]: {
    readonly scope: Scope
    readonly table: Table
    readonly key: string
    readonly value: Tables[Table] | null
  }
}[TableName]

/** A row is known, known to be absent (null), or not replicated here (undefined): rules answer for all three. */
export interface View {
  get<Table extends TableName>(scope: Scope, table: Table, key: string): Tables[Table] | null | undefined
}

/** What one scope tells another. Applied at the target once (Y3), in whatever order they arrive. */
export type Message =
  | { readonly to: Scope; readonly is: 'receipt'; readonly receipt: Receipt }
  | {
      readonly to: Scope
      readonly is: 'returned'
      readonly ref: Id
      readonly id: string
      readonly returned: Returned
      readonly put: TimelinePut
      readonly who: Who | null
    }
  | {
      readonly to: Scope
      readonly is: 'handed'
      readonly ref: Id
      readonly id: string
      readonly handed: Handed
    }
  /** What was taken in exchange came back: the shop that took the money for the first goods gives it back. */
  | {
      readonly to: Scope
      readonly is: 'asked'
      readonly ref: Id
      readonly ask: Ask
      readonly at: number
      readonly date: string
    }
  /** To the store where it happened. Never laid on a tablet: it counts its own on top (`stock`). */
  | { readonly to: Scope; readonly is: 'moved'; readonly movement: Movement }
  /** Store credit was given, or spent: what is new of both. */
  | {
      readonly to: Scope
      readonly is: 'credit'
      readonly ref: Id
      readonly issued: Issued | null
      readonly spent: Readonly<Record<string, Spent>>
    }
  | { readonly to: Scope; readonly is: 'dispute'; readonly key: string; readonly dispute: Dispute }
  | { readonly to: Scope; readonly is: 'transfer'; readonly transfer: Transfer }
  | { readonly to: Scope; readonly is: 'outflow'; readonly outflow: Outflow }
  /** From an order to the store that shall do a part of it, and back. */
  | { readonly to: Scope; readonly is: 'allocate'; readonly allocation: Allocation }
  | { readonly to: Scope; readonly is: 'progress'; readonly progress: Progress }
  | { readonly to: Scope; readonly is: 'leased'; readonly pickup: string; readonly lease: Lease }
  /** First to the tablet that gives it back, from there to its store; `until` is for whoever wants it. */
  | {
      readonly to: Scope
      readonly is: 'unleased'
      readonly pickup: string
      readonly lease: Lease
      readonly store: Scope
      readonly until: number
    }
  | { readonly to: Scope; readonly is: 'timeline'; readonly member: Id; readonly put: TimelinePut }
  | { readonly to: Scope; readonly is: 'attribute'; readonly credential: string; readonly put: TimelinePut }
  | {
      readonly to: Scope
      readonly is: 'claim'
      readonly credential: string
      readonly rank: Rank
      readonly home: Scope
    }
  | {
      readonly to: Scope
      readonly is: 'account'
      readonly rank: Rank
      readonly name: string
      readonly visit: string | null
    }
  | {
      readonly to: Scope
      readonly is: 'visited'
      readonly member: Id
      readonly visit: string
      readonly receivedAt: number
    }
  | {
      readonly to: Scope
      readonly is: 'redirect'
      readonly from: Rank
      readonly into: Rank
      readonly home: Scope
    }
  | { readonly to: Scope; readonly is: 'directory'; readonly entry: DirectoryEntry }
  | { readonly to: Scope; readonly is: 'visitor'; readonly visitor: Visitor }
  | {
      readonly to: Scope
      readonly is: 'discrepancy'
      readonly key: string
      readonly value: Discrepancy
    }
  /** What was done about a discrepancy: to those who are asked (`question`), and back to its home (`settlement`). */
  | {
      readonly to: Scope
      readonly is: 'settled'
      readonly table: 'settlement' | 'question'
      readonly settlement: Settlement
    }

export type Effects = { readonly changes: readonly Change[]; readonly messages: readonly Message[] }

/** What an operation does at its home, and which rules it broke. */
export type Applied = Effects & { readonly codes: readonly DiscrepancyCode[] }

export const NO_EFFECTS: Effects = { changes: [], messages: [] }

export function put<Table extends TableName>(
  scope: Scope,
  table: Table,
  row: readonly [key: string, value: Tables[Table] | null],
): Change {
  return { scope, table, key: row[0], value: row[1] } as Change
}
