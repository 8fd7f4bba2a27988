import { allocate } from './allocate.ts'
import { type Money, money, sum } from './money.ts'
import { isTold, partOfEntry, type Receipt } from './receipt.ts'

/**
 * R33: what nobody has taken of a line's price: of a part that is paid for at its handover, what the handovers have not taken; of an
 * order, what its shop was not paid. What was cancelled is due no more. `paid` is what each line costs after the discounts.
 */
export function unpaidOf(receipt: Receipt, line: number, paid: readonly Money[]): number {
  const later = dueLaterOf(receipt, line)
  const open =
    later === 0 ? 0 : Math.max(0, later - takenAtHandover(receipt, line) - toldOf(receipt, line, 'unpaid'))
  return open + notTakenByShop(receipt, line, paid)
}

/** What the shop that took an order was to be paid for it, and has been paid; nothing of what a handover takes. */
export function takenByShop({ taken, promised = [] }: Receipt, paid: readonly Money[]): Money {
  const later = promised.flatMap((part) => (part.isPaid ? [] : part.lines.map(({ amount }) => amount)))
  const due = Math.max(0, sum([...paid]) - sum(later))
  return money(taken === undefined ? due : Math.max(0, Math.min(taken, due)))
}

const dueLaterOf = ({ promised = [] }: Receipt, line: number): number =>
  promised
    .flatMap((part) => (part.isPaid ? [] : part.lines))
    .reduce((total, one) => total + (one.line === line ? one.amount : 0), 0)

/** The money of a handover belongs to its lines, in proportion to what they cost. */
function takenAtHandover({ handed = {} }: Receipt, line: number): number {
  return Object.values(handed).reduce((total, { lines, tenders = [] }) => {
    const weights = lines.map(({ amount }) => Math.max(0, amount))
    const taken = Math.max(0, sum(tenders.map(({ amount }) => amount)))
    const shares = allocate(money(taken), weights)
    return total + shares.reduce((own, share, at) => own + (lines[at]?.line === line ? share : 0), 0)
  }, 0)
}

/** What was cancelled of it, or given back by the shop itself; what ended of a paid part leaves the unpaid ones as they are. */
function toldOf(receipt: Receipt, line: number, of: 'all' | 'unpaid'): number {
  const { returned, promised = [] } = receipt
  const paid = new Set(promised.flatMap(({ part, isPaid }) => (isPaid ? [part] : [])))
  const told = Object.entries(returned).filter(([id, one]) => {
    const part = partOfEntry(id, one)
    return isTold(one) && !(of === 'unpaid' && part !== undefined && paid.has(part))
  })
  return told
    .flatMap(([, { lines }]) => lines)
    .reduce((all, one) => all + (one.line === line ? one.amount : 0), 0)
}

/** What a line costs less than was agreed, because of what stands for it: no piece of it is gone. */
export function cheaperOf({ returned }: Receipt, line: number): number {
  const told = Object.values(returned).filter(isTold)
  const less = told.flatMap(({ lines }) => lines).filter((one) => one.line === line && one.quantity === 0)
  return less.reduce((total, { amount }) => total + amount, 0)
}

function notTakenByShop(receipt: Receipt, line: number, paid: readonly Money[]): number {
  const { taken } = receipt
  if (taken === undefined) return 0
  const due = paid.map((price, place) => {
    const later = dueLaterOf(receipt, place)
    return Math.max(0, price - later - (later > 0 ? 0 : toldOf(receipt, place, 'all')))
  })
  const all = due.reduce((total, one) => total + one, 0)
  const missing = Math.max(0, all - Math.max(0, taken))
  return missing === 0 ? 0 : (allocate(money(missing), due)[line] ?? 0)
}
