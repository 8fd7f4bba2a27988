import { type Money, money } from './money.ts'
import type { Receipt } from './receipt.ts'
import { paidForLines } from './refund.ts'
import { isDistanceSale } from './return-window.ts'
import type { ExternalMethod, Tender } from './tender.ts'
import { takenByShop } from './unpaid.ts'

/** A way in which a refund is paid; whoever does it types the terminal's reference. */
export type RefundTender = {
  readonly kind: Tender['kind']
  readonly amount: Money
  readonly method?: ExternalMethod | undefined
}

type Paying = { readonly kind: Tender['kind']; readonly method?: ExternalMethod | undefined }

/** What the receipt knows of how it was paid back, or paid for other goods. */
export const knownRefunds = ({ returned }: Receipt): Tender[] =>
  Object.entries(returned)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, { tenders = [], carried = [] }]) => [...tenders, ...carried])

/** What counters gave back of it in cash. */
export const cashBack = ({ returned }: Receipt): Money =>
  cashIn(Object.values(returned).flatMap(({ tenders = [] }) => tenders))

/**
 * R25: back the way it was paid: the original tenders in the order in which they paid, within what each of them paid and has not
 * given back. What a shop took is given back by that shop; what nobody knows the tender of, in cash.
 */
export function refundTenders(
  receipt: Receipt,
  amount: Money,
  known: readonly Tender[] = knownRefunds(receipt),
): RefundTender[] {
  const pools = paidWith(receipt).map((tender) => ({
    ...payingBy(tender),
    left: tender.amount as number,
  }))
  for (const given of known) {
    let rest: number = given.amount
    // Another way than the one it was paid in, with an approval: it is given back all the same.
    for (const pool of [...pools.filter((pool) => isSameWay(pool, given)), ...pools]) {
      const taken = Math.max(0, Math.min(rest, pool.left))
      pool.left -= taken
      rest -= taken
    }
  }
  const proposed: RefundTender[] = []
  let rest: number = amount
  const add = (by: Paying, dollars: number): void => {
    if (dollars <= 0) return
    rest -= dollars
    const same = proposed.findIndex((one) => isSameWay(one, by))
    const before = proposed[same]
    if (before) proposed[same] = { ...before, amount: money(before.amount + dollars) }
    else proposed.push({ ...by, amount: money(dollars) })
  }
  for (const { left, ...by } of pools) add(by, Math.min(rest, left))
  add({ kind: isDistanceSale(receipt) && receipt.lines === null ? 'shop' : 'cash' }, rest)
  return proposed
}

/** What was paid at once, then what a counter took where the lines were handed over, then what the shop took and nobody else. */
function paidWith(receipt: Receipt): Tender[] {
  const { tenders = [], handed = {}, lines } = receipt
  const later = Object.entries(handed).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const counters = [...tenders, ...later.flatMap(([, one]) => one.tenders ?? [])]
  if (!isDistanceSale(receipt) || lines === null) return counters
  return [...counters, { kind: 'shop', amount: takenByShop(receipt, paidForLines(lines)) }]
}

function payingBy(tender: Tender): Paying {
  if (tender.kind !== 'external' || tender.method === undefined) return { kind: tender.kind }
  return { kind: tender.kind, method: tender.method }
}

const isSameWay = (a: Paying, b: Paying): boolean => a.kind === b.kind && a.method === b.method

/** R25: another way than the proposed one is asked for by name and with a reason. */
export function isAsProposed(proposed: readonly RefundTender[], chosen: readonly RefundTender[]): boolean {
  const ways = [...proposed, ...chosen]
  return ways.every((way) => paidThisWay(proposed, way) === paidThisWay(chosen, way))
}

function paidThisWay(tenders: readonly RefundTender[], way: Paying): number {
  return tenders.reduce((total, one) => total + (isSameWay(one, way) ? one.amount : 0), 0)
}

export const cashIn = (tenders: readonly RefundTender[]): Money =>
  money(paidThisWay(tenders, { kind: 'cash' }))
