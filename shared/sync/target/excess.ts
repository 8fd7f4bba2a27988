import { articlesOf, isOfLine } from '../../domain/articles.ts'
import { type Discrepancy, discrepancy, type DiscrepancyCode, type Fact } from '../../domain/discrepancy.ts'
import type { Id } from '../../base/id.ts'
import { basisOf, disputesOf, excessKey } from '../../domain/dispute.ts'
import type { BackLine } from '../../domain/line.ts'
import { money } from '../../domain/money.ts'
import {
  owedQuantity,
  type Receipt,
  type Returned,
  returnedAmount,
  returnedLines,
  returnedQuantity,
} from '../../domain/receipt.ts'
import { refundableOf } from '../../domain/refund.ts'
import type { Message } from '../change.ts'
import { receiptFact, returnFact } from '../facts.ts'
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

/** The line, and what was given back for it: all of it, when the goods are not those. */
function otherArticle(receipt: Receipt, id: string, line: number): { facts: Fact[]; cost: number } {
  const back = backsOf(receipt, line).find((one) => one.id === id)
  const sale = saleFact(receipt, line, refundableOf(receipt, line))
  return { facts: back ? [sale, backFact(back)] : [sale], cost: Math.max(0, back?.amount ?? 0) }
}

/** The receipt's line, and the last two that gave back from it; what was given back beyond its price is the chain's loss. */
function againstEachOther(receipt: Receipt, line: number, paid: number): { facts: Fact[]; cost: number } {
  const backs = backsOf(receipt, line).slice(-2).map(backFact)
  const facts = [saleFact(receipt, line, paid), ...backs]
  return { facts, cost: Math.max(0, returnedAmount(receipt, line) - paid) }
}

const saleFact = (receipt: Receipt, line: number, amount: number): Fact =>
  receiptFact(receipt, { amount, quantity: receipt.lines?.[line]?.quantity ?? 0 })

type Back = BackLine & { readonly id: string; readonly op: Id; readonly home: string }

const backsOf = (receipt: Receipt, line: number): Back[] =>
  Object.entries(receipt.returned)
    .flatMap(([id, { op, home, lines }]) => lines.map((one) => ({ ...one, id, op, home })))
    .filter((back) => back.line === line)
    .toSorted((a, b) => (a.op < b.op ? -1 : 1))

const backFact = ({ op, home, quantity, amount }: Back): Fact =>
  returnFact({ op, home, quantity }, [{ amount }])

/** A service line may have a negative price: then giving it back takes money, and too much is further below zero. */
const isWithin = (refunded: number, paid: number): boolean => (paid < 0 ? refunded >= paid : refunded <= paid)

/**
 * R4: goods come back for themselves, or for what they were handed over instead of: what else came is named, and no longer when a
 * handover that was on its way says that it had left.
 */
export function otherArticles(receipt: Receipt, before: Receipt | null): Message[] {
  const now = strangers(receipt)
  const was = before ? strangers(before) : new Map<string, Stranger>()
  const over = [...was].flatMap(([key, message]): Message[] =>
    now.has(key)
      ? []
      : [{ ...message, value: { ...message.value, basis: basisOf(receipt), settled: true as const } }],
  )
  const news = [...now].flatMap(([key, message]) => (isSame(message, was.get(key)) ? [] : [message]))
  return [...news, ...over]
}

const isSame = ({ value: { params } }: Stranger, before: Stranger | undefined): boolean =>
  before !== undefined && before.value.params['sold'] === params['sold']

/** By its key, what came back for a line that it had not left for. */
function strangers(receipt: Receipt): Map<string, Stranger> {
  if (receipt.lines === null || isEmpty(receipt.returned)) return new Map()
  return new Map(
    Object.entries(receipt.returned).flatMap(([id, one]) =>
      strangersOf(receipt, id, one).map((message) => [message.key, message] as const),
    ),
  )
}

type Stranger = Extract<Message, { is: 'discrepancy' }>

function strangersOf(receipt: Receipt, id: string, { op, home, lines, articles = [] }: Returned): Stranger[] {
  return lines.flatMap(({ line }, at): Stranger[] => {
    const [sold, returned] = [receipt.lines?.[line]?.sku, articles[at]]
    if (sold === undefined || returned === undefined || isOfLine(receipt, line, returned)) return []
    const code = 'returned-other-article'
    const left = articlesOf(receipt, line).map(({ sku }) => sku)
    const params = {
      receipt: receipt.number ?? receipt.ref,
      line: line + 1,
      sold: left.join(', '),
      returned,
    }
    const about = { op, at: receipt.at, ...otherArticle(receipt, id, line) }
    const value = { ...discrepancy(code, about, params), basis: basisOf(receipt) }
    const key = discrepancyKey(code, id, receipt.ref, line)
    return [{ to: toScope(home), is: 'discrepancy', key, value }]
  })
}
