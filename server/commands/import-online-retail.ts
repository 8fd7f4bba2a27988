import { join } from 'node:path'
import type { Config } from '#server/config.ts'
import { ensureDemoChain, giveDemoStaff } from '#server/demo/demo-chain.ts'
import { demoStaff } from '#server/demo/people.ts'
import {
  demandNoDifference,
  importLog,
  type Imported,
  type LogWatch,
} from '#server/import/online-retail/import-log.ts'
import { logShop, logStores, openPlaces, type Opened } from '#server/import/online-retail/places.ts'
import { RowReport } from '#server/import/online-retail/row-report.ts'
import { shownTotals } from '#server/import/online-retail/sheet.ts'
import { demandCsvFile } from '#server/import/read-csv.ts'
import { Progress, type ProgressOutput } from '#server/import/progress.ts'
import { withLedger } from './with-ledger.ts'

export type OnlineRetailOptions = {
  readonly file: string
  readonly out: ProgressOutput
  readonly now: () => number
  readonly afterBatch?: () => Promise<void>
}

/** `npm run import -- online-retail FILE.csv.gz`: the lines for a person; a difference to the file is a failure. */
export async function importOnlineRetail(
  config: Config,
  { file, out, now, afterBatch }: OnlineRetailOptions,
): Promise<readonly string[]> {
  const began = now()
  demandCsvFile(file)
  const reportPath = join(config.dataFolder, 'imports', 'online-retail-rows.csv')
  return await withLedger(config, async (ledger) => {
    // Stores need staff, or nobody could sign in there: a new folder begins as every one does.
    const demo = await ensureDemoChain(ledger, { history: 'none' })
    const opened = await openPlaces(ledger)
    if (demo.is === 'made') await giveDemoStaff(ledger, logStores)
    const report = await RowReport.open(reportPath)
    const bars = watching(out, now)
    const imported = await importLog(ledger, {
      file,
      shop: logShop,
      report,
      watch: bars,
      ...(afterBatch === undefined ? {} : { afterBatch }),
    })
    bars.end()
    demandNoDifference(imported)
    return [
      ...linesOf(imported),
      `Took ${((now() - began) / 1000).toFixed(1)} s. What became of every row: ${reportPath}`,
      ...placeLines(opened, demo.is === 'made'),
    ]
  })
}

function watching(out: ProgressOutput, now: () => number): LogWatch & { readonly end: () => void } {
  let bar = new Progress({ label: 'reading', total: 1, out, now })
  let isTaking = false
  return {
    reading: (share, counts) => bar.reach(share, counts),
    taking: (done, { rows, counts }) => {
      if (!isTaking) {
        bar.reach(1)
        bar.end()
        bar = new Progress({ label: 'taking in', total: rows, out, now })
        isTaking = true
      }
      const { stored, known } = counts
      bar.reach(done, { rows: done, operations: stored, ...(known > 0 ? { 'known before': known } : {}) })
    },
    end: () => bar.end(),
  }
}

function linesOf({ rows, customers, counts, totals }: Imported): string[] {
  const n = (value: number): string => value.toLocaleString('en-US')
  return [
    `${n(rows)} rows of ${n(totals.get('all')?.invoices ?? 0)} invoices and ${n(customers)} customers, as the file says and as the ledger has them:`,
    ...shownTotals(totals),
    `Operations: ${n(counts.stored)} new, ${n(counts.known)} known before. New products: ${n(counts.products)}.`,
  ]
}

function placeLines({ channelToken, registers }: Opened, hasDemoStaff: boolean): string[] {
  return [
    `Tablets: npm run enrolment-code -- --register R, where R is one of ${registers.map(({ id }) => id).join(', ')}`,
    ...(hasDemoStaff
      ? [`  PINs: ${demoStaff.map(({ name, pin, role }) => `${name} ${pin} (${role})`).join(', ')}`]
      : []),
    ...(channelToken === undefined ? [] : [`Token of the channel web, shown this once: ${channelToken}`]),
  ]
}
