// One row of the file in the end: what it says came back for how much, what was given for it, and why that is not the same. Pure.

import { assert } from '#shared/base/assert.ts'
import type { Place, StoreName } from '#server/import/online-retail/deal.ts'
import type { LineRef } from '#server/import/online-retail/link.ts'
import type { BackRow } from './back.ts'

/** Why a counter gives something else than the file says. */
export const reasons = [
  /** R23: what was paid for the line, not what the row says. */
  'another unit price',
  /** R29: the lowest recent price. */
  "the policy's price",
  /** R29: more than the terms give back without a receipt, or than a counter takes of one article. */
  'above the limit',
  /** R29: the person has used up what the terms allow. */
  'too often',
  /** R29: store credit is somebody's. */
  'nobody known',
  /** A service whose receipt nobody has: there is nothing to take back. */
  'no goods',
] as const
export type Reason = (typeof reasons)[number]

/** Signed: positive where the file gave more. */
export type Difference = { readonly reason: Reason; readonly amount: number }

export type RowAccount = {
  readonly row: number
  readonly invoice: string
  readonly cardNumber: string | undefined
  readonly sku: string
  readonly path: 'linked' | 'unverified' | 'refused'
  /** Where it was sold, when that is known. */
  readonly seller: Place | undefined
  /** Where it came back; where it was refused when nothing did. */
  readonly store: StoreName
  /** The return that gave it. */
  readonly ticket: string | undefined
  readonly quantity: number
  /** How many of them were taken back. */
  readonly taken: number
  readonly fileAmount: number
  readonly refund: number
  readonly differences: readonly Difference[]
}

type Visit = Pick<RowAccount, 'invoice' | 'cardNumber' | 'store' | 'ticket'>

/** A line that is known gives back what was paid for it, `unitPrice` a piece. */
export function linkedAccount(
  row: BackRow,
  of: { ref: LineRef; unitPrice: number },
  visit: Visit,
): RowAccount {
  const amount = row.quantity * (row.unitPrice - of.unitPrice)
  return {
    ...visit,
    ...factsOf(row),
    path: 'linked',
    seller: of.ref.where,
    taken: row.quantity,
    refund: row.quantity * of.unitPrice,
    differences: listed([{ reason: 'another unit price', amount }]),
  }
}

export type Loose = {
  readonly price: number
  /** Within what the terms give back at once. */
  readonly fitting: number
  /** Why not even that much was given. */
  readonly refused?: Reason | undefined
}

/** Without a receipt: the fitting pieces at the policy's price, the rest not at all. */
export function looseAccount(row: BackRow, { price, fitting, refused }: Loose, visit: Visit): RowAccount {
  const taken = refused === undefined ? fitting : 0
  const kept = refused === undefined ? [] : [{ reason: refused, amount: fitting * row.unitPrice }]
  return {
    ...visit,
    ...factsOf(row),
    ticket: taken > 0 ? visit.ticket : undefined,
    path: taken > 0 ? 'unverified' : 'refused',
    seller: undefined,
    taken,
    refund: taken * price,
    differences: listed([
      { reason: "the policy's price", amount: taken * (row.unitPrice - price) },
      { reason: 'above the limit', amount: (row.quantity - fitting) * row.unitPrice },
      ...kept,
    ]),
  }
}

const factsOf = ({ row, sku, quantity, amount }: BackRow) => ({ row, sku, quantity, fileAmount: amount })

const listed = (differences: readonly Difference[]): Difference[] =>
  differences.filter(({ amount }) => amount !== 0)

/** To the dollar: the file's amount is the refund and what is listed. */
export function unexplained({ fileAmount, refund, differences }: RowAccount): number {
  return fileAmount - refund - differences.reduce((sum, { amount }) => sum + amount, 0)
}

/** What was taken back and given, by whatever an account is counted under. */
export type Sums = {
  readonly rows: number
  readonly fileAmount: number
  readonly refund: number
  readonly byReason: Readonly<Record<Reason, number>>
}

export function sumsBy<Key>(
  accounts: readonly RowAccount[],
  keyOf: (account: RowAccount) => Key,
): Map<Key, Sums> {
  return new Map([...Map.groupBy(accounts, keyOf)].map(([key, own]) => [key, sumsOf(own)]))
}

export function sumsOf(accounts: readonly RowAccount[]): Sums {
  const byReason = Object.fromEntries(reasons.map((reason) => [reason, 0])) as Record<Reason, number>
  let [fileAmount, refund] = [0, 0]
  for (const account of accounts) {
    assert(unexplained(account) === 0, `row ${account.row} is not explained`)
    fileAmount += account.fileAmount
    refund += account.refund
    for (const { reason, amount } of account.differences) byReason[reason] += amount
  }
  return { rows: accounts.length, fileAmount, refund, byReason }
}
