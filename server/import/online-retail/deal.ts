// What one row, one code, one invoice number of the log means to the shop. Pure; the rules in words are in README.md.

import { createHash } from 'node:crypto'

export const stores = ['S1', 'S2', 'S3', 'S4'] as const
export type StoreName = (typeof stores)[number]
export const channel = 'web'
export type Place = StoreName | typeof channel

/** TWD for one GBP, so that prices of the log become plausible whole dollars. */
const dollarsPerPound = 40n

/**
 * Unit price in whole TWD = round half up(UnitPrice × 40), from the decimal text, in whole numbers only.
 * Half up means toward positive infinity, also below zero: 0.0125 → 0.5 → 1 and -0.0125 → -0.5 → 0.
 */
export function unitPriceOf(pounds: string): number {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(pounds)
  if (parts === null) throw new RangeError(`not a decimal number: ${pounds}`)
  const [, sign = '', whole = '', fraction = ''] = parts
  const scale = 10n ** BigInt(fraction.length)
  const scaled = BigInt(whole + fraction) * dollarsPerPound * (sign === '-' ? -1n : 1n)
  const dollars = Number(floorDivide(2n * scaled + scale, 2n * scale))
  if (!Number.isSafeInteger(dollars)) throw new RangeError(`too large a price: ${pounds}`)
  return dollars
}

/** BigInt division cuts toward zero; prices below zero need the floor. */
function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b < 0n ? quotient - 1n : quotient
}

/**
 * Where an invoice is rung: its number alone decides (sha256, first 4 bytes, big endian), so that the same number always lands at the same place.
 * Last decimal digit 0 to 5: a store, chosen by the digits before it; 6 to 9: the online shop. A seed deals the same invoices anew.
 */
export function placeOf(invoice: string, seed?: string): Place {
  const hash = stableHash(seed === undefined ? invoice : `${seed}:${invoice}`)
  if (hash % 10 >= 6) return channel
  return stores[Math.floor(hash / 10) % stores.length] ?? channel
}

export function stableHash(text: string): number {
  return createHash('sha256').update(text, 'utf8').digest().readUInt32BE(0)
}

/**
 * Goods: five digits with or without letters behind (`85123A`, `79191c`), the sister shop's own goods (`DCGS0076`, `DCGSSGIRL`), and `PADS`.
 * Every other code is a service: postage, carriage, manual entries, discounts, fees, samples, bad debts, commissions, gift vouchers, and what is unknown.
 */
export function codeKind(stockCode: string): 'goods' | 'service' {
  return /^(\d{5}[A-Za-z]*|DCGS[0-9A-Za-z]+|PADS)$/.test(stockCode) ? 'goods' : 'service'
}

export type RowKind = 'sale' | 'return' | 'adjustment'

/**
 * `C` with a negative quantity: a return. Negative without `C`: a stock adjustment when no money goes with it, else a return as well.
 * Everything with a positive quantity is sold, also on an `A` or `C` invoice, whatever its price.
 */
export function rowKind(row: {
  readonly invoice: string
  readonly quantity: number
  readonly unitPrice: string
}): RowKind {
  if (row.quantity > 0) return 'sale'
  return row.invoice.startsWith('C') || unitPriceOf(row.unitPrice) !== 0 ? 'return' : 'adjustment'
}

/** `M` and seven digits: the log's customer number with zeros in front. */
export function cardNumberOf(customer: string): string {
  return `M${customer.padStart(7, '0')}`
}
