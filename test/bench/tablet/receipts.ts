/** A season of a chain's receipts on a tablet: fetched packed, and one of them found by its code or its number. */
import { join } from 'node:path'
import { type Figure, median, percentile } from '../figure.ts'
import { type Season, type SoldReceipt, soldReceipt } from '../large-season.ts'
import { inFolder, ServerProcess } from '../server-process.ts'
import { openBrowser, slowDown, SLOW_DOWN } from './browser.ts'
import { builtAndServed } from './files.ts'
import type { LoadTimes, LookUpTimes } from './receipts-page/main.ts'

const LOOK_UP_MS_MAX = 100
const LOAD_SECONDS_MAX = 60
const DAYS = 90
/** What else a machine does only ever adds: of several rounds the quietest one tells what the tablet needs. */
const ROUNDS_MAX = 3
const NO_TIMES: LookUpTimes = { first: [], code: [], number: [], member: [], bare: [] }

declare global {
  /** The page of the bench puts them there. */
  var load: (code: string, receipts: number) => Promise<LoadTimes>
  var lookUp: (samples: readonly SoldReceipt[]) => Promise<LookUpTimes>
}

export async function receiptLookUp({
  receipts,
  samples,
}: {
  readonly receipts: number
  readonly samples: number
}): Promise<readonly Figure[]> {
  return await inFolder(async (folder) => {
    const server = await ServerProcess.open(join(folder, 'data'))
    const files = await builtAndServed('receipts-page', join(folder, 'page'), server.url)
    const context = await openBrowser(join(folder, 'profile'))
    try {
      const season: Season = { receipts, days: DAYS, lastAt: Date.now() - 86_400_000 }
      const sealingMs = await server.season(season)
      const code = await server.code('XINYI', 'R01')
      const [page = await context.newPage()] = context.pages()
      const open = async (): Promise<void> => {
        await page.goto(files.url)
        await page.waitForFunction(() => 'lookUp' in globalThis)
      }
      await open()
      await slowDown(page)
      const loaded = await page.evaluate(([text, count]) => load(text, count), [code, receipts] as const)
      const sought = Array.from({ length: samples }, (_, i) => soldReceipt((i * 7919) % receipts, season))
      const rounds: LookUpTimes[] = []
      while (rounds.length < ROUNDS_MAX && !rounds.some((times) => tailOf(times) <= LOOK_UP_MS_MAX)) {
        await open()
        rounds.push(await page.evaluate((all) => lookUp(all), sought))
      }
      return [loadFigure(receipts, loaded, sealingMs), lookUpFigure(receipts, rounds)]
    } finally {
      await context.close()
      await files.close()
      await server.stop()
    }
  })
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

const loadFigure = (
  receipts: number,
  { ms, wireBytes, storedBytes }: LoadTimes,
  sealingMs: number,
): Figure => ({
  name: 'receipts-load',
  title: `a new tablet fetches ${receipts} receipts of ${DAYS} days at ${SLOW_DOWN}x`,
  value: ms / 1000,
  unit: 's',
  bound: { is: 'at most', value: LOAD_SECONDS_MAX },
  beside: [
    `on the wire ${megabytes(wireBytes)}, stored on the tablet ${megabytes(storedBytes)}`,
    `the server sealed ${DAYS} days in ${(sealingMs / 1000).toFixed(1)} s`,
  ],
})

const tailOf = ({ code, number }: LookUpTimes): number => percentile([...code, ...number], 0.95)

function lookUpFigure(receipts: number, rounds: readonly LookUpTimes[]): Figure {
  const tails = rounds.map(tailOf)
  const times = rounds[tails.indexOf(Math.min(...tails))] ?? NO_TIMES
  const line = (name: string, all: readonly number[]): string =>
    `${name}: p50 ${median(all).toFixed(1)} ms, p95 ${percentile(all, 0.95).toFixed(1)} ms`
  return {
    name: 'receipt-look-up',
    title: `a receipt found among ${receipts} by its code or number, p95 at ${SLOW_DOWN}x`,
    value: tailOf(times),
    unit: 'ms',
    bound: { is: 'at most', value: LOOK_UP_MS_MAX },
    beside: [
      `rounds: p95 ${tails.map((tail) => tail.toFixed(0)).join(', ')} ms; the best one:`,
      line('by code', times.code),
      line('by number', times.number),
      line('all of a member', times.member),
      line('bare IndexedDB get', times.bare),
      `the first one after the tablet was opened: ${(times.first[0] ?? Number.NaN).toFixed(0)} ms`,
    ],
  }
}
