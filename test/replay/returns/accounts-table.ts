// Every row that brings goods back, one line each: the file's amount, the refund, and the differences by their reasons.

import { stringify } from 'csv-stringify/sync'
import { reasons, unexplained } from './account.ts'
import type { PlannedBack } from './expectation.ts'

export function accountsTable(planned: readonly PlannedBack[]): string {
  const columns = [
    'row',
    'invoice',
    'customer',
    'article',
    'path',
    'sold at',
    'brought to',
    'return',
    'quantity',
    'taken back',
    'amount in the file',
    'refund',
    ...reasons,
    'unexplained',
  ]
  const lines = planned
    .flatMap(({ accounts }) => accounts)
    .map((account) => {
      const { row, invoice, cardNumber = '', sku, path, seller = '', store, ticket = '' } = account
      const byReason = reasons.map((reason) =>
        account.differences.reduce((sum, one) => sum + (one.reason === reason ? one.amount : 0), 0),
      )
      const { quantity, taken, fileAmount, refund } = account
      const where = [row, invoice, cardNumber, sku, path, seller, store, ticket]
      return [...where, quantity, taken, fileAmount, refund, ...byReason, unexplained(account)]
    })
  return stringify([columns, ...lines])
}
