import { discrepancy } from '../../domain/discrepancy.ts'
import { disputesOf } from '../../domain/dispute.ts'
import { money } from '../../domain/money.ts'
import type { Receipt, Returned } from '../../domain/receipt.ts'
import { paidForLines } from '../../domain/refund.ts'
import { takenByShop } from '../../domain/unpaid.ts'
import { isDistanceSale } from '../../domain/return-window.ts'
import type { Message } from '../change.ts'
import { discrepancyKey } from '../given.ts'
import { toScope } from '../scope.ts'

export type Asked = { readonly receipt: Receipt; readonly messages: readonly Message[] }

/**
 * R25: what the shop gives back is asked of it once, when return, order and handover are known, and never more than it took: not for
 * goods that nobody was given, not for what a counter took, and not for a return that is in dispute. What was asked stands with the
 * return, so that it is not asked again when the receipt hears more.
 */
export function askShop(receipt: Receipt, fresh: readonly string[] = []): Asked {
  if (receipt.lines === null) return { receipt, messages: [] }
  const wanted = Object.entries(receipt.returned)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, one]) => (leftToShop(one) > 0 ? [{ id, one }] : []))
  if (wanted.length === 0) return { receipt, messages: [] }
  const took = isDistanceSale(receipt) ? takenByShop(receipt, paidForLines(receipt.lines)) : money(0)
  const wrong = wanted.filter(({ id, one }) => fresh.includes(id) && leftToShop(one) > took)
  const named = wrong.map(({ id, one }) => withoutShop(receipt, id, one))
  const disputed = new Map<string, number>()
  for (const { dispute } of disputesOf(receipt))
    disputed.set(dispute.op, (disputed.get(dispute.op) ?? 0) + dispute.amount)
  let left = took
  for (const { one } of wanted) left = money(left - (one.asked ?? 0))
  const asked = new Map<string, number>()
  const messages = wanted.flatMap(({ id, one }): Message[] => {
    const worth = one.lines.reduce((total, { amount }) => total + amount, 0) - (disputed.get(one.op) ?? 0)
    const before = one.asked ?? 0
    const more = Math.min(Math.min(leftToShop(one), worth) - before, left)
    if (more <= 0) return []
    left = money(left - more)
    asked.set(id, before + more)
    return [asking(receipt, one, { more, before })]
  })
  return { receipt: withAsked(receipt, asked), messages: [...named, ...messages] }
}

const leftToShop = ({ tenders = [] }: Returned): number =>
  tenders.reduce((total, tender) => total + (tender.kind === 'shop' ? tender.amount : 0), 0)

function withAsked(receipt: Receipt, asked: ReadonlyMap<string, number>): Receipt {
  if (asked.size === 0) return receipt
  const returned = Object.entries(receipt.returned).map(([id, one]) => {
    const amount = asked.get(id)
    return [id, amount === undefined ? one : { ...one, asked: money(amount) }] as const
  })
  return { ...receipt, returned: Object.fromEntries(returned) }
}

function asking(
  { ref, where, at, number }: Receipt,
  { op, lines }: Returned,
  { more, before }: { readonly more: number; readonly before: number },
): Message {
  const outflow = {
    key: before === 0 ? `refund:${op}` : `refund:${op}:${before}`,
    is: 'refund',
    ref,
    order: number ?? ref,
    lines,
    amount: money(more),
    params: {},
    op,
    at,
  } as const
  return { to: toScope(where ?? ''), is: 'outflow', outflow }
}

function withoutShop({ ref, number, at }: Receipt, id: string, { op, home }: Returned): Message {
  const code = 'shop-refund-without-shop'
  const value = discrepancy(code, { op, at }, { receipt: number ?? ref })
  return { to: toScope(home), is: 'discrepancy', key: discrepancyKey(code, id, ref), value }
}
