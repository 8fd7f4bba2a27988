// A small log's returns through everything that `npm run replay -- --returns` uses, the server process included; and its checks, held against a
// server and counters that did otherwise.

import { beforeAll, describe, expect, it } from 'vitest'
import { money } from '#shared/domain/money.ts'
import { placeOf } from '#server/import/online-retail/deal.ts'
import type { LogRow } from '#server/import/online-retail/read-log.ts'
import { collectInvoices } from '../../replay/all-steps.ts'
import { type Fold, foldLog } from '../../replay/fold.ts'
import { foundBooks } from '../../replay/found-books.ts'
import { reconcile } from '../../replay/reconcile.ts'
import { type BackScript, backScript, isBack } from '../../replay/returns/back.ts'
import { withReturns } from '../../replay/returns/expected-fold.ts'
import { comesWhileCut, storeFor } from '../../replay/returns/expectation.ts'
import { liveReturns, type LivedReturns } from '../../replay/returns/live-returns.ts'
import { returnsReport } from '../../replay/returns/returns-report.ts'
import { makeRow, rowsOf } from './log-files.ts'

function numberAt(place: string, after = 700_000): string {
  for (let number = after; ; number += 1) if (placeOf(String(number)) === place) return String(number)
}

/** Of something that nobody sold. The customer is enrolled by the first, and not at a store that comes later, which has no line. */
function broughtTo(store: string, after: number): string {
  for (let number = after; ; number += 1) {
    const invoice = `C${number}`
    if (storeFor(invoice, []) !== store || placeOf(invoice) !== 'web') continue
    if (store === 'S2' || comesWhileCut(invoice)) return invoice
  }
}

const [ofS1, ofWeb] = [numberAt('S1'), numberAt('web')]
const day = (date: string): string => `2011-08-${date} 09:00:00`

const log: readonly LogRow[] = [
  makeRow({ invoice: ofS1, quantity: 9, at: day('01') }),
  makeRow({ invoice: ofS1, quantity: 4, stockCode: '22502', unitPrice: '5.95', at: day('01') }),
  makeRow({ invoice: ofWeb, quantity: 12, stockCode: '85123A', at: day('02') }),
  // Of two receipts, one of them at another price than it was sold for.
  makeRow({ invoice: 'C700001', quantity: -2, unitPrice: '1.25', at: day('03') }),
  makeRow({ invoice: 'C700001', quantity: -5, stockCode: '85123A', at: day('03') }),
  // What is left of the line, and a piece more than that.
  makeRow({ invoice: 'C700002', quantity: -7, at: day('04') }),
  // As often again at the same time: the receipt covers it once.
  makeRow({ invoice: 'C700002', quantity: -7, at: day('04') }),
  makeRow({ invoice: 'C700003', quantity: -1, at: day('05') }),
  makeRow({ invoice: 'C700004', customer: '', quantity: -1, stockCode: '22502', at: day('06') }),
  makeRow({ invoice: 'C700006', quantity: -90, stockCode: '47566', unitPrice: '4.95', at: day('08') }),
  // The fourth time, once where they are known and once where they are not.
  ...['S2', 'S2', 'S2', 'S2', 'S3'].map((store, n) =>
    makeRow({
      invoice: broughtTo(store, 710_000 + 100 * n),
      customer: '12347',
      quantity: -1,
      stockCode: '47566',
      at: day(`1${n}`),
    }),
  ),
  makeRow({ invoice: 'C700021', quantity: -1, stockCode: 'M', unitPrice: '30.00', at: day('15') }),
  // Later than the terms allow.
  makeRow({ invoice: 'C700022', quantity: -1, stockCode: '22502', unitPrice: '5.95', at: day('20') }),
]

let script: BackScript
let fold: Fold
let done: LivedReturns
beforeAll(async () => {
  script = backScript(await collectInvoices(rowsOf(log)))
  done = await liveReturns(script, { seed: undefined, onProgress: () => {} })
  const sold = await foldLog(rowsOf(log.filter((row) => !isBack(row))))
  const cards = script.steps.flatMap((step) => (step.kind === 'enrol' ? [step.cardNumber] : []))
  fold = withReturns(sold, done.planned, cards)
})

async function checked(lived: LivedReturns): Promise<ReturnType<typeof reconcile>> {
  const { books: file } = await foldLog(rowsOf(log))
  const { differences } = returnsReport(lived, { fold, steps: script.steps, file })
  const { rows, found } = lived.lived
  return reconcile(fold.books, foundBooks(rows, found.timelines), differences)
}

describe('what a log brings back', () => {
  it('comes back at other stores, to the dollar and the line, the seldom ways too', async () => {
    const { agrees, text } = await checked(done)
    expect(text).not.toContain('DIFFERS')
    expect(agrees).toBe(true)
    const tickets = done.planned.flatMap((one) => one.tickets)
    expect(new Set(tickets.map(({ refused }) => refused))).toEqual(
      new Set([undefined, 'nobody known', 'too often']),
    )
    expect(new Set(tickets.flatMap(({ needs }) => needs))).toEqual(new Set(['unverified', 'unseen', 'late']))
    expect(done.desks.reduce((sum, { figures }) => sum + figures.offline, 0)).toBeGreaterThan(0)
    const { lines } = returnsReport(done, {
      fold,
      steps: script.steps,
      file: (await foldLog(rowsOf(log))).books,
    })
    expect(lines.join('\n')).toContain('another unit price: -16 in 1 rows')
  })

  it('is not believed when the server gave something else', async () => {
    const { lived } = done
    const { rows } = lived
    const { books: file } = await foldLog(rowsOf(log))
    const spoilt = (other: Partial<typeof rows>): string => {
      const told = { ...done, lived: { ...lived, rows: { ...rows, ...other } } }
      return returnsReport(told, { fold, steps: script.steps, file }).differences.join('\n')
    }
    const [credit] = rows.credits
    if (!credit?.value.issued) throw new Error('store credit was given')
    const issued = { ...credit.value.issued, amount: money(credit.value.issued.amount + 1) }
    const more = [{ ...credit, value: { ...credit.value, issued } }, ...rows.credits.slice(1)]
    expect(spoilt({ credits: more })).toContain('store credit')
    expect(spoilt({ outflows: [] })).toContain('asked of the shop: 0 instead of 290')
    expect(spoilt({ discrepancies: [] })).toContain('was one too many and is not named')
    const tickets = rows.tickets.filter(({ value }) => value.kind !== 'return')
    expect(spoilt({ tickets })).toContain('returns on the server: 0 instead of')
  })

  it('is not believed when a counter did something else', async () => {
    const { agrees, text } = await checked({ ...done, differences: ['C700001/1: 1 given back instead of 2'] })
    expect([agrees, text.includes('DIFFERS C700001/1')]).toEqual([false, true])
  })
})
