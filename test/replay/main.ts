// npm run replay [-- FILE.csv[.gz] --from DATE --to DATE --seed N]

import { performance } from 'node:perf_hooks'
import { foldLog } from './fold.ts'
import { foundBooks } from './found-books.ts'
import { collectInvoices, planSteps } from './all-steps.ts'
import { FileError } from '#server/import/file-error.ts'
import { readOptions, type ReplayOptions, UsageError } from './options.ts'
import { Progress } from '#server/import/progress.ts'
import { readLog } from '#server/import/online-retail/read-log.ts'
import { reconcile } from './reconcile.ts'
import { reportOf } from './report.ts'
import { replayReturns } from './returns/replay-returns.ts'
import { live } from './run.ts'

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args)
    return options.returns ? await replayReturns(options) : await replay(options)
  } catch (cause) {
    if (!(cause instanceof FileError || cause instanceof UsageError)) throw cause
    process.stderr.write(`${cause.message}\n`)
    return 1
  }
}

async function replay(options: ReplayOptions): Promise<number> {
  const startedAt = performance.now()
  const steps = planSteps(await collectInvoices(readLog(options.file, options)), options.seed)
  const bar = new Progress({
    label: 'ringing',
    total: steps.length,
    out: process.stderr,
    now: () => performance.now(),
  })
  const lived = await live({ steps, seed: options.seed }, (done, counts) => bar.reach(done, counts))
  bar.end()
  const fold = await foldLog(readLog(options.file, options), options.seed)
  const report = reportOf(lived, { fold, steps })
  const tookMs = performance.now() - startedAt
  const { agrees, text } = reconcile(
    fold.books,
    foundBooks(lived.rows, lived.found.timelines),
    report.differences,
  )
  process.stdout.write([...report.lines, `took ${(tookMs / 1000).toFixed(1)} s`, '', text, ''].join('\n'))
  return agrees ? 0 : 1
}

// The server and its folder go when this process does.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
process.exitCode = await main(process.argv.slice(2))
