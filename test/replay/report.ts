// What else must hold when the month is over, and what is worth telling about it.

import { channelScope } from '#shared/sync/scope.ts'
import type { TimelineEntry } from './books.ts'
import { channel } from '#server/import/online-retail/deal.ts'
import { factLines } from './facts.ts'
import type { Fold } from './fold.ts'
import { journalDifferences } from './journal.ts'
import type { Lived } from './run.ts'
import type { Step } from '#server/import/online-retail/steps.ts'
import { tabletDifferences } from './tablet-view.ts'
import { refundedAbovePrice } from './refunds.ts'

export type Report = { readonly lines: readonly string[]; readonly differences: readonly string[] }
type Wanted = { readonly fold: Fold; readonly steps: readonly Step[] }

export function reportOf(lived: Lived, wanted: Wanted): Report {
  const { rows, papers } = lived
  const differences = [
    ...operationDifferences(lived, wanted.steps.length),
    ...journalDifferences(wanted.fold, rows, papers),
    ...lived.views.flatMap((view) => tabletDifferences(view, { fold: wanted.fold, rows, papers })),
    ...pointDifferences(wanted.fold, lived.found.points),
    ...discrepancyDifferences(lived, wanted.steps),
  ]
  const lines = [
    ...factLines(wanted.fold),
    '',
    ...livedLines(lived, wanted.steps),
    ...discrepancyLines(lived),
  ]
  return { lines, differences }
}

/** Everything that was shown as done is on the server, once, and nothing else is. */
export function operationDifferences({ rows, views, shop, tablets }: Lived, steps: number): string[] {
  const promised = new Set([...shop.told, ...tablets.flatMap(({ shown }) => [...shown])])
  const stored = new Set(rows.operations.map(({ id }) => id))
  const count = (what: string, wanted: number, got: number): string[] =>
    wanted === got ? [] : [`${what}: ${got} instead of ${wanted}`]
  return [
    ...count('operations on the server', steps, rows.operations.length),
    ...count('operations promised', steps, promised.size),
    ...[...promised.difference(stored)].map((id) => `operation ${id} was promised and is not on the server`),
    ...count(
      'operations not applied',
      0,
      rows.operations.filter(({ status }) => status !== 'applied').length,
    ),
    ...count('operations with two contents', 0, rows.conflicts),
    ...count('messages on their way', 0, rows.messagesWaiting),
    ...count('devices', views.length, rows.devices.length),
    ...views.flatMap((view) => {
      const life = rows.devices.find(({ device }) => device === view.device)
      const { headSeq, waiting, operations, durableSeq } = view.till
      return [
        ...count(`${view.store}: operations in the till`, view.shown, operations),
        ...count(`${view.store}: head of the chain`, view.shown, headSeq),
        ...count(`${view.store}: operations that wait`, 0, waiting),
        ...count(`${view.store}: durable by the tablet's knowledge`, headSeq, durableSeq),
        ...count(`${view.store}: durable on the server`, headSeq, life?.durableSeq ?? 0),
        ...count(`${view.store}: operations on the server`, headSeq, life?.operations ?? 0),
        ...(/"mismatches":0\b/.test(life?.heartbeat ?? '')
          ? []
          : [`${view.store}: a checksum differed on the way`]),
      ]
    }),
  ]
}

const dollarsPerPoint = 100

/** R6 once more, over the file: a point for every whole NT$100 paid net in one purchase and what came back of it. */
export function pointDifferences({ books }: Fold, found: ReadonlyMap<string, number>): string[] {
  return [...books.timelines].flatMap(([card, entries]) => {
    const wanted = pointsOf(entries)
    const got = found.get(card)
    return wanted === got ? [] : [`member ${card}: ${got} points instead of ${wanted}`]
  })
}

function pointsOf(entries: readonly TimelineEntry[]): number {
  const purchases = new Map<string, number>()
  for (const { kind, invoice, lines } of entries) {
    for (const { amount, of } of lines) {
      const purchase = of === '' ? `${kind} ${invoice}` : `sale ${of.slice(0, of.indexOf('/'))}`
      purchases.set(purchase, (purchases.get(purchase) ?? 0) + (kind === 'sale' ? amount : -amount))
    }
  }
  return [...purchases.values()].reduce((sum, net) => sum + Math.trunc(net / dollarsPerPoint), 0) + 0
}

/** What the log itself does wrong is named, line by line; nothing else is left open. */
function discrepancyDifferences({ rows, papers }: Lived, steps: readonly Step[]): string[] {
  const wanted = refundedAbovePrice(steps)
  const named = rows.discrepancies.map(({ key, value }) => {
    const [, ref = '', line] = key.split(':')
    if (value.code !== 'refund-exceeds-price') return value.text.en
    return `${papers.invoiceOf(ref)}/${Number(line) + 1}`
  })
  const found = new Set(named)
  return [
    ...[...wanted.difference(found)].map((line) => `a refund above the price of ${line} is not named`),
    ...[...found.difference(wanted)].map((text) => `a discrepancy that the log does not explain: ${text}`),
  ]
}

function livedLines({ tablets, crashes, shop, views }: Lived, steps: readonly Step[]): string[] {
  const own = tablets.map(({ store }) => steps.filter(({ where }) => where === store).length)
  const total = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
    items.reduce((sum, item) => sum + of(item), 0)
  const figure = (name: keyof (typeof tablets)[number]['figures']): string =>
    n(total(tablets, ({ figures }) => figures[name]))
  const web = steps.filter(({ where }) => where === channel).length
  const cut = tablets.map(({ store, figures }, at) => `${store} ${n(figures.cutSteps)} of ${n(own[at] ?? 0)}`)
  return [
    `${n(steps.length)} steps: ${n(steps.length - web)} rung on 4 tablets, ${n(web)} told by the online shop in ${n(shop.batches)} batches`,
    `rung without a network: ${cut.join(', ')}`,
    `crashes: ${crashes.map(({ store, waiting }) => `${store} with ${waiting} waiting`).join(', ')}`,
    `cards: ${figure('knownCards')} found in the tablet's directory, ${figure('claimedCards')} sold to as claimed`,
    `linked returns at a counter: ${figure('receiptsHere')} with the receipt on the tablet, ${figure('receiptsOnPaper')} from paper`,
    `tablets: ${views.map(({ store, tickets, receipts, members }) => `${store} ${n(tickets.length)} tickets, ${n(receipts.length)} receipts, ${n(members ?? 0)} members`).join('; ')}`,
  ]
}

function discrepancyLines({ rows }: Lived): string[] {
  const codes = Map.groupBy(rows.discrepancies, ({ value }) => value.code)
  const settled = [...rows.settled].map(([code, count]) => `  ${n(count)} ${code} that settled`)
  const open = [...codes].map(([code, found]) => {
    const web = found.filter(({ scope }) => scope === channelScope(channel)).length
    return `  ${n(found.length)} ${code} (${n(web)} at the online shop): ${found[0]?.value.text.en ?? ''} …`
  })
  return [`discrepancies: ${n(rows.discrepancies.length)} open`, ...open, ...settled]
}

const n = (value: number): string => value.toLocaleString('en-US')
