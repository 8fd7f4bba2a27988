import { join } from 'node:path'
import axe from 'axe-core'
import { expect, type Locator, type Page } from '@playwright/test'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** `ONECOUNTER_PICTURES=folder npm run e2e` leaves a picture of every screen there. */
const pictures = process.env['ONECOUNTER_PICTURES']
/** The last one is where the tablet then goes on. */
const sizes = [
  ['phone', { width: 390, height: 844 }],
  ['portrait', { width: 820, height: 1180 }],
  ['landscape', { width: 1180, height: 820 }],
] as const
/** A colour is the same in every language, and a word in every colour scheme. */
const looks = [
  { language: 'zh', change: 'English', colorScheme: 'light' },
  { language: 'en', change: '中文', colorScheme: 'dark' },
] as const

/**
 * One screen as it is now, in every size and language, Chinese in light and English in dark: it fits, what one does next is in
 * view (where there is such a thing), and axe finds nothing. What is changed for it is as before afterwards.
 */
export async function look(page: Page, name: string, next?: (page: Page) => Locator): Promise<void> {
  for (const { language, change, colorScheme } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const [size, box] of sizes) {
      const title = `${name}-${size}-${language}`
      await page.setViewportSize(box)
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), title)
        .toBeLessThanOrEqual(0)
      if (next !== undefined)
        await expect(next(page).filter({ visible: true }).first(), title).toBeInViewport({ ratio: 0.99 })
      await picture(page, title)
      // Between the two lies what the two already show: the columns of the one with the controls of the other.
      if (size !== 'portrait') await findsNothing(page, title)
    }
    await page.getByRole('button', { name: change, exact: true }).click()
  }
}

/** What axe says of the page as it is now: nothing. It is loaded once into a page, and tells of faults only. */
export async function findsNothing(page: Page, title: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const found = await page.evaluate(async (values) => {
    const loaded = (globalThis as typeof globalThis & { axe: typeof axe }).axe
    const { violations } = await loaded.run({ runOnly: { type: 'tag', values }, resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }, rules)
  expect.soft(found, title).toEqual([])
}

export async function picture(page: Page, title: string, of?: Locator): Promise<void> {
  if (pictures !== undefined) await (of ?? page).screenshot({ path: join(pictures, `${title}.png`) })
}
