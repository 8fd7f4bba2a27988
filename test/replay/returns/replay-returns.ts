// npm run replay -- --returns [FILE.csv[.gz] --from DATE --to DATE --seed N --rows OUT.csv]

import { writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { Progress } from '#server/import/progress.ts'
import { type LogRow, readLog } from '#server/import/online-retail/read-log.ts'
import { collectInvoices } from '../all-steps.ts'
import { foldLog } from '../fold.ts'
import { foundBooks } from '../found-books.ts'
import type { ReplayOptions } from '../options.ts'
import { reconcile } from '../reconcile.ts'
import { accountsTable } from './accounts-table.ts'
import { backScript, isBack } from './back.ts'
import { withReturns } from './expected-fold.ts'
import { liveReturns } from './live-returns.ts'
import { returnsReport } from './returns-report.ts'

/** Answers the exit code: 1 when a single row, member, store or channel is not explained. */
export async function replayReturns(options: ReplayOptions): Promise<number> {
  const startedAt = performance.now()
  const { seed, rows } = options
  const log = (): AsyncGenerator<LogRow> => readLog(options.file, options)
  const script = backScript(await collectInvoices(log()), seed)
  const label = 'selling and taking back'
  const now = (): number => performance.now()
  const bar = new Progress({ label, total: script.steps.length, out: process.stderr, now })
  const done = await liveReturns(script, { seed, onProgress: (at, counts) => bar.reach(at, counts) })
  bar.end()
  const cards = script.steps.flatMap((step) => (step.kind === 'enrol' ? [step.cardNumber] : []))
  const sold = await foldLog(without(log()), seed)
  const fold = withReturns(sold, done.planned, cards)
  const report = returnsReport(done, { fold, steps: script.steps, file: (await foldLog(log(), seed)).books })
  if (rows !== undefined) writeFileSync(rows, accountsTable(done.planned))
  const { rows: held, found } = done.lived
  const { agrees, text } = reconcile(fold.books, foundBooks(held, found.timelines), report.differences)
  const took = `took ${((now() - startedAt) / 1000).toFixed(1)} s`
  process.stdout.write([...report.lines, took, '', text, ''].join('\n'))
  return agrees ? 0 : 1
}

async function* without(rows: AsyncIterable<LogRow>): AsyncGenerator<LogRow> {
  for await (const row of rows) if (!isBack(row)) yield row
}
