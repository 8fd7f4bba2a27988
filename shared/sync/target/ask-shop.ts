import { discrepancy } from '../../domain/discrepancy.ts'
import { disputesOf } from '../../domain/dispute.ts'
import type { BackLine } from '../../domain/line.ts'
import { type Money, money, NOTHING, sum } from '../../domain/money.ts'
import type { Receipt } from '../../domain/receipt.ts'
import { paidForLines } from '../../domain/refund.ts'
import { isDistanceSale } from '../../domain/return-window.ts'
import type { Tender } from '../../domain/tender.ts'
import { takenByShop } from '../../domain/unpaid.ts'
import type { Message } from '../change.ts'
import { receiptFact, returnFact } from '../facts.ts'
import { discrepancyKey } from '../given.ts'
import { type Buckets, receiptsScope, toScope } from '../scope.ts'

type Asked = { readonly receipt: Receipt; readonly messages: readonly Message[] }

/** What a return left to the shop: of these goods, or of others that were taken for them. */
type Wish = {
  readonly id: string
  readonly op: Receipt['ref']
  readonly home: string
  readonly lines: readonly BackLine[]
  readonly left: number
  readonly worth: number
  readonly asked: number
}

/**
 * R25: what the shop gives back is asked of it once, when return, order and handover are known, and never more than it took: not for
 * goods that nobody was given, not for what a counter took, and not for a return that is in dispute. What was asked stands with the
 * return, so that it is not asked again when the receipt hears more. Goods that were taken in exchange pass it on to the receipt
 * that the shop's money came from.
 */
export function askShop(receipt: Receipt, buckets: Buckets, fresh: readonly string[] = []): Asked {
  if (receipt.lines === null) return { receipt, messages: [] }
  const wishes = wishesOf(receipt)
  if (wishes.length === 0) return { receipt, messages: [] }
  const took = tookOf(receipt, paidForLines(receipt.lines))
  const wrong = wishes.filter(({ id, left }) => fresh.includes(id) && left > took)
  let free = wishes.reduce((rest, { asked }) => rest - asked, took as number)
  const now = new Map<string, number>()
  const messages = wishes.flatMap((wish): Message[] => {
    const more = Math.min(Math.min(wish.left, wish.worth) - wish.asked, free)
    if (more <= 0) return []
    free -= more
    now.set(wish.id, wish.asked + more)
    return asking(receipt, buckets, { wish, more })
  })
  return {
    receipt: withAsked(receipt, now),
    messages: [...wrong.map((wish) => withoutShop(receipt, wish, took)), ...messages],
  }
}

function wishesOf(receipt: Receipt): Wish[] {
  const disputed = new Map<string, number>()
  for (const { dispute } of disputesOf(receipt))
    disputed.set(dispute.op, (disputed.get(dispute.op) ?? 0) + dispute.amount)
  const own = Object.entries(receipt.returned).flatMap(([id, one]): Wish[] => {
    const { op, home, lines, tenders = [], asked = 0 } = one
    const worth = sum(lines.map(({ amount }) => amount)) - (disputed.get(op) ?? 0)
    const left = shopIn(tenders)
    return left > 0 ? [{ id, op, home, lines, left, worth, asked }] : []
  })
  const others = Object.entries(receipt.asks ?? {}).map(([id, { op, home, amount, asked = 0 }]): Wish => {
    return { id, op, home, lines: [], left: amount, worth: amount, asked }
  })
  return [...own, ...others].toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

const shopIn = (tenders: readonly Tender[]): Money =>
  sum(tenders.flatMap(({ kind, amount }) => (kind === 'shop' ? [amount] : [])))

const tookOf = (receipt: Receipt, paid: readonly Money[]): Money => {
  if (isDistanceSale(receipt)) return takenByShop(receipt, paid)
  return receipt.exchangedFor?.length ? shopIn(receipt.tenders ?? []) : NOTHING
}

function withAsked(receipt: Receipt, asked: ReadonlyMap<string, number>): Receipt {
  if (asked.size === 0) return receipt
  const told = <One extends object>(all: Readonly<Record<string, One>>): Record<string, One> =>
    Object.fromEntries(
      Object.entries(all).map(([id, one]) => {
        const amount = asked.get(id)
        return [id, amount === undefined ? one : { ...one, asked: money(amount) }]
      }),
    )
  const { asks, returned } = receipt
  return { ...receipt, ...(asks ? { asks: told(asks) } : {}), returned: told(returned) }
}

function asking(
  { ref, where, at, number, businessDate: date, exchangedFor = [] }: Receipt,
  buckets: Buckets,
  { wish, more }: { readonly wish: Wish; readonly more: number },
): Message[] {
  const { op, home, lines, asked } = wish
  const [from] = exchangedFor
  if (from !== undefined) {
    const ask = { op, home, amount: money(asked + more) }
    return [{ to: receiptsScope(from, buckets), is: 'asked', ref: from, ask, at, date }]
  }
  const outflow = {
    key: asked === 0 ? `refund:${op}` : `refund:${op}:${asked}`,
    is: 'refund',
    ref,
    order: number ?? ref,
    lines,
    amount: money(more),
    params: {},
    op,
    at,
  } as const
  return [{ to: toScope(where ?? ''), is: 'outflow', outflow }]
}

/** What nobody gives back until somebody does. */
function withoutShop(receipt: Receipt, { id, op, home, left }: Wish, took: Money): Message {
  const { ref, number, at } = receipt
  const code = 'shop-refund-without-shop'
  const back = returnFact({ op, home }, [{ amount: money(left) }])
  const about = { op, at, facts: [receiptFact(receipt, { amount: took }), back], cost: left - took }
  const value = discrepancy(code, about, { receipt: number ?? ref })
  return { to: toScope(home), is: 'discrepancy', key: discrepancyKey(code, id, ref), value }
}
