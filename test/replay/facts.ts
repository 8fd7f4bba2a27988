// `node test/replay/facts.ts [FILE] [--from] [--to] [--seed]`: what the independent fold finds in a log, without replaying it.

import { performance } from 'node:perf_hooks'
import type { Totals } from './books.ts'
import { foldLog } from './fold.ts'
import type { Fold } from './fold.ts'
import { LogError } from './log-error.ts'
import { readOptions, UsageError } from './options.ts'
import { Progress } from './progress.ts'
import { readLog } from './read-log.ts'

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args)
    const bar = new Progress({
      label: 'reading',
      total: 1,
      out: process.stderr,
      now: () => performance.now(),
    })
    const rows = readLog(options.file, {
      ...options,
      onProgress: ({ bytesRead, bytesTotal, rows: read }) =>
        bar.reach(bytesRead / bytesTotal, { rows: read }),
    })
    const fold = await foldLog(rows, options.seed)
    bar.end()
    process.stdout.write(`${describe(fold)}\n`)
    return 0
  } catch (cause) {
    if (!(cause instanceof LogError || cause instanceof UsageError)) throw cause
    process.stderr.write(`${cause.message}\n`)
    return 1
  }
}

function describe({ books, facts }: Fold): string {
  const { unlinked } = facts
  return [
    `from ${facts.firstAt} to ${facts.lastAt}`,
    `${n(facts.rows)} rows, ${n(facts.invoices)} invoices (${n(facts.cancellations)} C, ${n(facts.badDebts)} A), ${n(facts.customers)} customers`,
    `${n(facts.negativeRowsWithoutC)} negative rows without C, ${n(facts.negativeRowsUnlikeAdjustments)} of them priced or on an invoice with sold rows`,
    `${n(books.all.returnLines)} returned rows: ${n(facts.linked)} linked (${n(facts.linkedAtAnotherPrice)} at another price than sold, ` +
      `${n(facts.linkedAcrossPlaces)} at another place), ` +
      Object.entries(unlinked)
        .map(([why, count]) => `${n(count)} ${why}`)
        .join(', '),
    `codes that are not five digits: ${[...facts.oddCodes].map(([code, count]) => `${code} ${n(count)}`).join(', ')}`,
    ...[...books.places].map(([place, totals]) =>
      line(`${place} (${n(facts.invoicesByPlace.get(place) ?? 0)} invoices)`, totals),
    ),
    line('all', books.all),
    `grand total TWD ${n(books.all.sales - books.all.returns)}`,
  ].join('\n')
}

function line(label: string, totals: Totals): string {
  return (
    `${label}: sold ${n(totals.sales)} in ${n(totals.saleLines)} lines, returned ${n(totals.returns)} in ${n(totals.returnLines)} lines ` +
    `(${n(totals.linkedLines)} linked), net ${n(totals.sales - totals.returns)}, ${n(totals.adjustmentLines)} lines written off`
  )
}

function n(value: number): string {
  return value.toLocaleString('en-US')
}

process.exitCode = await main(process.argv.slice(2))
