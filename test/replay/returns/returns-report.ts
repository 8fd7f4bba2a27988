// What must hold when everything came back at another store, and what is worth telling about it.

import { returnedAmount, returnedLines, returnedQuantity } from '#shared/domain/receipt.ts'
import { paidForLines } from '#shared/domain/refund.ts'
import { channel } from '#server/import/online-retail/deal.ts'
import type { Step } from '#server/import/online-retail/steps.ts'
import type { Books } from '../books.ts'
import type { Fold } from '../fold.ts'
import { journalDifferences } from '../journal.ts'
import type { LedgerRows } from '../ledger-rows.ts'
import { operationDifferences, pointDifferences, type Report } from '../report.ts'
import { tabletDifferences } from '../tablet-view.ts'
import { type RowAccount, sumsBy, sumsOf, unexplained } from './account.ts'
import type { LivedReturns } from './live-returns.ts'
import { returnsLines } from './returns-lines.ts'

/** `file`: the independent fold's books of the whole log, its returns included. */
export type ReturnsWanted = { readonly fold: Fold; readonly steps: readonly Step[]; readonly file: Books }

export function returnsReport(done: LivedReturns, { fold, steps, file }: ReturnsWanted): Report {
  const { lived, planned } = done
  const { rows, papers } = lived
  const accounts = planned.flatMap((one) => one.accounts)
  const given = new Set(accounts.flatMap(({ ticket }) => (ticket === undefined ? [] : [ticket])))
  const differences = [
    ...done.differences,
    ...operationDifferences(lived, steps.length + given.size),
    ...journalDifferences(fold, rows, papers),
    ...lived.views.flatMap((view) => tabletDifferences(view, { fold, rows, papers })),
    ...pointDifferences(fold, lived.found.points),
    ...rowDifferences(accounts, file),
    ...refundDifferences(done, accounts),
    ...beyondSold(rows),
    ...discrepancyDifferences(done),
  ]
  return { lines: returnsLines(done, accounts), differences }
}

/** Each row of the file stands here once, with its amount, and nothing of it is left open. */
export function rowDifferences(accounts: readonly RowAccount[], { all, members }: Books): string[] {
  const open = accounts.filter((account) => unexplained(account) !== 0)
  if (open.length > 0) return open.map(({ row, sku }) => `row ${row} (${sku}) is not explained`)
  const byCard = sumsBy(accounts, ({ cardNumber }) => cardNumber ?? '')
  const units = accounts.reduce((sum, { quantity }) => sum + quantity, 0)
  return [
    ...unlike('rows that bring back', all.returnLines, accounts.length),
    ...unlike('TWD that the file gives back', all.returns, sumsOf(accounts).fileAmount),
    ...unlike('units that come back in the file', all.unitsReturned, units),
    ...[...members].flatMap(([card, { returns, returnLines }]) => [
      ...unlike(`member ${card}: TWD given back in the file`, returns, byCard.get(card)?.fileAmount ?? 0),
      ...unlike(`member ${card}: rows that bring back`, returnLines, byCard.get(card)?.rows ?? 0),
    ]),
    ...accounts.flatMap(({ row, seller, store }) =>
      seller === store ? [`row ${row} came back to ${store}, where it was sold`] : [],
    ),
  ]
}

/** By the server: what each return gave, that store credit was given for what had no receipt, and the shop asked for what it took. */
function refundDifferences(
  { lived: { rows, papers } }: LivedReturns,
  accounts: readonly RowAccount[],
): string[] {
  const byTicket = Map.groupBy(accounts, ({ ticket }) => ticket)
  byTicket.delete(undefined)
  const tickets = rows.tickets.filter(({ value }) => value.kind === 'return')
  const gave = new Map(tickets.map(({ value }) => [papers.invoiceOf(value.op), -value.total]))
  const credits = new Map(
    rows.credits.map(({ value }) => [papers.invoiceOf(value.ref), value.issued?.amount]),
  )
  const asked = new Map(
    rows.outflows
      .filter(({ value }) => value.is === 'refund')
      .map(({ value }) => [papers.invoiceOf(value.op), value.amount]),
  )
  return [
    ...unlike('returns on the server', byTicket.size, gave.size),
    ...[...byTicket].flatMap(([name = '', own]) => {
      const refund = own.reduce((sum, one) => sum + one.refund, 0)
      const isLoose = own.some(({ path }) => path === 'unverified')
      const isOfShop = own.some(({ seller }) => seller === channel)
      return [
        ...unlike(`${name}: TWD given back`, refund, gave.get(name) ?? 0),
        ...unlike(`${name}: store credit`, isLoose ? refund : 0, credits.get(name) ?? 0),
        ...unlike(`${name}: asked of the shop`, isOfShop ? refund : 0, asked.get(name) ?? 0),
      ]
    }),
  ]
}

/** R4, R28: in the server's books nothing came back beyond what was sold, and nothing was given beyond what was paid. */
export function beyondSold({ receipts, disputes }: Pick<LedgerRows, 'receipts' | 'disputes'>): string[] {
  return [
    ...disputes.map(({ key }) => `a dispute: ${key}`),
    ...receipts.flatMap(({ value }) => {
      const paid = paidForLines(value.lines ?? [])
      return returnedLines(value).flatMap((line) => {
        const [units, sold] = [returnedQuantity(value, line), value.lines?.[line]?.quantity ?? 0]
        const [amount, price] = [returnedAmount(value, line), paid[line] ?? 0]
        const name = `${value.number ?? value.ref}/${line + 1}`
        return [
          ...(units > sold ? [`${name}: ${units} came back of ${sold}`] : []),
          ...(price >= 0 && amount > price ? [`${name}: ${amount} given back of ${price}`] : []),
        ]
      })
    }),
  ]
}

/** R29: the server names who came too often to stores that had not heard of it; nothing else is open. */
function discrepancyDifferences({ planned, lived: { rows, papers } }: LivedReturns): string[] {
  const wanted = new Set(
    planned.flatMap(({ tickets }) => tickets.filter(({ flagged }) => flagged).map(({ name }) => name)),
  )
  const found = new Set(
    rows.discrepancies.map(({ key, value }) =>
      value.code === 'unverified-too-often'
        ? papers.invoiceOf(key.slice(key.indexOf(':') + 1))
        : value.text.en,
    ),
  )
  return [
    ...[...wanted.difference(found)].map((name) => `${name} was one too many and is not named`),
    ...[...found.difference(wanted)].map((name) => `a discrepancy that the log does not explain: ${name}`),
  ]
}

const unlike = (what: string, wanted: number, got: number): string[] =>
  wanted === got ? [] : [`${what}: ${got} instead of ${wanted}`]
