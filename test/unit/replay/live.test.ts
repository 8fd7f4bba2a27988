// A small log through everything that `npm run replay` uses, the server process included; and every check of it, held against a month that went wrong.

import { beforeAll, describe, expect, it } from 'vitest'
import { money } from '#shared/domain/money.ts'
import { placeOf } from '#server/import/online-retail/deal.ts'
import { type Fold, foldLog } from '../../replay/fold.ts'
import { foundBooks } from '../../replay/found-books.ts'
import type { LogRow } from '#server/import/online-retail/read-log.ts'
import { reconcile } from '../../replay/reconcile.ts'
import { reportOf } from '../../replay/report.ts'
import { type Lived, live } from '../../replay/run.ts'
import type { Step } from '#server/import/online-retail/steps.ts'
import { makeRow, rowsOf, stepsOf } from './log-files.ts'

/** Invoice numbers that are dealt to a place, one after the other. */
function numbersAt(place: string, letter = ''): () => string {
  let number = 700_000
  return () => {
    do number += 1
    while (placeOf(`${letter}${number}`) !== place)
    return `${letter}${number}`
  }
}

const [s1, s2, s3, s4, web] = ['S1', 'S2', 'S3', 'S4', 'web'].map((place) => numbersAt(place))
const [backAtS2, backAtWeb] = ['S2', 'web'].map((place) => numbersAt(place, 'C'))
const next = (numbers: (() => string) | undefined): string => numbers?.() ?? ''

const day = (time: string): string => `2011-08-01 ${time}:00`
const [ofS1, ofWeb, anonymous, wrongPrice, mixed] = [
  next(s1),
  next(web),
  next(s3),
  next(backAtS2),
  next(backAtWeb),
]

const log: readonly LogRow[] = [
  makeRow({ invoice: ofS1, quantity: 5, at: day('09:00') }),
  makeRow({ invoice: ofS1, quantity: 2, stockCode: 'POST', unitPrice: '18.00', at: day('09:00') }),
  makeRow({ invoice: ofWeb, quantity: 12, stockCode: '85123A', at: day('09:10') }),
  makeRow({ invoice: ofWeb, quantity: 3, stockCode: '79191c', at: day('09:10') }),
  makeRow({ invoice: next(web), customer: '12347', quantity: 4, at: day('09:20') }),
  makeRow({ invoice: anonymous, customer: '', quantity: 7, at: day('09:30') }),
  makeRow({
    invoice: next(s4),
    customer: '',
    quantity: -30,
    unitPrice: '0',
    description: 'damages',
    at: day('10:00'),
  }),
  makeRow({ invoice: next(s4), customer: '12347', stockCode: 'D', unitPrice: '-2.50', at: day('10:10') }),
  // All five come back for more than was paid.
  makeRow({ invoice: wrongPrice, quantity: -5, unitPrice: '1.65', at: day('10:20') }),
  // Of the order, of the store's sale, and of nothing that is known.
  makeRow({ invoice: mixed, quantity: -2, stockCode: '85123A', at: day('11:00') }),
  makeRow({ invoice: mixed, quantity: -1, stockCode: 'POST', unitPrice: '18.00', at: day('11:00') }),
  makeRow({ invoice: mixed, quantity: -1, stockCode: '20725', at: day('11:00') }),
  makeRow({ invoice: next(s2), customer: '12348', quantity: 9, at: day('12:00') }),
  makeRow({
    invoice: next(web),
    customer: '',
    quantity: -3,
    unitPrice: '0',
    description: '',
    at: day('12:10'),
  }),
]

let month: { readonly steps: readonly Step[]; readonly fold: Fold; readonly lived: Lived }
beforeAll(async () => {
  const steps = await stepsOf(log)
  month = { steps, fold: await foldLog(rowsOf(log)), lived: await live({ steps }, () => {}) }
})

function checked(lived: Lived): ReturnType<typeof reconcile> {
  const { differences } = reportOf(lived, month)
  return reconcile(month.fold.books, foundBooks(lived.rows, lived.found.timelines), differences)
}

