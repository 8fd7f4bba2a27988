import { type Discrepancy, discrepancy, type DiscrepancyCode, type Fact } from '../../domain/discrepancy.ts'
import { madeAt } from '../../base/id.ts'
import { basisOf, disputesOf, excessKey } from '../../domain/dispute.ts'
import { minus, money } from '../../domain/money.ts'
import {
  owedQuantity,
  type Receipt,
  returnedAmount,
  returnedLines,
  returnedQuantity,
} from '../../domain/receipt.ts'
import { refundableOf } from '../../domain/refund.ts'
import type { Message } from '../change.ts'
import { discrepancyKey } from '../given.ts'
import { toScope } from '../scope.ts'

/**
 * R4, R28: what came back beyond what was sold and handed over, or paid. Every home that gave back from the line hears of it once,
 * under one key for the line, and the store that gave the excess gets it as a dispute. All of it is told again whenever the receipt
 * knows more, so that what stands in the end does not depend on the order in which returns and handovers arrived.
 */
export function excess(receipt: Receipt, before: Receipt | null): Message[] {
  // Nearly every receipt: nothing came back of it, so nothing can be too much.
  if (isEmpty(receipt.returned) && (before === null || isEmpty(before.returned))) return []
  return [...discrepancies(receipt, before), ...disputes(receipt, before)]
}

const isEmpty = (returned: Receipt['returned']): boolean => Object.keys(returned).length === 0

function discrepancies(receipt: Receipt, before: Receipt | null): Message[] {
  const now = toldTo(receipt)
  const keys = new Set(now.map(({ home, line }) => `${home} ${line}`))
  // What came back by a code may have been thought to be of another line, so that a home has nothing to do with this one any more.
  const over = (before ? toldTo(before) : [])
    .filter(({ home, line }) => !keys.has(`${home} ${line}`))
    .map((one) => ({ ...one, value: { ...one.value, basis: basisOf(receipt), settled: true as const } }))
  return [...now, ...over].map(({ home, line, value }) => ({
    to: toScope(home),
    is: 'discrepancy',
    key: excessKey(receipt.ref, line),
    value,
  }))
}

/** Every home that gave back from a line of which too much came back. */
function toldTo(receipt: Receipt): (Problem & { readonly home: string })[] {
  return problemsOf(receipt).flatMap((problem) => {
    const homes = new Set(
      Object.values(receipt.returned)
        .filter((returned) => returned.lines.some((back) => back.line === problem.line))
        .map((returned) => returned.home),
    )
    return [...homes].map((home) => ({ ...problem, home }))
  })
}

function disputes(receipt: Receipt, before: Receipt | null): Message[] {
  const now = disputesOf(receipt)
  const keys = new Set(now.map(({ key }) => key))
  const over = (before ? disputesOf(before) : [])
    .filter(({ key }) => !keys.has(key))
    .map((one) => ({
      ...one,
      dispute: { ...one.dispute, quantity: 0, amount: money(0), basis: basisOf(receipt) },
    }))
  return [...now, ...over].map(({ key, home, dispute }) => ({
    to: toScope(home),
    is: 'dispute',
    key,
    dispute,
  }))
}

type Problem = { readonly line: number; readonly value: Discrepancy }

function problemsOf(receipt: Receipt): Problem[] {
  const { lines } = receipt
  if (!lines) return []
  return returnedLines(receipt).flatMap((line) => {
    const sold = lines[line]
    const returned = returnedQuantity(receipt, line)
    const refunded = returnedAmount(receipt, line)
    const numbers = {
      receipt: receipt.number ?? receipt.ref,
      line: line + 1,
      sold: sold?.quantity ?? 0,
      returned,
    }
    const price = refundableOf(receipt, line)
    const say = (code: DiscrepancyCode, params: Discrepancy['params']): Problem[] => {
      const { facts, cost } = againstEachOther(receipt, line, price)
      const about = { op: receipt.ref, at: Math.max(...facts.map(({ at = receipt.at }) => at)), facts, cost }
      return [{ line, value: { ...discrepancy(code, about, params), basis: basisOf(receipt) } }]
    }
    if (!sold) return say('return-of-unknown-line', numbers)
    if (returned > sold.quantity) return say('returned-more-than-sold', numbers)
    if (isWithin(refunded, price) && returned <= sold.quantity - owedQuantity(receipt, line)) return []
    return say('refund-exceeds-price', { ...numbers, paid: price, refunded })
  })
}

/** The receipt's line, and the last two that gave back from it; what was given back beyond its price is the chain's loss. */
function againstEachOther(receipt: Receipt, line: number, paid: number): { facts: Fact[]; cost: number } {
  const sold = receipt.lines?.[line]
  const { ref: op, number, where, at } = receipt
  const sale: Fact = {
    is: where?.startsWith('channel:') ? 'order' : 'sale',
    op,
    at,
    amount: paid,
    quantity: sold?.quantity ?? 0,
    ...(number === null ? {} : { number }),
    ...(where === null ? {} : { where }),
  }
  const backs = Object.values(receipt.returned)
    .flatMap(({ op: back, home, lines }) => lines.map((one) => ({ ...one, op: back, home })))
    .filter((back) => back.line === line)
    .sort((a, b) => (a.op < b.op ? -1 : 1))
    .slice(-2)
    .map(({ op: back, home, amount, quantity }): Fact => {
      const when = madeAt(back)
      return {
        is: 'return',
        op: back,
        where: home,
        amount: minus(amount),
        quantity,
        ...(when === undefined ? {} : { at: when }),
      }
    })
  return { facts: [sale, ...backs], cost: Math.max(0, returnedAmount(receipt, line) - paid) }
}

/** A service line may have a negative price: then giving it back takes money, and too much is further below zero. */
const isWithin = (refunded: number, paid: number): boolean => (paid < 0 ? refunded >= paid : refunded <= paid)

/** R4: goods come back for themselves. */
export function otherArticles(receipt: Receipt, fresh: readonly string[]): Message[] {
  return fresh.flatMap((id) => {
    const { op, home, articles = {} } = receipt.returned[id] ?? {}
    if (op === undefined || home === undefined) return []
    return Object.entries(articles).flatMap(([line, returned]): Message[] => {
      const sold = receipt.lines?.[Number(line)]?.sku
      if (sold === undefined || sold === returned) return []
      const code = 'returned-other-article'
      const params = { receipt: receipt.number ?? receipt.ref, line: Number(line) + 1, sold, returned }
      const value = discrepancy(code, { op, at: receipt.at }, params)
      return [
        { to: toScope(home), is: 'discrepancy', key: discrepancyKey(code, id, receipt.ref, line), value },
      ]
    })
  })
}
