/** A browser for the figures, as the end-to-end tests use it; a mid-range tablet is a processor slowed down four times. */
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { chromiumFlags } from '../../make/chromium-flags.ts'
import { ensureBrowser } from '../../../tools/browser.mjs'

export const SLOW_DOWN = 4

/** A browser with a profile of its own in `folder`: closed and opened again it is a cold start. */
export async function openBrowser(folder: string): Promise<BrowserContext> {
  const executablePath = ensureBrowser()
  return await chromium.launchPersistentContext(folder, {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [...chromiumFlags],
    viewport: { width: 1180, height: 820 },
  })
}

export async function slowDown(page: Page, rate = SLOW_DOWN): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate })
}

/** Ms from the beginning of the navigation to the first picture that shows `selector`. */
export async function msToShow(page: Page, url: string, selector: string): Promise<number> {
  await page.addInitScript((wanted) => {
    const look = (): void => {
      if (document.querySelector(wanted) === null) return void requestAnimationFrame(look)
      // Two frames: the first one has it laid out, with the second it has been painted.
      requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('shown')))
    }
    look()
  }, selector)
  await page.goto(url)
  await page.waitForFunction(() => performance.getEntriesByName('shown').length > 0, undefined, {
    timeout: 60_000,
  })
  return await page.evaluate(() => performance.getEntriesByName('shown')[0]?.startTime ?? Number.NaN)
}
