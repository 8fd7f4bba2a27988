import { type Id, isId } from '../../base/id.ts'
import { type Money, money } from '../../domain/money.ts'
import type { Tender } from '../../domain/tender.ts'
import type { Message } from '../change.ts'
import { type Given, homeOf } from '../given.ts'
import { receiptsScope } from '../scope.ts'

/** Below zero a tender would give back what it seems to take. */
const isCredit = (tender: Tender): tender is Extract<Tender, { kind: 'credit' }> =>
  tender.kind === 'credit' && tender.amount > 0

const creditIn = (tenders: readonly Tender[]): Money =>
  money(tenders.filter(isCredit).reduce((total, { amount }) => total + amount, 0))

/** R25: what a refund gives as store credit is issued under the operation's own id. */
export function creditIssued(given: Given, tenders: readonly Tender[], number: string | null): Message[] {
  const { id, at, businessDate } = given.operation
  const amount = creditIn(tenders)
  if (amount <= 0) return []
  const issued = { amount, at: at.wall, date: businessDate, home: homeOf(given.operation), number }
  return [{ to: receiptsScope(id, given.buckets), is: 'credit', ref: id, issued, spent: {} }]
}

/** What goods are paid with, at the counter or where they are handed over: each credit hears how much of it is gone. */
export function creditsSpent(given: Given, tenders: readonly Tender[]): Message[] {
  const { id, at } = given.operation
  const byCredit = new Map<Id, number>()
  for (const tender of tenders) {
    if (!isCredit(tender) || !isId(tender.reference)) continue
    byCredit.set(tender.reference, (byCredit.get(tender.reference) ?? 0) + tender.amount)
  }
  return [...byCredit].map(([ref, amount]) => ({
    to: receiptsScope(ref, given.buckets),
    is: 'credit',
    ref,
    issued: null,
    spent: { [id]: { amount: money(amount), at: at.wall, home: homeOf(given.operation) } },
  }))
}
