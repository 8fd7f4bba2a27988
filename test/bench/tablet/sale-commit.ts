/** What the till's rules, its hash and its chain cost a sale, beside bare IndexedDB that writes the same rows as safely. */
import { join } from 'node:path'
import { type Figure, median, percentile } from '../figure.ts'
import { inFolder } from '../server-process.ts'
import { openBrowser } from './browser.ts'
import type { CommitTimes } from './commit-page/main.ts'
import { builtAndServed } from './files.ts'

const RATIO_MAX = 2

declare global {
  /** The page of the bench puts it there. */
  var measure: (sales: number) => Promise<CommitTimes>
}

export async function saleCommit({ sales }: { readonly sales: number }): Promise<Figure> {
  return await inFolder(async (folder) => {
    const files = await builtAndServed('commit-page', join(folder, 'page'))
    const context = await openBrowser(join(folder, 'profile'))
    try {
      const [page = await context.newPage()] = context.pages()
      await page.goto(files.url)
      await page.waitForFunction(() => 'measure' in globalThis)
      const { till, bare } = await page.evaluate((count) => measure(count), sales)
      const line = (name: string, times: readonly number[]): string =>
        `${name}: p50 ${median(times).toFixed(2)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`
      return {
        name: 'sale-commit',
        title: 'strict sale commit, p50, against bare IndexedDB',
        value: median(till) / median(bare),
        unit: 'x',
        bound: { is: 'at most', value: RATIO_MAX },
        beside: [`${sales} sales`, line('till', till), line('bare', bare)],
      }
    } finally {
      await context.close()
      await files.close()
    }
  })
}