describe('a small log', () => {
  it('R4 R5 R7 is on the server and on the tablets as the file says', () => {
    const { lived, steps } = month
    const { agrees, text } = checked(lived)
    expect(text.split('\n').filter((line) => line.startsWith('DIFFERS'))).toEqual([])
    expect(agrees).toBe(true)
    const [seen] = lived.rows.discrepancies
    expect(lived.rows.discrepancies).toHaveLength(1)
    expect(seen?.value).toMatchObject({ code: 'refund-exceeds-price', params: { paid: 290, refunded: 330 } })
    expect(lived.rows.operations).toHaveLength(steps.length)
    expect(reportOf(lived, month).lines.join('\n')).toMatch(/1 refund-exceeds-price/)
  })
})

type Rows = Lived['rows']
const withRows = (lived: Lived, rows: Partial<Rows>): Lived => ({
  ...lived,
  rows: { ...lived.rows, ...rows },
})
const withoutFirst = <Item>(items: readonly Item[]): readonly Item[] => items.slice(1)

const wrongs: readonly (readonly [what: string, spoil: (lived: Lived) => Lived])[] = [
  ['a ticket is missing', (lived) => withRows(lived, { tickets: withoutFirst(lived.rows.tickets) })],
  [
    'a ticket is there twice',
    (lived) => withRows(lived, { tickets: [...lived.rows.tickets, ...lived.rows.tickets.slice(-1)] }),
  ],
  [
    'a ticket is a dollar more',
    (lived) =>
      withRows(lived, {
        tickets: lived.rows.tickets.map((row, at) =>
          at > 0 ? row : { ...row, value: { ...row.value, total: money(row.value.total + 1) } },
        ),
      }),
  ],
  ['an order is missing', (lived) => withRows(lived, { orders: withoutFirst(lived.rows.orders) })],
  ['a receipt is missing', (lived) => withRows(lived, { receipts: withoutFirst(lived.rows.receipts) })],
  ['a purchase is not attributed', (lived) => withRows(lived, { threads: withoutFirst(lived.rows.threads) })],
  ['a member is missing', (lived) => withRows(lived, { members: withoutFirst(lived.rows.members) })],
  ['a discrepancy is not named', (lived) => withRows(lived, { discrepancies: [] })],
  [
    'an operation is missing',
    (lived) => withRows(lived, { operations: withoutFirst(lived.rows.operations) }),
  ],
  [
    'an operation is parked',
    (lived) =>
      withRows(lived, { operations: lived.rows.operations.map((op) => ({ ...op, status: 'parked' })) }),
  ],
  ['an operation has two contents', (lived) => withRows(lived, { conflicts: 1 })],
  ['a message is on its way', (lived) => withRows(lived, { messagesWaiting: 1 })],
  [
    'a tablet holds one that waits',
    (lived) => ({
      ...lived,
      views: lived.views.map((view) => ({ ...view, till: { ...view.till, waiting: 1 } })),
    }),
  ],
  [
    'a tablet lacks a ticket',
    (lived) => ({
      ...lived,
      views: lived.views.map((view) => ({ ...view, tickets: withoutFirst(view.tickets) })),
    }),
  ],
  [
    'a timeline lacks a line',
    (lived) => ({
      ...lived,
      found: {
        ...lived.found,
        timelines: new Map(
          [...lived.found.timelines].map(([card, entries]) => [
            card,
            entries.map((entry) => ({ ...entry, lines: withoutFirst(entry.lines) })),
          ]),
        ),
      },
    }),
  ],
  [
    'a member has a point too many',
    (lived) => ({
      ...lived,
      found: {
        ...lived.found,
        points: new Map([...lived.found.points].map(([card, points]) => [card, points + 1])),
      },
    }),
  ],
]

describe('the checks find that', () => {
  it.each(wrongs)('%s', (_, spoil) => {
    const { agrees, text } = checked(spoil(month.lived))
    expect(agrees).toBe(false)
    expect(text.split('\n').at(-1)).toMatch(/[1-9]\d* differences$/)
  })
})
