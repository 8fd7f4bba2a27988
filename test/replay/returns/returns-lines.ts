// The returns in figures: by reason, by store, by where it was sold, by member.

import { channel } from '#server/import/online-retail/deal.ts'
import { type RowAccount, reasons, type Sums, sumsBy, sumsOf } from './account.ts'
import type { LivedReturns } from './live-returns.ts'

const membersShown = 5

export function returnsLines(
  { desks, planned, lived }: LivedReturns,
  accounts: readonly RowAccount[],
): string[] {
  const all = sumsOf(accounts)
  const of = (path: RowAccount['path']) => accounts.filter((account) => account.path === path)
  const tickets = new Set(accounts.flatMap(({ ticket }) => (ticket === undefined ? [] : [ticket])))
  const offline = desks.reduce((sum, { figures }) => sum + figures.offline, 0)
  const flagged = planned.flatMap((one) => one.tickets).filter((ticket) => ticket.flagged)
  return [
    `${n(planned.length)} C invoices, ${n(all.rows)} rows: ${n(tickets.size)} returns at counters of other stores, ${n(offline)} of them without a line`,
    `rows: ${(['linked', 'unverified', 'refused'] as const).map((path) => `${n(of(path).length)} ${path}`).join(', ')}`,
    `approved by a manager: ${approvals(desks)}`,
    `named by the server as too many for one person: ${n(flagged.length)}`,
    `receipts on each tablet: ${lived.views.map(({ store, receipts }) => `${store} ${n(receipts.length)}`).join(', ')}`,
    '',
    `the file gives back TWD ${n(all.fileAmount)} = refunds ${n(all.refund)} + differences ${n(all.fileAmount - all.refund)}:`,
    ...reasons.map((reason) => reasonLine(reason, accounts)),
    ...group(
      'by store that took it back',
      sumsBy(accounts, ({ store }) => `store ${store}`),
    ),
    ...group('by where it was sold', sumsBy(accounts, sellerOf)),
    ...memberLines(accounts),
  ]
}

function reasonLine(reason: (typeof reasons)[number], accounts: readonly RowAccount[]): string {
  const own = accounts.flatMap(({ differences }) => differences.filter((one) => one.reason === reason))
  return `  ${reason}: ${n(own.reduce((sum, { amount }) => sum + amount, 0))} in ${n(own.length)} rows`
}

const sellerOf = ({ seller }: RowAccount): string =>
  seller === undefined ? 'not known' : seller === channel ? 'online shop' : `store ${seller}`

function group(title: string, sums: ReadonlyMap<string, Sums>): string[] {
  const sorted = [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return [`${title}:`, ...sorted.map(([name, own]) => `  ${name}: ${sumText(own)}`)]
}

/** Every member is held against the server; those with the largest differences are shown. */
function memberLines(accounts: readonly RowAccount[]): string[] {
  const known = accounts.filter(({ cardNumber }) => cardNumber !== undefined)
  const members = [...sumsBy(known, ({ cardNumber }) => cardNumber ?? '')]
  const differing = members
    .filter(([, { fileAmount, refund }]) => fileAmount !== refund)
    .toSorted(([, a], [, b]) => Math.abs(b.fileAmount - b.refund) - Math.abs(a.fileAmount - a.refund))
  return [
    `by member: ${n(members.length)}, of whom ${n(members.length - differing.length)} got what the file gives; the largest differences:`,
    ...differing.slice(0, membersShown).map(([card, own]) => `  ${card}: ${sumText(own)}`),
  ]
}

function sumText({ rows, fileAmount, refund, byReason }: Sums): string {
  const named = reasons.flatMap((reason) =>
    byReason[reason] === 0 ? [] : [`${reason} ${n(byReason[reason])}`],
  )
  const why = named.length > 0 ? ` (${named.join(', ')})` : ''
  return `${n(rows)} rows, file ${n(fileAmount)} = refunds ${n(refund)} + ${n(fileAmount - refund)}${why}`
}

function approvals(desks: LivedReturns['desks']): string {
  const all = new Map<string, number>()
  for (const { figures } of desks)
    for (const [need, many] of figures.approvals) all.set(need, (all.get(need) ?? 0) + many)
  return [...all].map(([need, many]) => `${n(many)} ${need}`).join(', ') || 'nothing'
}

const n = (value: number): string => value.toLocaleString('en-US')
