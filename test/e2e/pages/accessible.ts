import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** `ONECOUNTER_PICTURES=folder npm run e2e -- administration` leaves a picture of every screen there. */
const pictures = process.env['ONECOUNTER_PICTURES']
const sizes = [
  ['phone', { width: 390, height: 844 }],
  ['landscape', { width: 1180, height: 820 }],
] as const

/** A screen of the office as it is now: it fits a phone and a tablet, in light and in dark, and axe finds nothing. */
export async function fitsAndIsAccessible(page: Page, name: string): Promise<void> {
  for (const [size, box] of sizes) {
    await page.setViewportSize(box)
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${name} ${size}`)
      .toBeLessThanOrEqual(0)
    const colorScheme = size === 'phone' ? 'dark' : 'light'
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}-${size}.png`) })
    const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    expect.soft(found, `${name} ${size}`).toEqual([])
  }
}
