// A whole log into a ledger: one reading to learn what must come out, a second one to put it in, then the ledger's rows against the first.

import type { Ledger } from '#server/sync/ledger.ts'
import { ImportFailure } from '../failure.ts'
import { FileError } from '../file-error.ts'
import type { Place } from './deal.ts'
import { Expected } from './expected.ts'
import { type Found, Origins, readFound } from './found.ts'
import { type BatchSize, type Counts, Intake } from './intake.ts'
import { InvoiceIndex, invoicesInOrder } from './invoices.ts'
import { Bookkeeper } from './operations.ts'
import { Planner } from './plan.ts'
import { readLog } from './read-log.ts'
import type { RowReport } from './row-report.ts'
import type { Totals } from './sheet.ts'
import { scopeOf, type Shop } from './shop.ts'
import type { SaleLine, Step } from './steps.ts'

export type LogWatch = {
  /** Of the first reading, 0 to 1. */
  readonly reading: (share: number, counts: Readonly<Record<string, number>>) => void
  /** Rows that are put into operations, of all. */
  readonly taking: (rows: number, of: { readonly rows: number; readonly counts: Counts }) => void
}

export type LogImport = {
  readonly file: string
  readonly shop: Shop
  /** Rows of later days (of the log's calendar) are left out. */
  readonly lastDay?: string
  readonly report?: RowReport
  readonly watch?: LogWatch
  readonly batch?: BatchSize
  /** Between two transactions: everything before is durable. What it throws ends the import there. */
  readonly afterBatch?: () => Promise<void>
}

export type Imported = {
  readonly rows: number
  readonly customers: number
  readonly counts: Counts
  readonly totals: Totals
  /** What the ledger says otherwise than the file. */
  readonly differences: readonly string[]
}

export async function importLog(ledger: Ledger, order: LogImport): Promise<Imported> {
  const { shop, report } = order
  const { index, expected } = await study(order)
  const intake = new Intake(ledger, {
    channel: shop.channel,
    batch: order.batch,
    afterBatch: order.afterBatch ?? (() => Promise.resolve()),
  })
  const planner = new Planner()
  const books = new Bookkeeper(shop, ledger.settings.receiptKey)
  const origins = new Origins()
  let rows = 0
  for await (const invoice of invoicesInOrder(readLog(order.file, { to: order.lastDay }), index)) {
    for (const step of planner.steps(invoice)) {
      for (const line of soldOn(step)) intake.offer(line)
      const booked = books.book(step)
      origins.note(booked)
      await report?.add(booked)
      await intake.add(booked)
    }
    rows += invoice.rows.length
    order.watch?.taking(rows, { rows: expected.rows, counts: intake.counts })
  }
  await intake.flush()
  await ledger.relay.idle()
  await report?.finish()
  const found = await readFound(ledger, shop.channel, origins)
  return {
    rows,
    customers: expected.customers,
    counts: intake.counts,
    totals: found.journals.totals(),
    differences: [
      ...(report === undefined || report.rows === expected.rows
        ? []
        : [`the file has ${expected.rows} rows, the report ${report.rows}`]),
      ...differencesOf(expected, found),
    ],
  }
}

/** The first reading. */
async function study({
  file,
  shop,
  lastDay,
  watch,
}: LogImport): Promise<{ index: InvoiceIndex; expected: Expected }> {
  const index = new InvoiceIndex()
  // Trusted: it is asked for the log's places only.
  const expected = new Expected((place) => scopeOf(shop, place as Place))
  const onProgress = ({
    bytesRead,
    bytesTotal,
    rows,
  }: {
    bytesRead: number
    bytesTotal: number
    rows: number
  }) => watch?.reading(bytesTotal === 0 ? 1 : bytesRead / bytesTotal, { rows, invoices: index.size })
  for await (const row of readLog(file, { to: lastDay, onProgress })) {
    index.add(row)
    expected.add(row)
  }
  if (expected.rows === 0) throw new FileError(0, `${file} has no rows below its header`)
  return { index, expected }
}

const soldOn = (step: Step): readonly SaleLine[] =>
  step.kind === 'sale' || step.kind === 'order' ? step.lines : []

function differencesOf(expected: Expected, found: Found): string[] {
  const customers =
    expected.customers === found.customers
      ? []
      : [`the file has ${expected.customers} customers, the members' directory ${found.customers} of them`]
  return [...customers, ...expected.journals.differences(found.journals)]
}

/** For a person who has to see at once that something is missing. */
export function demandNoDifference({ differences }: Imported): void {
  if (differences.length === 0) return
  const shown = differences.slice(0, 20).map((line) => `\n  ${line}`)
  const more = differences.length > shown.length ? `\n  and ${differences.length - shown.length} more` : ''
  throw new ImportFailure(
    `the ledger does not hold what the file says: ${differences.length} differences${shown.join('')}${more}`,
    'Nothing of the ledger was taken back. Start the import again; if it stays, import into an empty data folder.',
  )
}
